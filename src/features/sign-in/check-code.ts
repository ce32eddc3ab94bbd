import type { Deps } from '../../deps.ts'
import { recoveryCodeHash } from '../../lib/readable-code.ts'
import { SealError } from '../../lib/secret-box.ts'
import { newSeed, stepOfCode } from '../../lib/totp.ts'
import { judge, type Verdict } from '../../login-throttling/login-throttle.ts'
import { findUser, type User } from '../../people/user-store.ts'
import { findSeed, hasRecoveryCode, useRecoveryCode, useStep } from '../my-account/two-step/store.ts'
import { sessionEvents } from './events.ts'
import { mayEnter } from './sign-in.ts'

/**
 * The second step of signing in: the code of an authenticator app, or a recovery code. A wrong one counts
 * against the account like a wrong password.
 */
export async function checkCode(
  deps: Deps,
  { userId, code, address }: { userId: number; code: string; address: string },
): Promise<User | Exclude<Verdict, 'right'>> {
  const codeHash = recoveryCodeHash(userId, code)
  let user: User | undefined
  let step: number | undefined
  const verdict = await judge(deps, {
    address,
    account: { id: userId },
    async check() {
      user = await findUser(deps.db, userId)
      step = stepOfCode(await seedOf(deps, userId), code.replace(/[\s-]/g, ''), deps.now())
      const isRecoveryCode = await hasRecoveryCode(deps.db, userId, codeHash)
      const isIn = user !== undefined && user.twoStepAt !== null && mayEnter(user, deps.now())
      return isIn && (step !== undefined || isRecoveryCode)
    },
    useUp: (trx) =>
      step === undefined ? useRecoveryCode(trx, userId, codeHash) : useStep(trx, userId, step, deps.now()),
    event({ isRight, closed }) {
      const actor = { id: userId, name: user?.name ?? '', address }
      const recoveryCode = step === undefined ? 'used' : undefined
      const { started, refused } = sessionEvents
      return [actor, isRight ? started(actor, { recoveryCode }) : refused(actor, closed)]
    },
  })
  return verdict === 'right' ? (user as User) : verdict
}

/**
 * Without a seed that opens, a recovery code still does: a seed that nobody knows keeps the work the same. An
 * empty one would let in anyone who works out its codes.
 */
async function seedOf(deps: Deps, userId: number): Promise<string> {
  try {
    return (await findSeed(deps.db, deps.keys, userId)) ?? newSeed()
  } catch (error) {
    if (error instanceof SealError) return newSeed()
    throw error
  }
}

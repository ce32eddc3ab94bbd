import { type Actor, withAudit } from '../../../audit/append.ts'
import type { Deps } from '../../../deps.ts'
import { newRecoveryCodes, recoveryCodeHash } from '../../../lib/readable-code.ts'
import { stepOfCode } from '../../../lib/totp.ts'
import { findUser } from '../../../people/user-store.ts'
import { myAccountEvents } from '../events.ts'
import { deleteTwoStep, replaceRecoveryCodes, storeTwoStep } from './store.ts'

type Owner = Actor & { id: number }

/** Turns two-step sign-in on, or over to another app, once the app's code fits; the codes are for showing once. */
export async function turnOnTwoStep(
  deps: Deps,
  { seed, code }: { seed: string; code: string },
  actor: Owner,
): Promise<'wrong' | { recoveryCodes: string[] }> {
  const usedStep = stepOfCode(seed, code, deps.now())
  if (usedStep === undefined) return 'wrong'
  const recoveryCodes = newRecoveryCodes()
  await withAudit(deps, actor, async (trx) => {
    const at = deps.now()
    await storeTwoStep(trx, deps.keys, { userId: actor.id, seed, usedStep, at })
    await replaceRecoveryCodes(trx, actor.id, hashesOf(actor, recoveryCodes))
    return myAccountEvents.twoStepOn(actor)
  })
  return { recoveryCodes }
}

/** Ten new ones; the old ones stop working. */
export async function renewRecoveryCodes(deps: Deps, actor: Owner): Promise<string[]> {
  const recoveryCodes = newRecoveryCodes()
  await withAudit(deps, actor, async (trx) => {
    await replaceRecoveryCodes(trx, actor.id, hashesOf(actor, recoveryCodes))
    return myAccountEvents.codesRenewed(actor)
  })
  return recoveryCodes
}

function hashesOf({ id }: Owner, codes: string[]) {
  return codes.map((code) => recoveryCodeHash(id, code))
}

/** Turns two-step sign-in off: one's own, or another's whose phone is lost; false when it was not on. */
export function removeTwoStep(deps: Deps, userId: number, actor: Actor): Promise<boolean> {
  return withAudit(deps, actor, async (trx) => {
    const user = await findUser(trx, userId)
    return user && (await deleteTwoStep(trx, userId)) ? myAccountEvents.twoStepOff(user) : undefined
  })
}

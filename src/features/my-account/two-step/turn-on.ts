import { type Actor, withAudit } from '../../../audit/append.ts'
import type { Deps } from '../../../deps.ts'
import { newRecoveryCodes, recoveryCodeHash } from '../../../lib/recovery-code.ts'
import { stepOfCode } from '../../../lib/totp.ts'
import { myAccountEvents } from '../events.ts'
import { replaceRecoveryCodes, storeTwoStep } from './store.ts'

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

/** Ten new ones; the old ones are dead. */
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

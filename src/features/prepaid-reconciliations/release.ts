import { type Actor, appendEvent } from '../../audit/append.ts'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { addJob } from '../../jobs/jobs-store.ts'
import { fingerprint } from '../../versioned-form/save-version.ts'
import { type TotalsBeside, totalsBeside } from './bills-beside-store.ts'
import { blockersOf } from './blockers.ts'
import { reconciliationEvents } from './events.ts'
import { sendKind } from './kinds.ts'
import { billTotal } from './parts.ts'
import { noteReleased } from './reconciliation-moves-store.ts'
import { lockReconciliation, type Reconciliation, reconciliationsOf } from './reconciliations-store.ts'
import type { SendContent } from './send-file.ts'
import { stateOf } from './state.ts'
import { type Way, wayOf } from './way.ts'

/** Names what a page showed: this file, after so many releases, for this place, beside these bills. */
export function releaseFingerprint(deps: Deps, one: Reconciliation, beside: TotalsBeside, way: Way) {
  const { id, file, releases } = one
  return fingerprint(deps, ['reconciliation-release', id, file?.sha256, releases, beside, way])
}

type Outcome = 'released' | 'already' | 'moved' | 'gone'

/**
 * Releases the held file as the page with this fingerprint showed it. Whoever presses second finds it released: there is one job
 * to send it.
 */
export async function releaseReconciliation(
  deps: Deps,
  { id, shownAs, reason }: { id: number; shownAs: string; reason: string },
  actor: Actor,
): Promise<Outcome> {
  const outcome = await transaction(deps.db, async (trx): Promise<Outcome> => {
    const one = await lockReconciliation(trx, id)
    if (!one) return 'gone'
    const state = stateOf(one)
    if (!['held', 'blocked', 'replaced'].includes(state)) return 'already'
    const settings = await deps.settings.now(trx)
    const ofPeriod = await reconciliationsOf(trx, one.period)
    const blockers = await blockersOf(trx, { one, ofPeriod, userId: actor.id, settings })
    const beside = await totalsBeside(trx, one)
    const way = wayOf(settings)
    if (state !== 'held' || blockers.length > 0) return 'moved'
    if (releaseFingerprint(deps, one, beside, way) !== shownAs) return 'moved'
    await release(deps, trx, { one, way, beside, reason }, actor)
    return 'released'
  })
  if (outcome === 'released') deps.jobs.wake()
  return outcome
}

async function release(
  deps: Deps,
  trx: Db,
  { one, way, beside, reason }: { one: Reconciliation; way: Way; beside: TotalsBeside; reason: string },
  actor: Actor,
) {
  const { id, number, period, file, total } = one
  if (!file) return
  const at = deps.now().toISOString()
  const releases = one.releases + 1
  let jobId: number | undefined
  if (!way.isByHand) {
    const { place, folder } = way
    const { id: fileId, name, size } = file
    const content: SendContent = { id, number, period, fileId, name, size, place, folder }
    const key = `${sendKind}:${id}:${releases}`
    const job = { kind: sendKind, connection: prepaidMetering, key, content, at, dueAt: at, by: actor.id }
    jobId = await addJob(trx, job)
    if (jobId === undefined) throw new Error('A send of a reconciliation has the key of another.')
  }
  const noted = { releases, ...way, reason: reason || null, at, by: actor.id, jobId: jobId ?? null }
  await noteReleased(trx, id, noted)
  const told = { file: file.name, hash: file.sha256, total: billTotal(total), differing: beside.differing }
  await appendEvent(
    deps,
    trx,
    actor,
    reconciliationEvents.released(one, { ...told, ...(reason && { reason }) }),
  )
}

import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Entry } from '../../audit/event.ts'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { cancelSend, endAsArrived, goOn } from '../../exchange-files/move-send.ts'
import { noteSuccess } from '../../jobs/health-store.ts'
import { moveJob } from '../../jobs/jobs-store.ts'
import { reconciliationEvents } from './events.ts'
import { noteReplaced, noteSent, noteTakenBack, noteWriteBegan } from './reconciliation-moves-store.ts'
import { lockReconciliation, type Reconciliation } from './reconciliations-store.ts'
import { stateOf } from './state.ts'

/** `releases`: of the release that the person saw; what was decided about another one is not done. */
export type Asked = { id: number; releases: number; reason?: string }

type Decided = { trx: Db; one: Reconciliation; file: string; at: string }

/** `act` decides with the reconciliation locked, and says what history tells of it; nothing where it is at something else by then. */
async function decide(
  deps: Deps,
  { id, releases }: Asked,
  actor: Actor,
  act: (decided: Decided) => Promise<Entry | undefined>,
): Promise<boolean> {
  const isDone = await transaction(deps.db, async (trx) => {
    const one = await lockReconciliation(trx, id)
    if (!one?.file || one.releases !== releases) return false
    const entry = await act({ trx, one, file: one.file.name, at: deps.now().toISOString() })
    if (entry) await appendEvent(deps, trx, actor, entry)
    return entry !== undefined
  })
  if (isDone) deps.jobs.wake()
  return isDone
}

const sendOf = ({ jobId, jobState, problem, writeBeganAt, sentAt }: Reconciliation) => ({
  ...{ jobId, jobState, problem, writeBeganAt, sentAt },
  canceledAt: null,
})

/** Of what is not sent yet; then it is held again, or replaced by one that was made meanwhile. */
export function takeBack(deps: Deps, asked: Asked, actor: Actor) {
  return decide(deps, asked, actor, async ({ trx, one, file, at }) => {
    const isTakenBack = one.isByHand ? stateOf(one) === 'released' : await cancelSend(trx, one.jobId, at)
    if (!isTakenBack) return undefined
    await noteTakenBack(trx, one.id)
    if (!one.isNewest) await noteReplaced(trx, one.id, at)
    return reconciliationEvents.takenBack(one, { file })
  })
}

/** Sends at once what waits, or looks at once for what may have arrived. */
export function goOnNow(deps: Deps, asked: Asked, actor: Actor) {
  return decide(deps, asked, actor, async ({ trx, one, file, at }) => {
    const isNext = one.isByHand ? undefined : await goOn(trx, sendOf(one), at)
    if (!isNext) return undefined
    const entry = isNext === 'looked-for' ? reconciliationEvents.lookAsked : reconciliationEvents.tryAsked
    return entry(one, { file })
  })
}

/** The vendor said that it has the file. */
export function takeAsArrived(deps: Deps, asked: Asked, actor: Actor) {
  return decide(deps, asked, actor, async ({ trx, one, file, at }) => {
    if (!(await endAsArrived(trx, sendOf(one), at))) return undefined
    await noteSent(trx, one.id, { at, size: null })
    return reconciliationEvents.takenAsArrived(one, { file })
  })
}

/** The vendor said that it does not have it. While it is in the folder all the same, its name keeps it from being written twice. */
export function sendAgain(deps: Deps, { reason = '', ...asked }: Asked, actor: Actor) {
  return decide(deps, asked, actor, async ({ trx, one, file, at }) => {
    if (one.jobId === null || stateOf(one) !== 'unknown') return undefined
    const move = { state: 'ready' as const, dueAt: at, problem: null, problemSince: null, at }
    if (!(await moveJob(trx, one.jobId, { ...move, from: ['unknown', 'canceled'] }))) return undefined
    await noteWriteBegan(trx, one.id, null)
    return reconciliationEvents.sendAgainAsked(one, { file, reason })
  })
}

/** A person took it to the vendor. */
export function markUploaded(deps: Deps, asked: Asked, actor: Actor) {
  return decide(deps, asked, actor, async ({ trx, one, file, at }) => {
    if (!one.isByHand || stateOf(one) !== 'released') return undefined
    await noteSent(trx, one.id, { at, size: null })
    // The exchange by hand is as well as its last file.
    await noteSuccess(trx, prepaidMetering, at)
    return reconciliationEvents.uploadedByHand(one, { file, hash: one.file?.sha256 ?? '' })
  })
}

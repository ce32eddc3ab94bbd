import { createReadStream } from 'node:fs'
import { type Actor, appendEvent } from '../../audit/append.ts'
import { billProvider } from '../../connections/connection.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { noteSuccess, readHealth } from '../../jobs/health-store.ts'
import { listJobs } from '../../jobs/jobs-store.ts'
import { billConnection } from './compare-rules.ts'
import { providerPaymentEvents } from './events.ts'
import { askFor, fetchJob, readJob } from './jobs.ts'
import { keepReceived } from './keep-received.ts'
import { findReceived, moveReceived, noteDecision, type ReceivedFile } from './received-files-store.ts'

/** Why a file was held that may be read all the same, because no payment can count twice. */
const readableAnyway = ['name-known']

/** Why a file was held that another layout may read. */
const readableAgain = ['no-layout', 'unreadable', 'bad-rows', 'conflict', 'totals']

/** One that was skipped too: that may have been a mistake, and its very bytes are not taken a second time. */
const waits = ({ state }: ReceivedFile) => state === 'held' || state === 'passed-over'

export const mayBeReadAnyway = (file: ReceivedFile) =>
  waits(file) && readableAnyway.includes(file.problemCode ?? '')

export const mayBeReadAgain = (file: ReceivedFile) =>
  waits(file) && readableAgain.includes(file.problemCode ?? '')

/** Asks for a fetch now, beside the schedule. False while the connection is stopped: nothing would come of it. */
export async function askForFetch(deps: Deps, actor: Actor): Promise<boolean> {
  if ((await readHealth(deps.db, billProvider)).isStopped) return false
  await transaction(deps.db, async (trx) => {
    const open = await listJobs(
      trx,
      { connection: billProvider, kinds: [fetchJob.name], states: ['ready', 'working'] },
      { limit: 1 },
    )
    if (open.rows.length > 0) return
    const isNew = await askFor(deps, trx, fetchJob, `asked ${deps.now().toISOString()}`, actor.id)
    if (isNew) await appendEvent(deps, trx, actor, providerPaymentEvents.fetchAsked('Bill Provider'))
  })
  deps.jobs.wake()
  return true
}

type Uploaded = { is: 'kept' | 'held'; id: number } | { is: 'known'; name: string }

/** Takes a file that a person brings: kept as it is, then read like one that was fetched. */
export async function receiveUpload(
  deps: Deps,
  { name, path }: { name: string; path: string },
  actor: Actor,
): Promise<Uploaded> {
  const at = deps.now().toISOString()
  const content = createReadStream(path) as AsyncIterable<Buffer>
  const kept = await keepReceived(deps.db, { connection: billProvider, name, by: actor.id, at }, content)
  if (kept.is === 'known') return kept
  const isByHand = billConnection(await deps.settings.now()).exchange === 'by-hand'
  await transaction(deps.db, async (trx) => {
    await askFor(deps, trx, readJob, `file ${kept.id}`, actor.id)
    // The exchange by hand is as well as its last file.
    if (isByHand) await noteSuccess(trx, billProvider, at)
    await appendEvent(deps, trx, actor, providerPaymentEvents.fileUploaded({ id: kept.id, fileName: name }))
  })
  deps.jobs.wake()
  return kept
}

type Decided = 'done' | 'moved-on'

/** Reads a held or skipped file once more, as the layout says today. */
export async function readAgain(deps: Deps, id: number, actor: Actor): Promise<Decided> {
  const at = deps.now().toISOString()
  const outcome = await transaction<Decided>(deps.db, async (trx) => {
    const file = await findReceived(trx, id)
    if (!file || !(mayBeReadAnyway(file) || mayBeReadAgain(file))) return 'moved-on'
    if (!(await moveReceived(trx, id, { state: 'kept' }, ['held', 'passed-over'])))
      throw new Rollback('moved-on')
    await noteDecision(trx, id, { at, by: actor.id, reason: null })
    await askFor(deps, trx, readJob, `file ${id} again ${at}`, actor.id)
    await appendEvent(deps, trx, actor, providerPaymentEvents.fileReadAnyway(file))
    return 'done'
  })
  deps.jobs.wake()
  return outcome
}

/** Says that a held file is not needed; it stays kept as it came. */
export function passOverFile(deps: Deps, id: number, reason: string, actor: Actor): Promise<Decided> {
  const at = deps.now().toISOString()
  return transaction<Decided>(deps.db, async (trx) => {
    const file = await findReceived(trx, id)
    if (!file) return 'moved-on'
    const { problem, problemCode, findings, figures } = file
    const move = { state: 'passed-over' as const, problem, problemCode, findings, figures }
    if (!(await moveReceived(trx, id, move, ['held']))) return 'moved-on'
    await noteDecision(trx, id, { at, by: actor.id, reason })
    await appendEvent(deps, trx, actor, providerPaymentEvents.filePassedOver(file, { reason }))
    return 'done'
  })
}

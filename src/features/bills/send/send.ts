import { type Actor, appendEvent } from '../../../audit/append.ts'
import { billProvider } from '../../../connections/connection.ts'
import type { Db } from '../../../db/db.ts'
import { Rollback, transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { isGoingOn, sendState } from '../../../exchange-files/send-state.ts'
import { noteSuccess } from '../../../jobs/health-store.ts'
import { addJob } from '../../../jobs/jobs-store.ts'
import { momentIn } from '../../../lib/dates.ts'
import { fingerprint } from '../../../versioned-form/save-version.ts'
import { billEvents } from '../events.ts'
import { nameOfSend } from '../file/file-name.ts'
import { billsInFile, lockRun, type Run } from '../runs-store.ts'
import { insertSend, noteJob } from '../sends-store.ts'
import { leaveBehind } from './decide.ts'
import { sendKind } from './kind.ts'
import type { SendRequest } from './send-form.ts'

/** Where the file goes; by hand a person takes it there. `place`: whose account at which server. */
export type Way = { isByHand: boolean; place: string; folder: string }

/** Names what a preview showed: this file, made by this layout, for this place and folder, after so many sends. */
export function sendFingerprint(deps: Deps, { id, file, sends }: Run, { isByHand, place, folder }: Way) {
  return fingerprint(deps, [
    'bills-send',
    id,
    file?.id,
    file?.sha256,
    file?.layout,
    sends,
    isByHand,
    place,
    folder,
  ])
}

type Outcome = 'sent' | 'moved' | 'gone' | 'going-on'

/**
 * Decides that the file of a run is sent, as the preview with this fingerprint showed it. Pressed twice it is one decision: the
 * second finds another fingerprint, and the first as it was.
 */
export async function sendRun(
  deps: Deps,
  { id, shownAs, way, request }: { id: number; shownAs: string; way: Way; request: SendRequest },
  actor: Actor,
): Promise<Outcome> {
  const outcome = await transaction(deps.db, async (trx): Promise<Outcome> => {
    const run = await lockRun(trx, id)
    if (!run?.file) return 'gone'
    if (run.send && isGoingOn(sendState(run.send))) return 'going-on'
    if (sendFingerprint(deps, run, way) !== shownAs) return 'moved'
    await addSend(deps, trx, run, { way, request }, actor)
    return 'sent'
  })
  if (outcome === 'sent') deps.jobs.wake()
  return outcome
}

async function addSend(
  deps: Deps,
  trx: Db,
  run: Run,
  { way, request }: { way: Way; request: SendRequest },
  actor: Actor,
) {
  const { file } = run
  if (!file) return
  const number = run.sends + 1
  const at = deps.now().toISOString()
  const dueAt = request.dueAt > at ? request.dueAt : at
  const name = nameOfSend(file.name, number)
  // What waits for a person is decided by this; asked for at a terminal meanwhile, it goes on instead.
  if (run.send && !(await leaveBehind(trx, run.send, at))) throw new Rollback<Outcome>('going-on')
  const by = actor.id as number
  const reason = request.reason || null
  const sendId = await insertSend(trx, {
    ...{ runId: run.id, number, isByHand: way.isByHand, fileId: file.id, fileName: name, folder: way.folder },
    ...{ dueAt, reason, at, by, sentAt: way.isByHand ? at : null },
  })
  const told = { file: name, hash: file.sha256, layout: file.layout, ...billsInFile(run) }
  if (way.isByHand) {
    const entry = billEvents.uploadedByHand(run, { ...told, ...(reason && { reason }) })
    await appendEvent(deps, trx, actor, entry)
    // The exchange by hand is as well as its last file.
    await noteSuccess(trx, billProvider, at)
    return
  }
  const content = {
    ...{ runId: run.id, sendId, number, fileId: file.id, name, size: file.size },
    ...{ place: way.place, folder: way.folder },
  }
  const key = `${sendKind}:${run.id}:${number}`
  const jobId = await addJob(trx, { kind: sendKind, connection: billProvider, key, content, at, dueAt, by })
  if (jobId === undefined) throw new Error('A send of bills has the key of another.')
  await noteJob(trx, sendId, jobId)
  const { organization } = await deps.settings.now(trx)
  const sendAt = dueAt > at ? momentIn(organization.timeZone, dueAt) : undefined
  const when = sendAt ? { sendAt } : {}
  await appendEvent(
    deps,
    trx,
    actor,
    reason
      ? billEvents.sendAgainAsked(run, { ...told, ...when, reason })
      : billEvents.sendAsked(run, { ...told, ...when }),
  )
}

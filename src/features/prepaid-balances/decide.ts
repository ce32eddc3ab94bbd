import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Entry as HistoryEntry } from '../../audit/event.ts'
import type { Db } from '../../db/db.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { JobState } from '../../jobs/job.ts'
import { moveJob } from '../../jobs/jobs-store.ts'
import {
  listNotAskedFor,
  noteArrived,
  noteLeftOut,
  noteSendAgain,
  sendInstead as sendOneInstead,
} from './decisions-store.ts'
import { type Entry, findEntry } from './entries-list-store.ts'
import { type EntryState, entryState } from './entry-state.ts'
import { balanceEvents } from './events.ts'
import { holdFeed } from './feed-store.ts'
import { addPush } from './push-job.ts'

/** All but what is worked on, and what is done. */
const movable: JobState[] = ['ready', 'waiting', 'unknown', 'held', 'needs-person', 'canceled']
const nothing = { dueAt: null, problem: null, problemSince: null }

/** `began`: of the sending that the person saw; what was decided about another one is not done. */
type Asked = { id: number; actor: Actor; began?: string; reason?: string }
type Decided = { at: string; by: number | null; reason: string | null }
type Act = (trx: Db, entry: Entry, decided: Decided) => Promise<HistoryEntry>

/** Decides about an entry as long as it is in one of these states and nobody sends it; false where it is not. */
async function decide(deps: Deps, { id, actor, began, reason }: Asked, from: EntryState[], act: Act) {
  const isDone = await transaction(deps.db, async (trx) => {
    // Those who take entries back by the register come before this or after it.
    await holdFeed(trx)
    const entry = await findEntry(trx, id)
    if (!entry || !from.includes(entryState(entry))) return false
    if (entryState(entry) === 'unknown' && entry.beganAt !== began) return false
    // As long as the vendor asks, it is told again by itself.
    if (entryState(entry) === 'may-be-told' && !(await isSentNow(deps, trx))) return false
    const at = deps.now().toISOString()
    const event = await act(trx, entry, { at, by: actor.id, reason: reason ?? null })
    await appendEvent(deps, trx, actor, event)
    return true
  })
  if (isDone) deps.jobs.wake()
  return isDone
}

async function isSentNow({ settings }: Pick<Deps, 'settings'>, trx: Db) {
  return (await settings.now(trx)).prepaidMeteringConnection.whoAsks === 'us'
}

/** Where somebody sends it at this moment, nothing is decided. What the vendor asked for has no job. */
async function move(trx: Db, { jobId, way }: Entry, state: JobState, at: string) {
  if (way === 'pull') return
  const dueAt = state === 'ready' ? at : null
  const isMoved =
    jobId !== null && (await moveJob(trx, jobId, { ...nothing, state, dueAt, from: movable, at }))
  if (!isMoved) throw new Rollback(false)
}

const about = ({ accountId: id, customer }: Entry) => ({ id, customer })

/** What did not arrive is tried once more. */
export function tryAgain(deps: Deps, asked: Asked) {
  return decide(deps, asked, ['held', 'waiting'], async (trx, entry, { at }) => {
    await move(trx, entry, 'ready', at)
    return balanceEvents.tryAsked(about(entry), { cents: entry.cents })
  })
}

/** The vendor said that it has it. */
export function takeAsArrived(deps: Deps, asked: Asked) {
  return decide(deps, asked, ['unknown', 'may-be-told'], async (trx, entry, decided) => {
    await move(trx, entry, 'done', decided.at)
    await noteArrived(trx, entry, decided)
    return balanceEvents.arrived(about(entry), { cents: entry.cents })
  })
}

/** The vendor said that it does not have it. */
export function sendAgain(deps: Deps, asked: Asked & { reason: string }) {
  return decide(deps, asked, ['unknown', 'may-be-told'], async (trx, entry, decided) => {
    await move(trx, entry, 'ready', decided.at)
    await noteSendAgain(trx, entry.id, decided)
    if (entry.way === 'pull') await sendOne(trx, entry, decided.at, decided.by)
    return balanceEvents.sentAgain(about(entry), { cents: entry.cents, reason: asked.reason })
  })
}

/** The vendor is not told of it, or no more: what may have arrived is left as it is there. */
export function leaveOut(deps: Deps, asked: Asked & { reason: string }, from: EntryState[]) {
  return decide(deps, asked, from, async (trx, entry, decided) => {
    await move(trx, entry, 'canceled', decided.at)
    await noteLeftOut(trx, entry.id, decided)
    return balanceEvents.leftOut(about(entry), { cents: entry.cents, reason: asked.reason })
  })
}

/** From then on it is never given to one who asks. */
async function sendOne(
  trx: Db,
  { id, objectId }: Pick<Entry, 'id' | 'objectId'>,
  at: string,
  by: number | null,
) {
  await sendOneInstead(trx, id, await addPush(trx, objectId, at, by))
}

/** What the vendor did not ask for is sent, now that it does not ask any more. Answers how many there were. */
export async function sendInstead(deps: Deps, actor: Actor): Promise<number> {
  const sent = await transaction(deps.db, async (trx) => {
    if (!(await isSentNow(deps, trx))) return 0
    // No question of the vendor is answered with them meanwhile.
    await holdFeed(trx)
    const at = deps.now().toISOString()
    const found = await listNotAskedFor(trx)
    for (const one of found) await sendOne(trx, one, at, actor.id)
    const cents = found.reduce((sum, one) => sum + Number(one.cents), 0)
    if (found.length > 0)
      await appendEvent(deps, trx, actor, balanceEvents.sentInstead('', { entries: found.length, cents }))
    return found.length
  })
  if (sent > 0) deps.jobs.wake()
  return sent
}

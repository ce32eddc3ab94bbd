import type { Db } from '../../db/db.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { JobAct, JobState } from '../../jobs/job.ts'
import { moveJob } from '../../jobs/jobs-store.ts'
import { restoredAt } from '../../jobs/restores-store.ts'
import type { EntryWay } from './entry.ts'
import { messageIdOf, objectIdOf, takenBack } from './entry-of.ts'
import { takeMoment } from './feed-store.ts'
import { hasGone, listGone } from './gone-rows-store.ts'
import { type Noting, noteRows, pushOf } from './note-rows.ts'
import {
  type GoneEntry,
  hasToTakeBack,
  insertEntries,
  listToTakeBack,
  type NewEntry,
  noteCanceled,
} from './noted-store.ts'
import { hasToNote, listEverEnrolled, listToNote } from './register-store.ts'

/** By whom the vendor learns of what is noted from now on. */
export type NoteWork = {
  way: EntryWay
  /** Who keeps the balances now: of an account that is enrolled with another nothing is noted. */
  vendor?: string
}
export type NoteAnswer = { noted: number }

type Context = { db: Db; now: () => Date; signal: AbortSignal }

const accountsAtOnce = 100
const mostAtOnce = 200
/** The vendor is told what is five seconds old: what took longer than this is not recorded, but tried again in parts. */
const longestMs = 4_000

/** Notes what the vendor is to be told of the register, each row once, and takes back what is not in it any more. */
export const noteEntries: JobAct<NoteWork, NoteAnswer> = async (context, { way, vendor }) => {
  let noted = await inParts(context, way, {
    isLeft: (db) => hasToTakeBack(db, way),
    list: (db, limit) => listToTakeBack(db, way, limit),
    note: takeBack,
  })
  for (let after = 0; ; ) {
    const ids = await listEverEnrolled(context.db, after, accountsAtOnce, vendor)
    const last = ids.at(-1)
    if (last === undefined) return { noted }
    noted += await inParts(context, way, {
      isLeft: (db) => hasGone(db, ids),
      list: (db, limit) => listGone(db, ids, limit),
      note: (noting, rows) => noteRows(noting, rows, 'taken-back'),
    })
    noted += await inParts(context, way, {
      isLeft: (db) => hasToNote(db, ids),
      list: (db, limit) => listToNote(db, ids, limit),
      note: (noting, rows) => noteRows(noting, rows, 'noted'),
    })
    after = last
  }
}

type Part<Row> = {
  isLeft(db: Db): Promise<boolean>
  list(trx: Db, limit: number): Promise<Row[]>
  note(noting: Noting, rows: Row[]): Promise<void>
}

async function inParts<Row>({ db, now, signal }: Context, way: EntryWay, part: Part<Row>): Promise<number> {
  let noted = 0
  for (let limit = mostAtOnce; await part.isLeft(db); ) {
    signal.throwIfAborted()
    const done = await transaction<number>(db, async (trx) => {
      const recordedAt = await takeMoment(trx, now)
      const begun = now()
      const rows = await part.list(trx, limit)
      const restored = way === 'push' ? await restoredAt(trx) : null
      await part.note({ trx, way, recordedAt, notedAt: begun.toISOString(), restored }, rows)
      if (now().getTime() - begun.getTime() >= longestMs) throw new Rollback(-1)
      return rows.length
    })
    if (done < 0) limit = Math.max(1, Math.floor(limit / 4))
    else noted += done
  }
  return noted
}

const notBegun: JobState[] = ['ready', 'waiting', 'unknown', 'held', 'needs-person', 'canceled']

/** What was told is taken back by its opposite; what was not sent is sent no more. */
async function takeBack(noting: Noting, rows: GoneEntry[]) {
  const { trx, way, recordedAt, notedAt } = noting
  const opposites: NewEntry[] = []
  for (const { id, sentAt, leftOutAt, askedAt, ...entry } of rows) {
    // What the vendor has not asked for yet it may still ask for, unless we send by now.
    const isForVendor = entry.way === 'pull' && (askedAt !== null || way === 'pull')
    const wasTold = leftOutAt === null && (isForVendor || sentAt !== null)
    if (wasTold) {
      const objectId = objectIdOf(entry.identity, entry.round, true)
      opposites.push({
        ...{ ...entry, ...takenBack(entry), what: 'taken-back', way, recordedAt, notedAt },
        ...{ objectId, messageId: messageIdOf(objectId), jobId: await pushOf(noting, objectId) },
      })
    } else if (entry.jobId === null || leftOutAt !== null || (await cancelPush(trx, entry.jobId, recordedAt)))
      await noteCanceled(trx, id, recordedAt)
  }
  await insertEntries(trx, opposites)
}

function cancelPush(trx: Db, jobId: number, at: string) {
  const nothing = { dueAt: null, problem: null, problemSince: null }
  return moveJob(trx, jobId, { state: 'canceled', ...nothing, from: notBegun, at })
}

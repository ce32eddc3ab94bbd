import type { Db } from '../../db/db.ts'
import { exists, onlyRow } from '../../db/rows.ts'

/** A decision to send the file of a run, and what became of it. */
export type Send = {
  id: number
  /** Of its run, counted from 1. */
  number: number
  /** A person uploads it on the provider's website. */
  isByHand: boolean
  fileId: number
  fileName: string
  folder: string
  askedAt: string
  askedBy: string
  dueAt: string
  reason: string | null
  /** Since then it may have arrived. */
  writeBeganAt: string | null
  sentAt: string | null
  seenSize: number | null
  canceledAt: string | null
  jobId: number | null
  /** Of its job, whose states are those of all jobs; null where it has none any more. */
  jobState: string | null
  jobDueAt: string | null
  jobBegunAt: string | null
  jobProblemSince: string | null
  problem: string | null
}

/** Of a send as s, its job as j, and the person who asked for it as a. */
export const sendColumns = {
  ...{ sendId: 's.id', number: 's.number', isByHand: 's.by_hand', fileId: 's.file_id', sentName: 's.name' },
  ...{ folder: 's.folder', askedAt: 's.asked_at', askedBy: 'a.name', dueAt: 's.due_at', reason: 's.reason' },
  ...{
    writeBeganAt: 's.write_began_at',
    sentAt: 's.sent_at',
    seenSize: 's.seen_size',
    canceledAt: 's.canceled_at',
    jobId: 's.job_id',
  },
  ...{ jobState: 'j.state', jobDueAt: 'j.due_at', jobBegunAt: 'j.begun_at', problem: 'j.problem' },
  jobProblemSince: 'j.problem_since',
}

/**
 * The number of a run's newest send that was not canceled: what was sent before is not unsent by a send that was. Of a run as r.
 */
export function decisiveSend(db: Db) {
  return db.raw(`coalesce((
    select max(x.number) from bill_sends x left join jobs y on y.id = x.job_id
    where x.run_id = r.id and x.canceled_at is null
      and (x.sent_at is not null or x.write_began_at is not null or coalesce(y.state, '') <> 'canceled')
  ), r.sends)`)
}

// biome-ignore lint/suspicious/noExplicitAny: a row is what the query selects
export function sendOf(row: any): Send | undefined {
  if (row.sendId === null) return undefined
  const { number, isByHand, fileId, folder, askedAt, askedBy, dueAt, reason, sentAt, seenSize } = row
  const { writeBeganAt, canceledAt, jobId, jobState, jobDueAt, jobBegunAt, problem, jobProblemSince } = row
  return {
    ...{ id: row.sendId, number, isByHand: Boolean(isByHand), fileId, fileName: row.sentName, folder },
    ...{ askedAt, askedBy, dueAt, reason, writeBeganAt, sentAt, seenSize, canceledAt },
    ...{ jobId, jobState, jobDueAt, jobBegunAt, problem, jobProblemSince },
  }
}

/** All of a run, the newest first. */
export async function listSends(db: Db, runId: number): Promise<Send[]> {
  const rows = await db('bill_sends as s')
    .join('users as a', 'a.id', 's.asked_by')
    .leftJoin('jobs as j', 'j.id', 's.job_id')
    .where('s.run_id', runId)
    .orderBy('s.number', 'desc')
    .select(sendColumns)
  return rows.flatMap((row) => sendOf(row) ?? [])
}

type NewSend = Pick<Send, 'number' | 'isByHand' | 'fileId' | 'fileName' | 'folder' | 'dueAt' | 'reason'> & {
  runId: number
  at: string
  by: number
  sentAt: string | null
}

/** Returns its id. */
export async function insertSend(trx: Db, send: NewSend): Promise<number> {
  const row = {
    ...{ run_id: send.runId, number: send.number, by_hand: send.isByHand, file_id: send.fileId },
    ...{ name: send.fileName, folder: send.folder, asked_at: send.at, asked_by: send.by },
    ...{ due_at: send.dueAt, reason: send.reason, sent_at: send.sentAt },
  }
  await trx('bill_runs').where({ id: send.runId }).update({ sends: send.number })
  return (await onlyRow<{ id: number }>(trx('bill_sends').insert(row).returning('id'))).id
}

export async function noteJob(trx: Db, id: number, jobId: number) {
  await trx('bill_sends').where({ id }).update({ job_id: jobId })
}

/** From here on it may have arrived; before, nothing was written of it. */
export async function noteWriteBegan(db: Db, id: number, at: string | null) {
  await db('bill_sends').where({ id }).update({ write_began_at: at })
}

export async function writeBegan(db: Db, id: number): Promise<boolean> {
  const row = await db('bill_sends').where({ id }).first('write_began_at')
  return row !== undefined && row.write_began_at !== null
}

/** The file was seen in the folder. */
export async function noteSent(trx: Db, id: number, { at, size }: { at: string; size: number | null }) {
  await trx('bill_sends').where({ id }).update({ sent_at: at, seen_size: size })
}

export async function noteCanceled(trx: Db, id: number, at: string) {
  await trx('bill_sends').where({ id }).update({ canceled_at: at })
}

/** Whether a file was ever to be sent; such a file is kept. */
export async function isSentFile(trx: Db, fileId: number): Promise<boolean> {
  return exists(trx('bill_sends').where({ file_id: fileId }))
}

/** Whether a file is one that was to be sent of this run. */
export async function findSentFile(db: Db, runId: number, fileId: number): Promise<boolean> {
  return exists(db('bill_sends').where({ run_id: runId, file_id: fileId }))
}

import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import { addJob, findJobByKey, moveJob } from '../../jobs/jobs-store.ts'
import { doubtPush } from './pushes-store.ts'

/** The kind of job that sends an entry. */
export const pushKind = 'prepaid.push'

/** What is sent is frozen in the entry. */
export type PushContent = { objectId: string }

/** To be called in the transaction that notes the entry, or has it sent. Returns the job's number. */
export async function addPush(trx: Db, objectId: string, at: string, by: number | null): Promise<number> {
  const key = `${pushKind} ${objectId}`
  const content: PushContent = { objectId }
  const job = { kind: pushKind, connection: prepaidMetering, key, content, at, dueAt: at, by }
  const id = (await addJob(trx, job)) ?? (await findJobByKey(trx, key))?.id
  if (id === undefined) throw new Error('A push has no job.')
  return id
}

export const sentBeforeRestore =
  'The database was restored from a backup, and this may have been sent before. Ask the vendor, and then decide.'

/** It may have been sent before a restore: it is only looked at, and a person decides. */
export async function doubtNewPush(trx: Db, objectId: string, at: string) {
  await doubtPush(trx, objectId, at)
  const job = await findJobByKey(trx, `${pushKind} ${objectId}`)
  const move = { dueAt: at, problem: sentBeforeRestore, problemSince: at, at }
  if (job) await moveJob(trx, job.id, { ...move, state: 'unknown', from: ['ready'] })
}

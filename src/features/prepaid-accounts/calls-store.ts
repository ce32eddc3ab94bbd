import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { Call, CallAct, CallContent } from './call.ts'

type NewCall = {
  accountId: number
  act: CallAct
  jobId: number | null
  messageId: string
  content: CallContent
  at: string
  by: number | null
  /** Where a person told the vendor. */
  answeredAt?: string
}

export async function insertCalls(trx: Db, calls: NewCall[]) {
  await trx('prepaid_calls').insert(
    calls.map(({ accountId, act, jobId, messageId, content, at, by, answeredAt = null }) => ({
      ...{ account_id: accountId, act, job_id: jobId, message_id: messageId },
      ...{ content: JSON.stringify(content), asked_at: at, asked_by: by, answered_at: answeredAt },
    })),
  )
}

function calls(db: Db) {
  return db('prepaid_calls as c')
    .leftJoin('jobs as j', 'j.id', 'c.job_id')
    .leftJoin('users as u', 'u.id', 'c.asked_by')
    .select({
      ...columnsOf('c', 'id accountId act jobId messageId content askedAt beganAt answeredAt problem'),
      ...{ canceledAt: 'c.canceled_at', askedBy: 'u.name', jobState: 'j.state', jobProblem: 'j.problem' },
    })
}

type Row = Omit<Call, 'content'> & { content: string }
const callOf = (row: Row): Call => ({ ...row, content: JSON.parse(row.content) })

export async function findCallOfJob(db: Db, jobId: number): Promise<Call | undefined> {
  const row = await calls(db).where('c.job_id', jobId).first()
  return row && callOf(row)
}

/** What was asked last about an account. */
export async function findLastCall(db: Db, accountId: number): Promise<Call | undefined> {
  const row = await calls(db).where('c.account_id', accountId).orderBy('c.id', 'desc').first()
  return row && callOf(row)
}

/** Those of these accounts about which something is asked that is not answered yet. */
export async function findWaiting(db: Db, accountIds: number[]): Promise<Set<number>> {
  const ids: number[] = await db('prepaid_calls')
    .whereIn('account_id', accountIds)
    .whereNull('answered_at')
    .whereNull('canceled_at')
    .pluck('account_id')
  return new Set(ids)
}

/** The newest first. */
export function listCalls(db: Db, accountId: number, page: PageRequest): Promise<Page<Call>> {
  const query = calls(db).where('c.account_id', accountId)
  return readPage(query, { by: { id: 'c.id' }, order: 'desc' }, page, callOf)
}

/** From now on it may have been done; null takes that back. */
export async function noteBegan(db: Db, jobId: number, at: string | null) {
  await db('prepaid_calls').where({ job_id: jobId }).update({ began_at: at })
}

export async function noteAnswered(trx: Db, id: number, at: string, problem: string | null) {
  await trx('prepaid_calls').where({ id }).update({ answered_at: at, problem })
}

export async function noteCanceled(trx: Db, id: number, at: string) {
  await trx('prepaid_calls').where({ id }).update({ canceled_at: at })
}

/** Those that are over, with the names that were told by them. */
export async function removeCallsBefore(db: Db, before: string) {
  await db('prepaid_calls')
    .where('asked_at', '<', before)
    .where((over) => over.whereNotNull('answered_at').orWhereNotNull('canceled_at'))
    .delete()
}

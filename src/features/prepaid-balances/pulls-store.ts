import type { Db } from '../../db/db.ts'

/** A question of the vendor: a half-open window, ISO 8601 in UTC, when it was asked, and how many rows it was answered with. */
type Pull = { method: string; from: string; to: string; askedAt: string; rows: number }

/** Says that a question was answered to its end. For entries the window was marked before its first row was given. */
export async function notePull(db: Db, { method, from, to, askedAt, rows }: Pull) {
  const window = { method, window_from: from, window_to: to }
  const open = await db('prepaid_pulls').where(window).whereNull('rows').max({ id: 'id' }).first()
  if (open?.id) await db('prepaid_pulls').where({ id: open.id }).update({ rows })
  else await db('prepaid_pulls').insert({ ...window, asked_at: askedAt, rows })
}

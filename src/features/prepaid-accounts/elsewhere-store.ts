import type { Db } from '../../db/db.ts'
import { addAllEnded } from './enrollments-store.ts'

/** Enrolled accounts whose balances another vendor keeps than this one. */
function elsewhere(db: Db, vendor: string) {
  return db('prepaid_accounts').where('state', 'enrolled').whereNot('enrolled_with', vendor)
}

/** How many there are with each of those vendors. */
export async function countElsewhere(db: Db, vendor: string) {
  const rows = await elsewhere(db, vendor)
    .groupBy('enrolled_with')
    .orderBy('enrolled_with')
    .select({ vendor: 'enrolled_with' })
    .count({ accounts: '*' })
  return rows.map((row) => ({ vendor: String(row.vendor), accounts: Number(row.accounts) }))
}

/** This vendor keeps their balances: their numbers. */
export async function moveElsewhere(trx: Db, vendor: string): Promise<number[]> {
  const moved = await elsewhere(trx, vendor).update({ enrolled_with: vendor }).returning('id')
  return moved.map(({ id }) => id)
}

/** They are to be enrolled again, and their enrollments ended at a moment (ISO 8601): their numbers. */
export async function renewElsewhere(trx: Db, vendor: string, at: string): Promise<number[]> {
  await elsewhere(trx, vendor).forUpdate().select('id')
  await addAllEnded(trx, elsewhere(trx, vendor), at)
  const fresh = { state: 'new' as const, enrolled_at: null, enrolled_with: null }
  const renewed = await elsewhere(trx, vendor).update(fresh).returning('id')
  return renewed.map(({ id }) => id)
}

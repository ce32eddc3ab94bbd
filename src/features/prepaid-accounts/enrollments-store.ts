import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import type { PrepaidAccount } from './account.ts'

/** Keeps an enrollment that is over: enrolled again, the account itself says only the newer one. */
export async function addEnded(
  trx: Db,
  { id, enrolledAt }: Pick<PrepaidAccount, 'id' | 'enrolledAt'>,
  leftAt: string,
) {
  if (enrolledAt === null) return
  await trx('prepaid_enrollments').insert({ account_id: id, enrolled_at: enrolledAt, left_at: leftAt })
}

/** The same for all that a query of accounts finds. */
export async function addAllEnded(trx: Db, accounts: Knex.QueryBuilder, leftAt: string) {
  const ended = accounts
    .whereNotNull('enrolled_at')
    .select('id', 'enrolled_at', trx.raw('cast(? as text)', [leftAt]))
  await trx.insert(ended).into(trx.raw('prepaid_enrollments (account_id, enrolled_at, left_at)') as never)
}

/** Of accounts as a: those that were enrolled at any time of a window by an enrollment that is over, both ISO 8601. */
export function endedWithin(db: Db, { from, to }: { from: string; to: string }) {
  return db('prepaid_enrollments as e')
    .whereRaw('e.account_id = a.id')
    .where('e.enrolled_at', '<', to)
    .where('e.left_at', '>=', from)
    .select('e.id')
}

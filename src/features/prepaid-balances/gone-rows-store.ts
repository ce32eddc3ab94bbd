import type { Db } from '../../db/db.ts'
import { columnOf, columnsOf } from '../../db/rows.ts'
import type { AccountState } from '../prepaid-accounts/account.ts'
import { equalsBefore, type RegisterRow } from './register-store.ts'

const said = 'importId customer source reference line date kind service amountCents description' as const

/** Its balance at enrollment is the vendor's, or is on its way there. */
const toldOpening: AccountState[] = ['enrolling', 'enrolled', 'unenrolling']

/**
 * Keeps what is in the balance at enrollment of accounts, and not in the register any more: the rows of an import that is
 * being removed, and had come to count before enrolling was asked for. To be called in the transaction that removes it. Its
 * rows are found by the customers of those accounts, so that it is nothing to do where there are none.
 */
export async function keepGoneRows(trx: Db, importId: number) {
  const rows = trx('transaction_imports as i')
    // In this order on SQLite too.
    .crossJoin('prepaid_accounts as a' as never)
    .crossJoin('utility_transactions as t' as never)
    .where('i.id', importId)
    .whereIn('a.state', toldOpening)
    .whereRaw('a.enrolled_at > i.ended_at')
    .whereRaw('t.customer = a.customer and t.service = a.service and +t.import_id = i.id')
    .whereNot('t.amount_cents', 0)
    .select({
      ...{ accountId: 'a.id', enrolledAt: 'a.enrolled_at', rowId: 't.id', ordinal: equalsBefore(trx) },
      ...columnsOf('t', said),
    })
  const columns = `accountId enrolledAt rowId ordinal ${said}`.split(' ').map(columnOf)
  await trx.insert(rows).into(trx.raw(`prepaid_gone_rows (${columns.join(', ')})`) as never)
}

/** Those of the enrollment that lasts, or was the last: what was enrolled again has another balance at enrollment. */
function ofEnrollment(db: Db, accountIds: number[]) {
  return db('prepaid_gone_rows as g')
    .join('prepaid_accounts as a', 'a.id', 'g.account_id')
    .whereIn('a.id', accountIds)
    .whereRaw('g.enrolled_at = a.enrolled_at')
}

/** What was noted in an enrollment before is taken back by itself, unless it was never told. */
function notTakenBack(db: Db, accountIds: number[]) {
  const entry = db('prepaid_entries as e')
    .whereRaw('e.import_id = g.import_id and e.row_id = g.row_id')
    .whereRaw(`(e.what = 'taken-back' or e.canceled_at is null)`)
  return ofEnrollment(db, accountIds).whereNot('g.kind', 'billing').whereNotExists(entry.select('e.id'))
}

export async function hasGone(db: Db, accountIds: number[]): Promise<boolean> {
  return (await notTakenBack(db, accountIds).first('g.row_id')) !== undefined
}

export async function listGone(db: Db, accountIds: number[], limit: number): Promise<RegisterRow[]> {
  return notTakenBack(db, accountIds)
    .orderBy('g.row_id')
    .limit(limit)
    .select({
      ...{ accountId: 'a.id', serviceType: 'a.service_type', locationId: 'a.object_id' },
      ...columnsOf('g', `rowId ordinal ${said}`),
    })
}

/** What of the usage in their balances at enrollment is not billed any more, in cents, by the number of the account. */
export async function removedUsage(db: Db, accountIds: number[]): Promise<Map<number, number>> {
  const rows = await ofEnrollment(db, accountIds)
    .where('g.kind', 'billing')
    .groupBy('a.id')
    .select({ id: 'a.id', cents: db.raw('sum(g.amount_cents)') })
  return new Map(rows.map(({ id, cents }) => [id, Number(cents)]))
}

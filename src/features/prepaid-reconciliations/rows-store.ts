import type { Db } from '../../db/db.ts'
import { insertMany } from '../../db/rows.ts'
import { inParts } from '../../lib/in-parts.ts'
import type { Amounts, Part } from './parts.ts'

/** What a reconciliation says of an account. */
export type ReconciliationRow = {
  line: number
  accountId: number
  customer: string
  service: string
  isFirst: boolean
  amounts: Amounts
}

const columns =
  'reconciliation_id, line, account_id, object_id, customer, service, first, usage_cents, credit_cents, charge_cents, tax_cents, device_cents'
const atOnce = 500

type NewRow = {
  account: { id: number; objectId: string; customer: string; service: string }
  isFirst: boolean
  amounts: Amounts
}

/** In the order of the file. */
export async function insertRows(trx: Db, id: number, rows: NewRow[]) {
  const all = rows.map(({ account, isFirst, amounts }, index) => [
    ...[id, index + 1, account.id, account.objectId, account.customer, account.service, isFirst],
    ...[amounts.usage, amounts.credits, amounts.charges, amounts.tax, amounts.device],
  ])
  for (const some of inParts(all, atOnce)) await insertMany(trx, 'prepaid_reconciliation_rows', columns, some)
}

/** What each service counted as. */
export async function insertServices(trx: Db, id: number, parts: [service: string, part: Part][]) {
  const rows = parts.map(([service, part]) => [id, service, part])
  for (const some of inParts(rows, atOnce))
    await insertMany(trx, 'prepaid_reconciliation_services', 'reconciliation_id, service, part', some)
}

/** All of them, in the order of the file. */
export async function rowsOf(db: Db, id: number): Promise<ReconciliationRow[]> {
  const rows = await db('prepaid_reconciliation_rows').where({ reconciliation_id: id }).orderBy('line')
  return rows.map((row) => ({
    ...{ line: row.line, accountId: row.account_id, customer: row.customer, service: row.service },
    isFirst: Boolean(row.first),
    amounts: {
      ...{ usage: row.usage_cents, credits: row.credit_cents, charges: row.charge_cents },
      ...{ tax: row.tax_cents, device: row.device_cents },
    },
  }))
}

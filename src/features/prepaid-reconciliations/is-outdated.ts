import type { Db } from '../../db/db.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { figuresOf } from './make.ts'
import type { Reconciliation } from './reconciliations-store.ts'
import type { ReconciliationRow } from './rows-store.ts'

/** Whether the register, the accounts or the mapping say something else by now than its rows. */
export async function isOutdated(
  db: Db,
  settings: Settings,
  { period, unmapped }: Reconciliation,
  rows: ReconciliationRow[],
) {
  const figures = await figuresOf(db, settings, period)
  const now = figures.rows.map(({ account, amounts }) => [
    account.customer,
    account.service,
    Object.values(amounts),
  ])
  const then = rows.map((row) => [row.customer, row.service, Object.values(row.amounts)])
  return JSON.stringify([now, figures.unmapped]) !== JSON.stringify([then, unmapped])
}

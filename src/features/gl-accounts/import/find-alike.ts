import type { Db } from '../../../db/db.ts'
import type { Profile } from '../../../import-profiles/profile.ts'
import { formatAccountNumber } from '../../../lib/account-number.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { outsideNames } from '../../../lib/outside-names.ts'
import { columns } from './purpose.ts'
import { findTakenNames, findTwice } from './store.ts'

type ReadBy = { profile: Profile | undefined; formats: readonly ChartFormat[]; limit: number }

/** The lines whose account has the number of another line, or the name of another account in some ledger. */
export async function findAlike(db: Db, importId: number, { profile, formats, limit }: ReadBy) {
  const rows: { line: number; reasons: string[] }[] = []
  let count = 0
  const isRead = (role: string) => profile?.columns.some((column) => column.role === role)
  for (const of of ['number', ...outsideNames.map(({ value }) => value)] as const) {
    if (!isRead(of)) continue
    const twice = await findTwice(db, importId, of, limit)
    const what = of === 'number' ? 'account number' : columns[of].label
    for (const { line, earlier } of twice.rows) {
      rows.push({ line, reasons: [`Line ${earlier} has the same ${what}.`] })
    }
    count += twice.count
  }
  for (const { line, number, type, label } of await findTakenNames(db, importId, limit)) {
    const reason = `${formatAccountNumber(number, type, formats)} has this ${label}, and is not in the file. Add it to the file without the name, or remove the name under Chart of Accounts.`
    rows.push({ line, reasons: [reason] })
    count += 1
  }
  return { rows, count }
}

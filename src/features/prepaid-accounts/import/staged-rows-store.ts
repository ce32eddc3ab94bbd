import type { Db } from '../../../db/db.ts'
import { columnOf, columnsOf, insertMany } from '../../../db/rows.ts'
import type { AccountRow, RefusedRow } from './account-row.ts'

const fields = [
  ...(['line', 'customer', 'service', 'serviceType', 'name', 'serviceLocation', 'meter', 'rate'] as const),
  ...(['billingCycle', 'depositCents', 'priorityCents', 'arrearsCents', 'openingCents'] as const),
  ...(['initialReading', 'lastReading', 'lastReadingDate', 'connectDate'] as const),
]
const columns = `import_id, ${fields.map(columnOf).join(', ')}, reasons`
const nothing = Object.fromEntries(fields.map((field) => [field, null])) as Record<
  (typeof fields)[number],
  null
>

export async function insertRows(db: Db, importId: number, rows: (AccountRow | RefusedRow)[]) {
  const cells = rows.map((row) => {
    const whole =
      'reasons' in row ? { ...nothing, ...row, serviceType: 'Unknown' } : { ...row, reasons: null }
    return [
      importId,
      ...fields.map((field) => whole[field] as string | number | null),
      whole.reasons && JSON.stringify(whole.reasons),
    ]
  })
  await insertMany(db, 'prepaid_import_rows', columns, cells)
}

/** Before a file is read once more, and once what it says was taken. */
export async function clearRows(db: Db, importId: number) {
  await db('prepaid_import_rows').where({ import_id: importId }).delete()
}

/** The rows of a file in its order, so many after a line. */
export async function listRows(
  db: Db,
  importId: number,
  { after, limit }: { after: number; limit: number },
): Promise<(AccountRow | RefusedRow)[]> {
  const rows = await db('prepaid_import_rows as r')
    .where({ import_id: importId })
    .where('line', '>', after)
    .orderBy('line')
    .limit(limit)
    .select(columnsOf('r', [...fields, 'reasons'].join(' ')))
  return rows.map(({ reasons, ...row }) => {
    const { line, customer, service } = row as unknown as AccountRow
    return reasons === null
      ? (row as unknown as AccountRow)
      : { line, customer, service, reasons: JSON.parse(reasons as string) }
  })
}

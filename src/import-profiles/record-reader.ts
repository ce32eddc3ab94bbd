import { readAmount } from './exact-amount.ts'
import { cellAt } from './places.ts'
import type { FileRules } from './profile.ts'
import { type Purpose, roleOf } from './purpose.ts'
import { recordFinder } from './record-kinds.ts'
import { type Meaning, totalsChecker } from './record-totals.ts'
import { passOver, type Row, type TableItem, type TableRow } from './table-item.ts'

/** Takes what is no row out of what is read, and counts for the total records. */
export function recordReader(rules: FileRules, meaning: Meaning) {
  const find = recordFinder(rules)
  const { has, countRecord, addRow, takeTotals, end } = totalsChecker(rules, meaning)
  const carried: TableRow['cells'] = {}

  function around(readRow: (row: Row) => TableItem, purpose: Purpose) {
    const amountIn = (cells: TableRow['cells']) => {
      const cents = readAmount(cells[purpose.summed ?? ''] ?? '', rules.decimals)
      return typeof cents === 'number' ? cents : 0
    }
    return (row: Row): TableItem | undefined => {
      countRecord()
      const record = find(row)
      if (record && 'unknown' in record) {
        return {
          is: 'bad',
          line: row.line,
          errors: [`the layout says nothing of records “${record.unknown}”`],
        }
      }
      if (record?.is === 'skipped') return passOver(row, `records “${record.mark}” are skipped`)
      if (record?.is === 'totals') return void takeTotals(record, row.fields, row.line)
      if (record?.is === 'opening') {
        for (const { place, holds } of record.columns.filter(({ holds }) => roleOf(purpose, holds))) {
          carried[holds] = cellAt(row.fields, place, rules.isFixedWidth) ?? ''
        }
        return undefined
      }
      const item = readRow(row)
      if (item.is === 'bad') addRow('', 0)
      if (item.is !== 'row') return item
      addRow(item.cells[purpose.direction?.kind ?? ''] ?? '', amountIn(item.cells))
      return { ...item, cells: { ...carried, ...item.cells } }
    }
  }
  return { has, around, end }
}

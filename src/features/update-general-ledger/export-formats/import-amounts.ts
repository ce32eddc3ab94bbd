import { csvLine } from '../../../lib/csv-line.ts'
import { plainMoney } from '../../../lib/money.ts'
import { type ExportFormat, monthDayYear, reference, writtenAlike } from './export-format.ts'

/** For Import Amounts of the interfaced ledger, whose user maps the columns: a debit is positive. */
export const importAmounts: ExportFormat = {
  label: 'Import Amounts',
  extension: 'csv',
  limits: (voucher) => writtenAlike(voucher),
  text(voucher) {
    const rows = voucher.lines.map(({ account, cents }) => [
      account,
      monthDayYear(voucher.date),
      reference(voucher),
      voucher.description,
      plainMoney(cents),
    ])
    return [['Account No', 'Date', 'Ref No', 'Desc', 'Amount'], ...rows].map(csvLine).join('')
  },
}

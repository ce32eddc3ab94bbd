import { csvLine } from '../../../lib/csv-line.ts'
import { plainMoney } from '../../../lib/money.ts'
import { type ExportFormat, reference, writtenAlike } from './export-format.ts'

export const ownCsv: ExportFormat = {
  label: 'CSV',
  extension: 'csv',
  limits: (voucher) => writtenAlike(voucher),
  text(voucher) {
    const { date, period, journal, description, fingerprint, lines } = voucher
    const heading = ['Reference', 'Date', 'Period', 'Journal', 'Account', 'Title', 'Debit', 'Credit']
    const rows = lines.map(({ account, title, cents }) => [
      reference(voucher),
      date,
      period,
      journal,
      account,
      title,
      cents > 0 ? plainMoney(cents) : '',
      cents < 0 ? plainMoney(-cents) : '',
      description,
      fingerprint,
    ])
    return [[...heading, 'Description', 'Fingerprint'], ...rows].map(csvLine).join('')
  },
}

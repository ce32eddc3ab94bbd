import { csvLine } from '../../../lib/csv-line.ts'
import { type ExportFormat, plainMoney, reference } from './export-format.ts'

const mostDistributions = 560
const longestAccount = 15
const longestReference = 20
const longestDescription = 160

/** Month and day without leading zeros, the year in two digits. */
function shortDate(date: string) {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return `${month}/${day}/${String(year % 100).padStart(2, '0')}`
}

/** The General Journal import: a line a distribution, each with the number of them all. */
export const sage50Us: ExportFormat = {
  label: 'Sage 50 US',
  extension: 'csv',
  limits(voucher) {
    const { lines } = voucher
    const long = [...new Set(lines.map(({ account }) => account))].filter(
      ({ length }) => length > longestAccount,
    )
    const found = long.map(
      (account) => `Sage 50 takes account numbers of ${longestAccount} digits; ${account} is longer.`,
    )
    if (lines.length < 2 || lines.length > mostDistributions) {
      found.push(`Sage 50 takes 2 to ${mostDistributions} entries a batch; this one has ${lines.length}.`)
    }
    if (reference(voucher).length > longestReference) {
      found.push(
        `Sage 50 takes references of ${longestReference} characters; ${reference(voucher)} is longer.`,
      )
    }
    return found
  },
  text(voucher) {
    const { date, description, lines } = voucher
    return lines
      .map(({ account, cents }) =>
        csvLine([
          shortDate(date),
          reference(voucher),
          '',
          String(lines.length),
          account,
          description.slice(0, longestDescription),
          plainMoney(cents),
          '',
        ]),
      )
      .join('')
  },
}

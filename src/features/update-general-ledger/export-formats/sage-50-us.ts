import { csvLine } from '../../../lib/csv-line.ts'
import { plainMoney } from '../../../lib/money.ts'
import { longestInSageUs } from '../../../lib/outside-names.ts'
import {
  accountsIn,
  type ExportFormat,
  type Limit,
  numberOf,
  reference,
  sameNumber,
} from './export-format.ts'

const mostDistributions = 560
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
  outsideName: 'sage50UsNumber',
  limits(voucher) {
    const { lines } = voucher
    const long = accountsIn(voucher).filter((line) => numberOf(line).length > longestInSageUs)
    const found: Limit[] = long.map(({ number, account }) => ({
      account: number,
      message: `Sage 50 takes account numbers of ${longestInSageUs} characters; ${account} is longer.`,
    }))
    for (const { number, account } of accountsIn(voucher).filter((line) => /[*?+"]/.test(numberOf(line)))) {
      found.push({
        account: number,
        message: `Sage 50 takes no *, ?, + or quotation mark in an account number; ${account} has one.`,
      })
    }
    found.push(...sameNumber(voucher, 'Sage 50'))
    if (lines.length < 2 || lines.length > mostDistributions) {
      const message = `Sage 50 takes 2 to ${mostDistributions} entries in a batch; this one has ${lines.length}.`
      found.push({ message })
    }
    if (reference(voucher).length > longestReference) {
      const message = `Sage 50 takes references of ${longestReference} characters; ${reference(voucher)} is longer.`
      found.push({ message })
    }
    return found
  },
  text(voucher) {
    const { date, description, lines } = voucher
    return lines
      .map((line) =>
        csvLine([
          shortDate(date),
          reference(voucher),
          '',
          String(lines.length),
          numberOf(line),
          description.slice(0, longestDescription),
          plainMoney(line.cents),
          '',
        ]),
      )
      .join('')
  },
}

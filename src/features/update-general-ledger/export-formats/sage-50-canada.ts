import { plainMoney } from '../../../lib/money.ts'
import type { OutsideName } from '../../../lib/outside-names.ts'
import {
  accountsIn,
  type ExportFormat,
  type Limit,
  numberOf,
  reference,
  sameNumber,
} from './export-format.ts'

const longestComment = 39
const longestSource = 13

/** One entry: its heading, then a line an account. The program refuses the whole file if a part is wrong. */
function sage50(edition: string, longestAccount: number, outsideName: OutsideName): ExportFormat {
  return {
    label: `Sage 50 Canada (${edition})`,
    extension: 'imp',
    encoding: 'windows-1252',
    outsideName,
    limits(voucher) {
      const long = accountsIn(voucher).filter((line) => numberOf(line).length > longestAccount)
      const found: Limit[] = long.map(({ number, account }) => ({
        account: number,
        message: `Sage 50 Canada ${edition} takes account numbers of ${longestAccount} digits; ${account} is longer.`,
      }))
      for (const { number, account } of accountsIn(voucher).filter((line) => /\D/.test(numberOf(line)))) {
        const message = `Sage 50 Canada takes account numbers of digits alone; ${account} has other signs.`
        found.push({ account: number, message })
      }
      found.push(...sameNumber(voucher, 'Sage 50 Canada'))
      if (reference(voucher).length > longestSource) {
        const message = `Sage 50 Canada takes sources of ${longestSource} characters; ${reference(voucher)} is longer.`
        found.push({ message })
      }
      return found
    },
    text(voucher) {
      const [year, month, day] = voucher.date.split('-') as [string, string, string]
      const comment = voucher.description.slice(0, longestComment)
      const heading = `${month}-${day}-${year.slice(2)},"${reference(voucher)}","${comment}"\r\n`
      const rows = voucher.lines.map((line) => `${numberOf(line)},${plainMoney(line.cents)}\r\n`)
      return heading + rows.join('')
    },
  }
}

export const sage50Canada = sage50('Premium, Quantum', 8, 'sage50CanadaNumber')
export const sage50CanadaPro = sage50('Pro', 4, 'sage50CanadaProNumber')

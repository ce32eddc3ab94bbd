import { type ExportFormat, plainMoney, reference } from './export-format.ts'

const longestComment = 39
const longestSource = 13

/** One entry: its heading, then a line an account. The program refuses the whole file if a part is wrong. */
function sage50(edition: string, longestAccount: number): ExportFormat {
  return {
    label: `Sage 50 Canada (${edition})`,
    extension: 'imp',
    encoding: 'windows-1252',
    limits(voucher) {
      const long = [...new Set(voucher.lines.map(({ account }) => account))].filter(
        ({ length }) => length > longestAccount,
      )
      const found = long.map(
        (account) =>
          `Sage 50 Canada ${edition} takes account numbers of ${longestAccount} digits; ${account} is longer.`,
      )
      if (reference(voucher).length > longestSource) {
        found.push(
          `Sage 50 Canada takes sources of ${longestSource} characters; ${reference(voucher)} is longer.`,
        )
      }
      return found
    },
    text(voucher) {
      const [year, month, day] = voucher.date.split('-') as [string, string, string]
      const comment = voucher.description.slice(0, longestComment)
      const heading = `${month}-${day}-${year.slice(2)},"${reference(voucher)}","${comment}"\r\n`
      const rows = voucher.lines.map(({ account, cents }) => `${account},${plainMoney(cents)}\r\n`)
      return heading + rows.join('')
    },
  }
}

export const sage50Canada = sage50('Premium, Quantum', 8)
export const sage50CanadaPro = sage50('Pro', 4)

import { type Layout, plainMoney, reference } from './layout.ts'

const longestComment = 39

/** One entry: its heading, then a line an account. The program refuses the whole file if a part is wrong. */
export const sage50Canada: Layout = {
  label: 'Sage 50 Canada',
  extension: 'imp',
  limits: () => [],
  text(voucher) {
    const [year, month, day] = voucher.date.split('-') as [string, string, string]
    const comment = voucher.description.slice(0, longestComment)
    const heading = `${month}-${day}-${year.slice(2)},"${reference(voucher)}","${comment}"\r\n`
    return heading + voucher.lines.map(({ account, cents }) => `${account},${plainMoney(cents)}\r\n`).join('')
  },
}

import { parseCents } from '../../lib/money.ts'

export type SentBill = { invoice: string; account: string; cents: number }

/** The bills of a file in the invoice layout of PlugnPay; undefined where it is none. */
export function readBillFile(text: string): SentBill[] | undefined {
  const [heading = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '')
  const columns = heading.split('\t')
  const [invoiceAt, accountAt, amountAt] = ['invoice_no', 'account_no', 'amount'].map((name) =>
    columns.indexOf(name),
  ) as [number, number, number]
  if (columns[0] !== '!BATCH' || Math.min(invoiceAt, accountAt, amountAt) < 0) return undefined
  return lines.flatMap((line) => {
    const cells = line.split('\t')
    const cents = parseCents(cells[amountAt] ?? '')
    const [invoice, account] = [cells[invoiceAt], cells[accountAt]]
    return invoice && account && typeof cents === 'number' && cents > 0 ? [{ invoice, account, cents }] : []
  })
}

import type { ReceivedPayment } from './payment.ts'

type Numbered = Pick<ReceivedPayment, 'kind' | 'number' | 'numberedBy'>

type Named = Exclude<keyof ReceivedPayment, 'numberedBy'>

/**
 * Numbers the rows of one file. Where the provider gives none, a row is told by what it says and by the ordinal among its
 * equals in the file: twins stay two, and the same or an overlapping file has the same numbers again. `fields` are those
 * that the layout names for it; none: all that tells payments apart.
 */
export function paymentNumbering(fields: readonly Named[] = []) {
  const told = fields.length > 0 ? fields : (['customer', 'amountCents', 'paidOn', 'name'] as const)
  const seen = new Map<string, number>()
  return (row: Pick<ReceivedPayment, Named>): Numbered => {
    const { kind, number } = row
    if (number !== '') return { kind, number, numberedBy: 'provider' }
    const said = told.map((field) => String(row[field]).replaceAll('|', '/')).join('|')
    const key = `${kind}|${said}`
    const ordinal = (seen.get(key) ?? 0) + 1
    seen.set(key, ordinal)
    return { kind, number: `${said}|${ordinal}`, numberedBy: 'file' }
  }
}

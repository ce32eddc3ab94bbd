import type { TableRow } from '../../../import-profiles/table-item.ts'
import { parseCents, parseLetteredCents } from '../../../lib/money.ts'
import { shown } from './csv-schema.ts'

/** An amount as the file has it; `service` where its column says of which, `lettered` its text where that ends in CR or DR. */
export type FileAmount = { cents: number; service: string | undefined; lettered?: string }

/** A billion: 90,000 transactions of this size still add up exactly below 2^53 cents. */
const mostCents = 100_000_000_000

/**
 * The amounts of a row, each a transaction: one, or one for each filled cell of a wide row, where nothing and 0.00 are
 * the same. A debit raises what the customer owes, a credit lowers it. `errors` are ends of sentences.
 */
export function amountsOf({ cells, several }: TableRow): { amounts: FileAmount[]; errors: string[] } {
  const errors: string[] = []
  const read = (label: string, text: string, cents = parseCents(text)) => {
    if (typeof cents !== 'number') errors.push(`${label} ${shown(text)} ${cents.wrong}`)
    else if (Math.abs(cents) > mostCents) errors.push(`${label} ${shown(text)} is more than 1,000,000,000.00`)
    else return cents
    return 0
  }
  const readLettered = (label: string, text: string) => {
    const { cents, isLettered } = parseLetteredCents(text)
    return { cents: read(label, text, cents), ...(isLettered && { lettered: text }) }
  }
  if (several.length > 0) {
    const filled = several.filter(({ text }) => text !== '')
    const amounts = filled.map(({ of, text }) => ({ ...readLettered(of, text), service: of }))
    return { amounts: amounts.filter(({ cents }) => cents !== 0), errors }
  }
  const { amount, debit, credit } = cells
  if (debit === undefined || credit === undefined) {
    if (!amount) return { amounts: [], errors: ['Amount is missing'] }
    return { amounts: [{ ...readLettered('Amount', amount), service: undefined }], errors }
  }
  if (debit === '' && credit === '') return { amounts: [], errors: ['Debit and Credit are both missing'] }
  const [raised, lowered] = [debit && read('Debit', debit), credit && read('Credit', credit)].map(Number)
  if (raised && lowered) errors.push('it has both a Debit and a Credit: only one may be filled')
  return { amounts: [{ cents: (raised || 0) - (lowered || 0), service: undefined }], errors }
}

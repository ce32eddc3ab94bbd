import { type Cursor, readCursor, readRowNumber } from '../../lib/cursor.ts'
import { formatDate, readDate } from '../../lib/dates.ts'
import { FormReader, type FormResult } from '../../lib/form.ts'
import { formatCents, parseCents } from '../../lib/money.ts'
import { kinds, labelOf, type TransactionKind } from './kinds.ts'

/** Which transactions to show, and in which order; what is empty lets all through. */
export type Filter = {
  /** YYYY-MM-DD, both included. */
  from: string
  to: string
  kind: TransactionKind | ''
  service: string
  customer: string
  /** What the reference begins with, in capitals or not. */
  reference: string
  /** Cents, above or below zero. */
  amount: number | ''
  updated: 'yes' | 'no' | ''
  /** The number of the import that brought them. */
  import: string
  sort: (typeof sorts)[number]['value']
}

export const all = { value: '', label: 'All' } as const
export const kindChoices = [all, ...kinds]
export const updatedChoices = [
  all,
  { value: 'yes', label: 'Updated' },
  { value: 'no', label: 'Not updated' },
] as const

export const sorts = [
  { value: '', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'largest', label: 'Largest amount first' },
  { value: 'smallest', label: 'Smallest amount first' },
] as const

export function readFilter(query: unknown, services: string[]): FormResult<Filter> {
  const form = new FormReader(query)
  const from = form.date('from', 'From')
  const to = form.date('to', 'To')
  if (from && to && from > to) form.addError('to', 'To is before From. Switch them.')
  return form.result({
    from,
    to,
    kind: form.choice('kind', 'Kind', kindChoices),
    service: form.choice('service', 'Service', [all, ...services.map((value) => ({ value }))]),
    customer: form.text('customer', 'Customer', { limit: 60 }),
    reference: form.text('reference', 'Reference', { limit: 60 }),
    amount: readAmount(form),
    updated: form.choice('updated', 'Updated', updatedChoices),
    import: String(readRowNumber(form.text('import', 'Import', { limit: 20 })) ?? ''),
    sort: form.choice('sort', 'Order', sorts),
  })
}

const readCents = (part: string) => (/^-?\d{1,15}$/.test(part) ? Number(part) : undefined)

/** Where the page before ended, as an address has it. */
export function readAfter(after: unknown, { sort }: Pick<Filter, 'sort'>): Cursor | undefined {
  const byDate = [readDate, readRowNumber]
  return readCursor(after, sort === 'largest' || sort === 'smallest' ? [readCents, ...byDate] : byDate)
}

function readAmount(form: FormReader): number | '' {
  const text = form.text('amount', 'Amount', { limit: 40 })
  const cents = text === '' ? '' : parseCents(text)
  if (typeof cents !== 'object') return cents
  form.addError('amount', `Amount ${cents.wrong}.`)
  return ''
}

/** The filter as the query of an address, only with what it says. */
export function queryOf(filter: Filter): URLSearchParams {
  const texts = Object.entries(filter).map(([name, value]) => [
    name,
    typeof value === 'number' ? formatCents(value) : value,
  ])
  return new URLSearchParams(texts.filter(([, value]) => value !== ''))
}

/** What the register is narrowed to, in words: the days first, as a printed page has them in its head. */
export function formatFilter({
  from,
  to,
  kind,
  service,
  customer,
  reference,
  amount,
  updated,
}: Filter): string {
  const days = [from, to].map((day) => day && formatDate(day))
  const said = [
    from && to ? days.join(' to ') : from ? `From ${days[0]}` : to ? `To ${days[1]}` : '',
    kind && labelOf(kind),
    service && `Service ${service}`,
    customer && `Customer ${customer}`,
    reference && `Reference ${reference}`,
    amount === '' ? '' : `Amount ${formatCents(amount)}`,
    updatedChoices.find(({ value }) => updated !== '' && value === updated)?.label ?? '',
  ]
  return said.filter((one) => one !== '').join(', ') || 'All days'
}

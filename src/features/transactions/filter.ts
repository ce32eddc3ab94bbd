import { FormReader, type FormResult } from '../../lib/form.ts'
import { kinds, type TransactionKind } from './kinds.ts'

/** Which transactions to show; what is empty lets all through. */
export type Filter = {
  /** YYYY-MM-DD, both included. */
  from: string
  to: string
  kind: TransactionKind | ''
  service: string
  customer: string
  updated: 'yes' | 'no' | ''
}

export const all = { value: '', label: 'All' } as const
export const kindChoices = [all, ...kinds]
export const updatedChoices = [
  all,
  { value: 'yes', label: 'Updated' },
  { value: 'no', label: 'Not updated' },
] as const

export function readFilter(query: unknown, services: string[]): FormResult<Filter> {
  const form = new FormReader(query)
  const from = form.date('from', 'From')
  const to = form.date('to', 'To')
  if (from && to && from > to) form.addError('to', 'To is before From. Exchange them.')
  return form.result({
    from,
    to,
    kind: form.choice('kind', 'Kind', kindChoices),
    service: form.choice('service', 'Service', [all, ...services.map((value) => ({ value }))]),
    customer: form.text('customer', 'Customer', { limit: 60 }),
    updated: form.choice('updated', 'Updated', updatedChoices),
  })
}

/** The filter as the query of an address, only with what it says. */
export function queryOf(filter: Filter): URLSearchParams {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
}

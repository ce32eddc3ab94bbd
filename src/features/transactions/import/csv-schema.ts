import type { Profile } from '../../../import-profiles/profile.ts'
import { readHeading } from '../../../lib/csv-heading.ts'
import type { TransactionKind } from '../kinds.ts'

/** A transaction as a file brings it. */
export type Transaction = {
  source: string
  reference: string
  /** Tells the rows of one document apart; empty where the file does not. */
  line: string
  /** YYYY-MM-DD */
  date: string
  kind: TransactionKind
  customer: string
  service: string
  amountCents: number
  description: string
}

/** The columns of the product's own layout, by the role that each has in a profile. */
export const columns = {
  source: { label: 'Source', isOptional: true },
  reference: { label: 'Reference' },
  date: { label: 'Date' },
  kind: { label: 'Kind' },
  customer: { label: 'Customer' },
  service: { label: 'Service' },
  amount: { label: 'Amount' },
  description: { label: 'Description' },
  line: { label: 'Line', isOptional: true },
} as const

const names = Object.keys(columns) as (keyof typeof columns)[]

export const columnLabels = names.map((name) => columns[name].label)

/** The product's own layout as a profile for the columns that the first line names, or all that is wrong with them. */
export function ownLayout(fields: string[]): Profile | { errors: string[] } {
  const { places, errors, others } = readHeading(fields, columns)
  const all = columnLabels.join(', ')
  if (Object.keys(places).length === 0) {
    return {
      errors: [
        `the first line has to name the columns (${all}), but it is ${shown(fields.join(' '))}: remove what is above the names`,
      ],
    }
  }
  const unknown = others.map((field) => `the column ${shown(field)} is not one of ${all}`)
  if (errors.length + unknown.length > 0) return { errors: [...unknown, ...errors] }
  return {
    headingLine: 1,
    hasHeading: true,
    delimiter: '',
    encoding: '',
    sheet: '',
    dateOrder: 'month-first',
    columns: fields.map((heading, place) => ({
      heading,
      role: names.find((name) => places[name] === place) ?? '',
      of: '',
    })),
    fixed: {},
    words: {},
    signs: {},
    passedOver: [],
  }
}

/** A value from the file in a message, never longer than a line of it. */
export function shown(text: string) {
  const trimmed = text.trim()
  return `"${trimmed.length > 40 ? `${trimmed.slice(0, 39)}…` : trimmed}"`
}

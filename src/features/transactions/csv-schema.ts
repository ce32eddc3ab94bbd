import { tooWide } from '../../lib/csv.ts'
import { type CsvHeading, readHeading } from '../../lib/csv-heading.ts'
import { readDate } from '../../lib/dates.ts'
import { identifierProblem, lengthProblem, longestServiceCode } from '../../lib/identifier.ts'
import { parseCents } from '../../lib/money.ts'
import { kinds, readKind, type TransactionKind } from './kinds.ts'

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

/** The columns of the layout in docs/transaction-import.md; `limit` counts characters, `isKey` tells things apart. */
const columns = {
  source: { label: 'Source', limit: 60, isKey: true, isOptional: true },
  reference: { label: 'Reference', limit: 60, isKey: true },
  date: { label: 'Date', limit: 30 },
  kind: { label: 'Kind', limit: 40 },
  customer: { label: 'Customer', limit: 60, isKey: true },
  service: { label: 'Service', limit: longestServiceCode, isKey: true },
  amount: { label: 'Amount', limit: 40 },
  description: { label: 'Description', limit: 200, value: 'optional' },
  line: { label: 'Line', limit: 20, isKey: true, isOptional: true },
} as const

type Column = keyof typeof columns
const names = Object.keys(columns) as Column[]

export const columnLabels = names.map((name) => columns[name].label)
const standardSource = 'Utility Management'

/** A billion: 90,000 transactions of this size still add up exactly below 2^53 cents. */
const mostCents = 100_000_000_000
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u

export type Header = CsvHeading<Column>

/** Finds the columns in the first line, or says everything that is wrong. */
export function readHeader(fields: string[]): Header | { errors: string[] } {
  const { places, width, errors, others } = readHeading(fields, columns)
  const all = columnLabels.join(', ')
  if (Object.keys(places).length === 0) {
    return {
      errors: [
        `the first line has to name the columns (${all}), but it is ${shown(fields.join(' '))}: remove what is above the names`,
      ],
    }
  }
  const unknown = others.map((field) => `the column ${shown(field)} is not one of ${all}`)
  return errors.length + unknown.length > 0 ? { errors: [...unknown, ...errors] } : { places, width }
}

/** Reads one row, or says everything that is wrong with it. */
export function readRow(fields: string[], { places, width }: Header): Transaction | { errors: string[] } {
  const errors: string[] = []
  const wide = tooWide(fields, width)
  if (wide) errors.push(wide)
  else if (isSplitAmount(fields, places.amount, width)) {
    errors.push('an amount with a comma, such as 1,234.50, needs quotation marks')
  }
  if (!fields[places.reference ?? -1] && fields.some((field) => /^(grand |sub ?-?)?totals?\b/i.test(field))) {
    return { errors: ['it is a row of totals: remove it, it is not a transaction'] }
  }
  const texts = {} as Record<Column, string>
  for (const name of names) {
    const { label, limit, ...rest } = columns[name]
    const place = places[name]
    const text = (place === undefined ? undefined : fields[place])?.trim() ?? ''
    texts[name] = text
    if (text === '' && !('value' in rest) && !('isOptional' in rest)) errors.push(`${label} is missing`)
    const problem = 'isKey' in rest ? identifierProblem(text, limit) : textProblem(text, limit)
    if (problem) errors.push(`${label} ${problem}`)
  }
  const date = readDate(texts.date)
  const kind = readKind(texts.kind)
  const cents = parseCents(texts.amount)
  if (texts.date && !date) {
    errors.push(`Date ${shown(texts.date)} is not a date: write it like 2026-01-31 or 01/31/2026`)
  }
  if (texts.kind && !kind) {
    errors.push(`Kind ${shown(texts.kind)} is not one of ${kinds.map(({ label }) => label).join(', ')}`)
  }
  if (texts.amount && typeof cents !== 'number') errors.push(`Amount ${shown(texts.amount)} ${cents.wrong}`)
  if (typeof cents === 'number' && Math.abs(cents) > mostCents) {
    errors.push(`Amount ${shown(texts.amount)} is more than 1,000,000,000.00`)
  }
  if (errors.length > 0 || !date || !kind || typeof cents !== 'number') return { errors }
  const { reference, line, customer, service, description } = texts
  const source = texts.source || standardSource
  return { source, reference, line, date, kind, customer, service, amountCents: cents, description }
}

function textProblem(text: string, limit: number) {
  return unprintable.test(text)
    ? 'holds a line break or another sign that cannot be seen'
    : lengthProblem(text, limit)
}

/** 1,234.50 without quotation marks has shifted the rest by one place, which an empty last value hides. */
function isSplitAmount(fields: string[], place = -1, width: number) {
  const rest = fields.length > width ? /^\d{3}(\.\d+)?[)-]?$/ : /^\d{3}\.\d\d[)-]?$/
  return /^[-(]?\$?\d{1,3}$/.test(fields[place]?.trim() ?? '') && rest.test(fields[place + 1]?.trim() ?? '')
}

/** A value from the file in a message, never longer than a line of it. */
function shown(text: string) {
  const trimmed = text.trim()
  return `"${trimmed.length > 40 ? `${trimmed.slice(0, 39)}…` : trimmed}"`
}

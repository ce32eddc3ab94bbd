import { formatCents } from '../../../lib/money.ts'
import { labelOf } from '../kinds.ts'
import type { Transaction } from './csv-schema.ts'
import type { Alike, Document } from './documents-store.ts'
import type { Finding } from './findings-store.ts'
import type { Difference, Numbered } from './staged-rows-store.ts'

type ClassifiedRows = {
  /** Of documents that the register does not have yet. */
  fresh: Numbered[]
  /** Of documents that the register has from earlier imports: to be compared once all their rows are read. */
  aside: Numbered[]
  /** Rows whose line of a document stood in this file before, word for word. */
  repeated: number
  conflicts: number
  findings: Finding[]
}

/** No value holds a tab: the layout refuses it. */
export const keyOf = ({ source, reference }: Document) => `${source}\t${reference}`
const lineKeyOf = (row: Transaction) => `${keyOf(row)}\t${row.line}`

/**
 * Tells new rows from those to be compared. Source and reference say which document a row belongs to; equal rows of
 * one document count each, unless a line of their own says that they are one.
 */
export function classifyRows(
  rows: Numbered[],
  known: ReadonlySet<string>,
  earlier: Transaction[],
): ClassifiedRows {
  const lines = new Map(earlier.map((row) => [lineKeyOf(row), row]))
  const classified: ClassifiedRows = { fresh: [], aside: [], repeated: 0, conflicts: 0, findings: [] }
  for (const numbered of rows) {
    const { line, transaction } = numbered
    const before = transaction.line === '' ? undefined : lines.get(lineKeyOf(transaction))
    if (known.has(keyOf(transaction))) classified.aside.push(numbered)
    else if (!before) {
      if (transaction.line !== '') lines.set(lineKeyOf(transaction), transaction)
      classified.fresh.push(numbered)
    } else {
      const differing = differences(before, transaction)
      const what = `Line ${transaction.line} of reference ${transaction.reference} is in this file before`
      if (differing === '') {
        classified.repeated += 1
        classified.findings.push({ kind: 'repetition', line, message: `${what}, word for word.` })
      } else {
        classified.conflicts += 1
        classified.findings.push({
          kind: 'problem',
          line,
          message: `${what} with other contents: ${differing}.`,
        })
      }
    }
  }
  return classified
}

/** A conflict of a document row by row: what is in the register, and what in the file. */
export function conflictsOf(differing: Difference[]): Finding[] {
  return [...Map.groupBy(differing, ({ row }) => keyOf(row)).values()].flatMap((ofDocument) => {
    const own = ofDocument.find(({ there }) => there === 0)
    const theirs = ofDocument.find(({ here }) => here === 0)
    const say = (line: number, what: string, { reference }: Transaction): Finding => ({
      kind: 'problem',
      line,
      message: `Reference ${reference} is in the register already with other contents: ${what}.`,
    })
    if (own && own.here === theirs?.there && ofDocument.length === 2)
      return say(own.line, differences(theirs.row, own.row), own.row)
    return ofDocument.map(({ row, here, there, line }) =>
      say(line, `${describe(row)} is ${times(there)} there, ${times(here)} here`, row),
    )
  })
}

export function repetitions(rows: { line: number; reference: string }[]): Finding[] {
  const message = (reference: string) => `Reference ${reference} is in the register already.`
  return rows.map(({ line, reference }) => ({ kind: 'repetition', line, message: message(reference) }))
}

export function likenesses(alike: Alike[], rows: Numbered[]): Finding[] {
  return alike.map((document) => ({
    kind: 'note',
    line: rows.find(({ transaction }) => keyOf(transaction) === keyOf(document))?.line ?? 0,
    message: `Reference ${document.reference} counts as another than ${document.alike}, which the register has: if they are one, a spreadsheet dropped the zeros in front.`,
  }))
}

function times(count: number) {
  return count === 0 ? 'not at all' : count === 1 ? 'once' : `${count} times`
}

function describe({ date, kind, customer, service, amountCents, description }: Transaction) {
  const what = [date, labelOf(kind), `customer ${customer}`, `service ${service}`, formatCents(amountCents)]
  return [...what, ...(description ? [`“${description}”`] : [])].join(', ')
}

const compared = ['date', 'kind', 'customer', 'service', 'amountCents', 'description'] as const

function differences(there: Transaction, here: Transaction): string {
  return compared
    .filter((field) => there[field] !== here[field])
    .map((field) => {
      const label = field === 'amountCents' ? 'amount' : field
      const shown = (row: Transaction) =>
        field === 'amountCents' ? formatCents(row.amountCents) : row[field] || '(empty)'
      return `${label} ${shown(there)} there, ${shown(here)} here`
    })
    .join('; ')
}

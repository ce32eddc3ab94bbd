import { formatCents } from '../../lib/money.ts'
import type { LineProblem } from './import-store.ts'
import type { Known } from './imported-rows-store.ts'
import type { Transaction } from './layout.ts'

type Numbered = { line: number; transaction: Transaction }

export type SortedOut = {
  /** Not in the register yet. */
  fresh: Transaction[]
  /** Rows that the register has word for word from an earlier import. */
  known: number
  /** Rows that stood in this file before, word for word. */
  repeated: number
  conflicts: LineProblem[]
}

const compared = ['date', 'kind', 'customer', 'service', 'amountCents', 'description'] as const

/**
 * Tells new rows from known ones. Only source and reference say which transaction a row is: two payments of one
 * amount on one day with references of their own are two payments.
 */
export function sortOut(rows: Numbered[], known: Known[], importId: number): SortedOut {
  const found = new Map<string, { row: Transaction; here: boolean }>()
  for (const { importId: from, ...row } of known) found.set(keyOf(row), { row, here: from === importId })
  const sorted: SortedOut = { fresh: [], known: 0, repeated: 0, conflicts: [] }
  for (const { line, transaction } of rows) {
    const key = keyOf(transaction)
    const earlier = found.get(key)
    if (!earlier) {
      found.set(key, { row: transaction, here: true })
      sorted.fresh.push(transaction)
      continue
    }
    const differences = compared.filter((field) => earlier.row[field] !== transaction[field])
    if (differences.length > 0) {
      const where = earlier.here ? 'stands in this file before' : 'is in the register already'
      const what = differences.map((field) => difference(field, earlier.row, transaction))
      sorted.conflicts.push({
        line,
        message: `reference ${transaction.reference} ${where} with other contents: ${what.join('; ')}`,
      })
    } else if (earlier.here) sorted.repeated += 1
    else sorted.known += 1
  }
  return sorted
}

function keyOf({ source, reference }: Transaction) {
  // No value holds a tab: the layout refuses it.
  return `${source}\t${reference}`
}

function difference(field: (typeof compared)[number], earlier: Transaction, now: Transaction) {
  const inWords = (row: Transaction) =>
    field === 'amountCents' ? formatCents(row.amountCents) : row[field] || '(empty)'
  const label = field === 'amountCents' ? 'amount' : field
  return `${label} ${inWords(earlier)} there, ${inWords(now)} here`
}

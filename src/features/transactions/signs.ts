import type { SignRule } from '../../import-profiles/profile.ts'
import type { Transaction } from './csv-schema.ts'
import type { Finding } from './findings-store.ts'
import { labelOf, type TransactionKind } from './kinds.ts'

/** What is above zero but for a few corrections; an adjustment goes either way. */
const usuallyAboveZero: TransactionKind[] = ['billing', 'payment', 'deposit-applied']
/** Above zero here when they lower what the customer owes; the others when they raise it. */
const lowering: TransactionKind[] = ['payment', 'deposit-applied']

/** An amount of the file as the register has it. */
export function asSigned(cents: number, kind: TransactionKind, rule: SignRule): number {
  const isTurned = rule === 'reversed' || (rule === 'effect' && lowering.includes(kind))
  return isTurned && cents !== 0 ? -cents : cents
}

/** Counts by kind how many rows are below zero. */
export class Signs {
  readonly #counts = new Map<TransactionKind, { rows: number; below: number }>()

  add(rows: Transaction[]) {
    for (const { kind, amountCents } of rows) {
      if (amountCents === 0) continue
      const count = this.#counts.get(kind) ?? { rows: 0, below: 0 }
      count.rows += 1
      if (amountCents < 0) count.below += 1
      this.#counts.set(kind, count)
    }
  }

  /** A question for each kind whose rows are mostly below zero, as some systems write payments: they post backwards. */
  questions(): Finding[] {
    return usuallyAboveZero.flatMap((kind) => {
      const { rows, below } = this.#counts.get(kind) ?? { rows: 0, below: 0 }
      if (below * 2 <= rows) return []
      const [some, all] = [below, rows].map((count) => count.toLocaleString('en-US'))
      const message = `Most rows of the kind ${labelOf(kind)} are below zero (${some} of ${all}). Here the usual one is above zero; one below zero takes it back and posts the other way round.`
      return [{ kind: 'question', line: 0, message }]
    })
  }
}

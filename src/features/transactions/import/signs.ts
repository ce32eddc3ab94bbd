import { meaningOf, type Profile, type SignRule } from '../../../import-profiles/profile.ts'
import { passedOver } from '../../../import-profiles/purpose.ts'
import { formatSum } from '../../../lib/money.ts'
import { kinds, labelOf, readKind, type TransactionKind } from '../kinds.ts'
import type { Transaction } from './csv-schema.ts'
import type { Finding } from './findings-store.ts'
import type { WordCount } from './matching/word-counts.ts'

/** What is above zero but for a few corrections; an adjustment goes either way. */
const usuallyAboveZero: TransactionKind[] = ['billing', 'payment', 'deposit-applied']
/** Above zero here when they lower what the customer owes; the others when they raise it. */
const lowering: TransactionKind[] = ['payment', 'deposit-applied']

/** An amount of the file as the register has it. */
export function asSigned(cents: number, kind: TransactionKind, rule: SignRule): number {
  const isTurned = rule === 'reversed' || (rule === 'effect' && lowering.includes(kind))
  return isTurned && cents !== 0 ? -cents : cents
}

/** What the amounts of a kind are in a file, before any rule. */
type SignCount = { kind: TransactionKind; rows: number; below: number; cents: number }

/** Counts by kind, from the words that were counted and what they mean. */
export function countSigns(counts: WordCount[], profile: Profile): SignCount[] {
  const found = new Map<TransactionKind, SignCount>()
  for (const { role, word, ...count } of counts) {
    if (role === 'service') continue
    const meaning = meaningOf(profile, role, word) ?? (role === 'kind' ? (readKind(word) ?? '') : '')
    const kind = readKind(meaning.split(' ')[0] ?? '')
    if (!kind || meaning === passedOver) continue
    const { rows, below, cents } = found.get(kind) ?? { rows: 0, below: 0, cents: 0 }
    found.set(kind, {
      kind,
      rows: rows + count.rows,
      below: below + count.below,
      cents: cents + count.cents,
    })
  }
  return kinds.flatMap(({ value }) => found.get(value) ?? [])
}

/**
 * The rule for each kind, by what is usual: a file with payments below zero says what each row does to what is owed, one
 * with bills below zero and payments above says the opposite, and any other what its documents say.
 */
export function proposeSigns(counts: SignCount[]): Profile['signs'] {
  const isBelow = (some: TransactionKind[]) => {
    const all = counts.filter(({ kind }) => some.includes(kind))
    const sum = (of: 'rows' | 'below') => all.reduce((total, count) => total + count[of], 0)
    return sum('below') * 2 > sum('rows')
  }
  const [bills, payments] = [isBelow(['billing']), isBelow(lowering)]
  const ruleOf = (kind: TransactionKind): SignRule => {
    if (lowering.includes(kind)) return payments ? 'effect' : 'as-written'
    if (bills) return kind === 'billing' || !payments ? 'reversed' : 'as-written'
    return payments ? 'effect' : 'as-written'
  }
  return Object.fromEntries(counts.map(({ kind }) => [kind, ruleOf(kind)]))
}

/** What becomes of a sum above zero, and of one below. */
const outcomes: Record<
  TransactionKind,
  { nouns: [one: string, more: string]; above: string; below: string }
> = {
  billing: { nouns: ['bill', 'bills'], above: 'billed', below: 'taken off again' },
  'billing-adjustment': {
    nouns: ['billing adjustment', 'billing adjustments'],
    above: 'added to what customers owe',
    below: 'taken off what customers owe',
  },
  payment: { nouns: ['payment', 'payments'], above: 'received', below: 'taken back' },
  'payment-adjustment': {
    nouns: ['payment adjustment', 'payment adjustments'],
    above: 'given back',
    below: 'received again',
  },
  'deposit-applied': { nouns: ['deposit', 'deposits'], above: 'applied', below: 'no longer applied' },
}

/** `98 payments, -4,310.00 in the file → 4,310.00 received` */
export function formatSign({ kind, rows, cents }: SignCount, rule: SignRule): string {
  const { nouns, above, below } = outcomes[kind]
  const here = asSigned(cents, kind, rule)
  const noun = rows === 1 ? nouns[0] : nouns[1]
  return `${rows.toLocaleString('en-US')} ${noun}, ${formatSum(cents)} in the file → ${formatSum(Math.abs(here))} ${here < 0 ? below : above}`
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
      const message = `Most rows of the kind ${labelOf(kind)} are below zero (${some} of ${all}). Here the usual one is above zero; one below zero takes it back and posts the other way around.`
      return [{ kind: 'question', line: 0, message }]
    })
  }
}

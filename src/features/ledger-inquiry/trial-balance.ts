import { type AccountType, kindOf } from '../../lib/account-number.ts'
import { formatCents } from '../../lib/money.ts'
import type { Sum } from './store.ts'

/** Revenue and expenditure begin each fiscal year at zero; other accounts carry their balance forward. */
export function beginsAtZero(type: AccountType | undefined): boolean {
  return type !== undefined && kindOf(type) !== 'balance-sheet'
}

type Line = { debit: string; credit: string }

/** What accounts of a fiscal year no longer show of earlier years is a line of its own, so that the sides stay equal. */
export function trialBalance(sums: Sum[], typeOf: (account: string) => AccountType | undefined) {
  const [balances, earlier]: [{ account: string; cents: number }[], number[]] = [[], []]
  for (const { account, cents, earlierCents } of sums) {
    const isAnew = beginsAtZero(typeOf(account))
    balances.push({ account, cents: isAnew ? cents - earlierCents : cents })
    if (isAnew) earlier.push(earlierCents)
  }
  const result = earlier.reduce((all, cents) => all + cents, 0)
  const all = [...balances.map(({ cents }) => cents), result]
  const side = (sign: 1 | -1) => formatCents(all.reduce((sum, cents) => sum + Math.max(sign * cents, 0), 0))
  return {
    rows: balances.map(({ account, cents }) => ({ account, ...lineOf(cents) })),
    earlier: earlier.some((cents) => cents !== 0) ? lineOf(result) : undefined,
    debit: side(1),
    credit: side(-1),
  }
}

function lineOf(cents: number): Line {
  return cents < 0 ? { debit: '', credit: formatCents(-cents) } : { debit: formatCents(cents), credit: '' }
}

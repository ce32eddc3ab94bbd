import { type AccountType, kindOf } from '../../lib/account-number.ts'
import type { Sum } from './store.ts'

/** Revenue and expenditure begin each fiscal year at zero; other accounts carry their balance forward. */
export function beginsAtZero(type: AccountType | undefined): boolean {
  return type !== undefined && kindOf(type) !== 'balance-sheet'
}

type Side = { debitCents: number; creditCents: number }
type AccountOf = (account: string) => { type: AccountType | undefined; fund: string | undefined }

/** What accounts of a fiscal year no longer show of earlier years is a line for each fund, so that the sides stay equal. */
export function trialBalance(sums: Sum[], accountOf: AccountOf) {
  const earlier = new Map<string, number>()
  const balances = sums.map(({ account, cents, earlierCents }) => {
    const { type, fund = '' } = accountOf(account)
    if (!beginsAtZero(type)) return { account, cents }
    if (earlierCents !== 0) earlier.set(fund, (earlier.get(fund) ?? 0) + earlierCents)
    return { account, cents: cents - earlierCents }
  })
  const all = [...balances.map(({ cents }) => cents), ...earlier.values()].map(sideOf)
  return {
    rows: balances.map(({ account, cents }) => ({ account, ...sideOf(cents) })),
    earlier: [...earlier]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([fund, cents]) => ({ fund, ...sideOf(cents) })),
    debitCents: all.reduce((sum, { debitCents }) => sum + debitCents, 0),
    creditCents: all.reduce((sum, { creditCents }) => sum + creditCents, 0),
  }
}

function sideOf(cents: number): Side {
  return { debitCents: Math.max(cents, 0), creditCents: Math.max(-cents, 0) }
}

import {
  accountLabels,
  type PostingAccount,
  postingRules,
  type TransactionKind,
} from '../interfaces/general-ledger/posting-rules.ts'
import type { UpdateMethod } from '../interfaces/general-ledger/settings.ts'
import type { Group } from './transaction-totals.ts'

/** Which number each account has; `''` where none is set. */
export type PostingAccounts = {
  cashClearing: string
  customerDeposits: string
  services: ReadonlyMap<string, { name: string; receivable: string; revenue: string }>
}

/** Where one group goes; the accounts are numbers as they are stored, or words where none is set. */
export type Detail = {
  kind: TransactionKind
  service: string
  negative: boolean
  debit: string
  credit: string
  transactions: number
  /** Never negative: a negative amount has swapped the sides. */
  cents: number
}

export type AccountTotal = { account: string; debitCents: number; creditCents: number; transactions: number }

/** An entry of the journal; a debit is positive, a credit negative, never zero. */
export type LedgerEntry = { account: string; cents: number }

const ofService: readonly PostingAccount[] = ['receivable', 'revenue']

/** The number set for an account, `''` where none is. */
export function accountNumberOf(accounts: PostingAccounts, role: PostingAccount, service: string): string {
  if (role === 'cash-clearing') return accounts.cashClearing
  if (role === 'customer-deposits') return accounts.customerDeposits
  return accounts.services.get(service)?.[role as 'receivable' | 'revenue'] ?? ''
}

/** Whether it is a number that is set, and not the words for one that is missing. */
export function isSet(
  { cashClearing, customerDeposits, services }: PostingAccounts,
  account: string,
): boolean {
  const ofServices = [...services.values()].flatMap(({ receivable, revenue }) => [receivable, revenue])
  return [cashClearing, customerDeposits, ...ofServices].includes(account)
}

/** `cash clearing`, or `WATER receivable`. */
export function accountName(role: PostingAccount, service: string) {
  return ofService.includes(role) ? `${service} ${accountLabels[role]}` : accountLabels[role]
}

function debitAndCredit({ kind, negative }: Pick<Group, 'kind' | 'negative'>, method: UpdateMethod) {
  const entry = postingRules[kind].entry[method]
  if (!entry) throw new Error(`${kind} has no entry with ${method}`)
  return negative ? { debit: entry.credit, credit: entry.debit } : entry
}

/** The accounts a group needs, by what they are for. */
export function rolesOf(group: Pick<Group, 'kind' | 'negative'>, method: UpdateMethod): PostingAccount[] {
  const { debit, credit } = debitAndCredit(group, method)
  return [debit, credit]
}

export function detailsOf(groups: Group[], accounts: PostingAccounts, method: UpdateMethod): Detail[] {
  const shown = (role: PostingAccount, service: string) =>
    accountNumberOf(accounts, role, service) || `${accountName(role, service)} (not set)`
  return groups
    .map(({ kind, service, negative, transactions, cents }) => {
      const { debit, credit } = debitAndCredit({ kind, negative }, method)
      return {
        kind,
        service,
        negative,
        debit: shown(debit, service),
        credit: shown(credit, service),
        transactions,
        cents: Math.abs(cents),
      }
    })
    .sort(
      (a, b) =>
        compareText(a.kind, b.kind) ||
        compareText(a.service, b.service) ||
        Number(a.negative) - Number(b.negative),
    )
}

/** Text order that does not depend on where the product runs. */
export function compareText(a: string, b: string) {
  return a < b ? -1 : a > b ? 1 : 0
}

export function accountTotals(details: Detail[]): AccountTotal[] {
  const totals = new Map<string, AccountTotal>()
  const of = (account: string) => {
    const found = totals.get(account) ?? { account, debitCents: 0, creditCents: 0, transactions: 0 }
    totals.set(account, found)
    return found
  }
  for (const { debit, credit, cents, transactions } of details) {
    of(debit).debitCents += cents
    of(credit).creditCents += cents
    for (const account of new Set([debit, credit])) of(account).transactions += transactions
  }
  return [...totals.values()].sort((a, b) => compareText(a.account, b.account))
}

/** One debit and one credit an account, where there is something to say. */
export function entriesOf(totals: AccountTotal[]): LedgerEntry[] {
  return totals
    .flatMap(({ account, debitCents, creditCents }) => [
      { account, cents: debitCents },
      { account, cents: -creditCents },
    ])
    .filter(({ cents }) => cents !== 0)
}

/** What undoes these. */
export function opposite<Item extends { debit: string; credit: string }>(detail: Item): Item {
  return { ...detail, debit: detail.credit, credit: detail.debit }
}

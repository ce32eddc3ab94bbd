import type { TransactionKind } from '../interfaces/general-ledger/posting-rules.ts'
import { type Amounts, added, nothing, type Part } from './parts.ts'
import type { MappingInput } from './settings.ts'

/** The register's rows of a month that are alike, added up; those below zero apart from those above. */
export type RegisterSum = {
  customer: string
  service: string
  kind: TransactionKind
  isBelowZero: boolean
  cents: number
  transactions: number
}

/** An account that was enrolled in the month; in the order in which they were brought in. */
type Account = { id: number; customer: string; service: string }

type Row<Of extends Account> = { account: Of; isFirst: boolean; amounts: Amounts }

/** Amounts of a service that nobody has said the part of. */
export type Unmapped = { service: string; transactions: number; cents: number }

export type Figures<Of extends Account> = { rows: Row<Of>[]; total: Amounts; unmapped: Unmapped[] }

/** What is added up of the register; payments and what changes them are no part of a bill. */
export const reconciledKinds: TransactionKind[] = ['billing', 'billing-adjustment', 'deposit-applied']

const before = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/**
 * What each prepaid account was billed, by customer and service. An account has the amounts of its own service. Taxes, device
 * charges and miscellaneous amounts of other services are the customer's, and told with the account that was brought in first;
 * other services that count as usage are not prepaid, and left out.
 */
export function reconcile<Of extends Account>(
  accounts: Of[],
  sums: RegisterSum[],
  mapping: MappingInput,
): Figures<Of> {
  const parts = new Map(mapping.parts)
  const rows = new Map<string, Row<Of>>()
  const firsts = new Map<string, Row<Of>>()
  const key = (customer: string, service: string) => JSON.stringify([customer, service])
  for (const account of accounts.toSorted((one, other) => one.id - other.id)) {
    const { customer, service } = account
    const row = { account, isFirst: !firsts.has(customer), amounts: nothing }
    rows.set(key(customer, service), row)
    if (row.isFirst) firsts.set(customer, row)
  }
  const unmapped = new Map<string, Unmapped>()
  for (const sum of sums) {
    const { customer, service, kind, cents, transactions } = sum
    const first = firsts.get(customer)
    if (!first || (kind === 'deposit-applied' && mapping.deposits === 'none')) continue
    const part = parts.get(service)
    if (part === undefined) {
      const known = unmapped.get(service) ?? { service, transactions: 0, cents: 0 }
      unmapped.set(service, {
        ...known,
        transactions: known.transactions + transactions,
        cents: known.cents + cents,
      })
      continue
    }
    const own = rows.get(key(customer, service))
    const row = own ?? (part === 'usage' ? undefined : first)
    if (row && part !== 'none') row.amounts = added(row.amounts, amountsOf(sum, part, mapping))
  }
  const inOrder = [...rows.values()].sort(
    ({ account: one }, { account: other }) =>
      before(one.customer, other.customer) || before(one.service, other.service),
  )
  return {
    rows: inOrder,
    total: inOrder.reduce((total, { amounts }) => added(total, amounts), nothing),
    unmapped: [...unmapped.values()].sort((one, other) => before(one.service, other.service)),
  }
}

function amountsOf(
  { kind, cents, isBelowZero }: RegisterSum,
  part: Exclude<Part, 'none'>,
  { adjustments }: MappingInput,
): Amounts {
  // A deposit pays for what was billed: one that is applied lowers it, and one that is taken back raises it.
  if (kind === 'deposit-applied') return miscellaneous(-cents, !isBelowZero)
  const isMiscellaneous = kind === 'billing-adjustment' && adjustments === 'miscellaneous'
  if (isMiscellaneous || part === 'miscellaneous') return miscellaneous(cents, isBelowZero)
  return { ...nothing, [part]: cents }
}

function miscellaneous(cents: number, isCredit: boolean): Amounts {
  return isCredit ? { ...nothing, credits: 0 - cents } : { ...nothing, charges: cents }
}

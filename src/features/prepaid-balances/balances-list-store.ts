import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { onlyRow } from '../../db/rows.ts'
import { ofCustomer } from '../prepaid-accounts/list-store.ts'
import { type Balance, balanceColumns } from './balances-store.ts'
import { workedOut } from './differences-store.ts'

export type ListedBalance = Balance & { customer: string; name: string; service: string }
export type BalanceFilter = { standing: string; customer: string }

function filtered(db: Db, { standing, customer }: BalanceFilter) {
  const query = workedOut(db)
  if (standing) query.where('b.standing', Number(standing))
  if (customer) ofCustomer(query, customer)
  return query
}

const columns = { ...balanceColumns, customer: 'a.customer', name: 'a.name', service: 'a.service' }

/** What differs comes first. */
export function listBalances(db: Db, filter: BalanceFilter, page: PageRequest): Promise<Page<ListedBalance>> {
  const by = { standing: 'b.standing', accountId: 'b.account_id' }
  return readPage(filtered(db, filter).select(columns), { by }, page)
}

/** As it was worked out last; undefined while it was not. */
export async function findBalance(db: Db, accountId: number): Promise<ListedBalance | undefined> {
  return db('prepaid_balances as b')
    .join('prepaid_accounts as a', 'a.id', 'b.account_id')
    .where('b.account_id', accountId)
    .first(columns)
}

type Sums = {
  accounts: number
  openingCents: number
  paymentsCents: number
  adjustmentsCents: number
  usageCents: number
  oursCents: number
  theirsCents: number
  workedOutAt: string | null
}

const added = ['opening', 'payments', 'adjustments', 'usage', 'ours', 'theirs'] as const

/** Of all that a filter leaves. */
export async function sumBalances(db: Db, filter: BalanceFilter): Promise<Sums> {
  const sums = added.map((what) => [`${what}Cents`, db.raw(`coalesce(sum(b.${what}_cents), 0)`)])
  const query = filtered(db, filter)
    .count({ accounts: '*' })
    .max({ workedOutAt: 'b.worked_out_at' })
    .select(Object.fromEntries(sums))
  const { workedOutAt, ...numbers } = (await onlyRow<object>(query)) as Sums
  const all = Object.entries(numbers).map(([name, value]) => [name, Number(value)])
  return { ...(Object.fromEntries(all) as Omit<Sums, 'workedOutAt'>), workedOutAt }
}

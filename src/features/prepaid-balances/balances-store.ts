import type { Db } from '../../db/db.ts'
import { columnsOf, rowOf } from '../../db/rows.ts'
import type { Standing } from './entry.ts'
import { rowsWhileEnrolled } from './register-store.ts'

/** What our side of an account is made of, in cents. */
type OwnSide = {
  accountId: number
  openingCents: number
  paymentsCents: number
  adjustmentsCents: number
  usageCents: number
  /** The vendor's billing date: YYYY-MM-DD of the last bill; null while there is none. */
  billedOn: string | null
}

const sum = (kind: string) => `coalesce(sum(case when e.kind = '${kind}' then e.cents else 0 end), 0)`

/** What was recorded since enrolling was asked for, and not taken away before it was told. */
function counted(db: Db, accountIds: number[]) {
  return db('prepaid_entries as e')
    .join('prepaid_accounts as a', 'a.id', 'e.account_id')
    .whereIn('a.id', accountIds)
    .whereNull('e.canceled_at')
    .whereRaw('e.recorded_at >= a.enrolled_at')
}

export async function readOwnSides(db: Db, accountIds: number[]): Promise<OwnSide[]> {
  const openings = await db('prepaid_accounts').whereIn('id', accountIds).select('id', 'opening_cents')
  const entries = await counted(db, accountIds)
    .groupBy('a.id')
    .select({ id: 'a.id', payments: db.raw(sum('payment')), adjustments: db.raw(sum('adjustment')) })
  const bills = await rowsWhileEnrolled(db, accountIds)
    .where('t.kind', 'billing')
    .groupBy('a.id')
    .select({ id: 'a.id' })
    .sum({ usage: 't.amount_cents' })
    .max({ last: 't.date' })
  const [entryOf, billOf] = [entries, bills].map((rows) => new Map(rows.map((row) => [row.id, row])))
  return openings.map(({ id, opening_cents: openingCents }) => ({
    ...{ accountId: id, openingCents },
    paymentsCents: Number(entryOf?.get(id)?.payments ?? 0),
    adjustmentsCents: Number(entryOf?.get(id)?.adjustments ?? 0),
    usageCents: Number(billOf?.get(id)?.usage ?? 0),
    billedOn: billOf?.get(id)?.last ?? null,
  }))
}

/** What of each account was recorded before one of its statuses was asked for, in cents, by the number of the account. */
export async function entriesBefore(
  db: Db,
  statuses: { id: number; accountId: number }[],
): Promise<Map<number, number>> {
  const accountIds = statuses.map(({ accountId }) => accountId)
  const rows: { id: number; cents: number }[] = await counted(db, accountIds)
    .join('prepaid_statuses as s', 's.account_id', 'a.id')
    .whereIn(
      's.id',
      statuses.map(({ id }) => id),
    )
    .whereRaw('e.recorded_at < s.asked_at')
    .groupBy('a.id')
    .select({ id: 'a.id' })
    .sum({ cents: 'e.cents' })
  return new Map(rows.map(({ id, cents }) => [id, Number(cents)]))
}

type Latest = { accountId: number; cents: number; at: string }

/** The newest balance that the vendor told of each of these accounts since it was enrolled. */
export async function latestBalances(db: Db, accountIds: number[]): Promise<Latest[]> {
  const newest = db('prepaid_statuses as n')
    .whereRaw('n.account_id = s.account_id')
    .whereNotNull('n.balance_cents')
    .max('n.asked_at')
  const rows = await db('prepaid_statuses as s')
    .join('prepaid_accounts as a', 'a.id', 's.account_id')
    .whereIn('s.account_id', accountIds)
    .whereNotNull('s.balance_cents')
    .whereRaw('s.asked_at >= a.enrolled_at')
    .where('s.asked_at', newest)
    .orderBy('s.id')
    .select({ accountId: 's.account_id', cents: 's.balance_cents', at: 's.asked_at' })
  return rows
}

/** An account as it was worked out, in cents; what was compared is null where it could not be. */
export type Balance = OwnSide & {
  oursCents: number
  theirsCents: number | null
  theirsAt: string | null
  comparedAt: string | null
  comparedOursCents: number | null
  comparedTheirsCents: number | null
  differenceCents: number | null
  standing: Standing
  workedOutAt: string
}

export async function writeBalances(db: Db, balances: Balance[]) {
  const rows = balances.map((balance) => rowOf(balance))
  if (rows.length > 0) await db('prepaid_balances').insert(rows).onConflict('account_id').merge()
}

export const balanceColumns = columnsOf(
  'b',
  'accountId openingCents paymentsCents adjustmentsCents usageCents oursCents theirsCents theirsAt billedOn comparedAt comparedOursCents comparedTheirsCents differenceCents standing workedOutAt',
)

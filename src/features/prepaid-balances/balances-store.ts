import type { Db } from '../../db/db.ts'
import { columnsOf, rowOf } from '../../db/rows.ts'
import type { Standing } from './entry.ts'
import { removedUsage } from './gone-rows-store.ts'
import { rowsWhileEnrolled } from './register-store.ts'

/** What our side of an account is made of, in cents. */
type OwnSide = {
  accountId: number
  openingCents: number
  paymentsCents: number
  adjustmentsCents: number
  /** Billed while it was enrolled, less what was billed before and removed since. */
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
  const removed = await removedUsage(db, accountIds)
  const [entryOf, billOf] = [entries, bills].map((rows) => new Map(rows.map((row) => [row.id, row])))
  return openings.map(({ id, opening_cents: openingCents }) => ({
    ...{ accountId: id, openingCents },
    paymentsCents: Number(entryOf?.get(id)?.payments ?? 0),
    adjustmentsCents: Number(entryOf?.get(id)?.adjustments ?? 0),
    usageCents: Number(billOf?.get(id)?.usage ?? 0) - (removed.get(id) ?? 0),
    billedOn: billOf?.get(id)?.last ?? null,
  }))
}

/** What a person left out is not told by us, and is the vendor's to know otherwise. */
const isTold = '(e.sent_at < s.asked_at or e.told_at < s.asked_at or e.left_out_at < s.asked_at)'

type Then = { told: number; untold: number }

/**
 * What of each account the vendor had been told before one of its statuses was asked for, and what was recorded by then and not
 * told, in cents, by the number of the account.
 */
export async function toldBefore(
  db: Db,
  statuses: { id: number; accountId: number }[],
): Promise<Map<number, Then>> {
  const accountIds = statuses.map(({ accountId }) => accountId)
  const sumOf = (which: string) => db.raw(`sum(case when ${which} then e.cents else 0 end)`)
  const rows: (Then & { id: number })[] = await counted(db, accountIds)
    .join('prepaid_statuses as s', 's.account_id', 'a.id')
    .whereIn(
      's.id',
      statuses.map(({ id }) => id),
    )
    .whereRaw('e.recorded_at < s.asked_at')
    .groupBy('a.id')
    .select({ id: 'a.id', told: sumOf(isTold), untold: sumOf(`not coalesce(${isTold}, false)`) })
  return new Map(rows.map(({ id, told, untold }) => [id, { told: Number(told), untold: Number(untold) }]))
}

type Latest = { id: number; accountId: number; cents: number; at: string }

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
    .select({ id: 's.id', accountId: 's.account_id', cents: 's.balance_cents', at: 's.asked_at' })
  return rows
}

/** An account as it was worked out, in cents; what was compared is null where it could not be. */
export type Balance = OwnSide & {
  oursCents: number
  theirsCents: number | null
  theirsAt: string | null
  /** What was recorded and not told before the vendor said its balance: none of it is in theirs. */
  untoldCents: number
  comparedAt: string | null
  comparedOursCents: number | null
  comparedTheirsCents: number | null
  comparedUntoldCents: number | null
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
  'accountId openingCents paymentsCents adjustmentsCents usageCents oursCents theirsCents theirsAt untoldCents billedOn comparedAt comparedOursCents comparedTheirsCents comparedUntoldCents differenceCents standing workedOutAt',
)

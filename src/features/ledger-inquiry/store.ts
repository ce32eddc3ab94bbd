import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import type { AccountType } from '../../lib/account-number.ts'
import { interfaces } from '../interfaces/general-ledger/settings.ts'

const inInquiry = interfaces.filter(({ hasInquiry }) => hasInquiry).map(({ value }) => value)

/** Batches for a ledger of another make are in that ledger alone. */
function here(query: Knex.QueryBuilder) {
  query.whereIn('b.interface', inInquiry)
}

function entriesHere(db: Db): Knex.QueryBuilder {
  return db('ledger_entries as e').join('posting_batches as b', 'b.id', 'e.batch_id').where(here)
}

/** A debit is positive; `earlierCents` is the part that lies before the fiscal year. */
export type Sum = { account: string; cents: number; earlierCents: number }

/** The sum of each account's entries up to the end of a period; an account without a balance is there too. */
export async function sumsThrough(db: Db, period: string, yearBegins: string): Promise<Sum[]> {
  return entriesHere(db)
    .where('b.period', '<=', period)
    .groupBy('e.account')
    .orderBy('e.account')
    .select('e.account')
    .sum({
      cents: 'e.amount_cents',
      earlierCents: db.raw('case when b.period < ? then e.amount_cents else 0 end', [yearBegins]),
    })
}

/** The position of an entry in its account: by period, then in the order of posting. */
export type EntryKey = { period: string; batch: number; line: number }

export type AccountEntry = EntryKey & {
  date: string
  journal: string
  reverses: number | null
  cents: number
}

function beyond(query: Knex.QueryBuilder, sign: '>' | '<=', { period, batch, line }: EntryKey) {
  const strict = sign === '>' ? '>' : '<'
  query.where((key: Knex.QueryBuilder) =>
    key
      .where('b.period', strict, period)
      .orWhere((same) => same.where('b.period', period).where('b.id', strict, batch))
      .orWhere((same) => same.where('b.period', period).where('b.id', batch).where('e.line', sign, line)),
  )
}

/** The balance it begins from counts what was posted from `since` on. */
type Span = { account: string; from: string; to: string; since: string }

/** An account's entries in the periods, after a key, with the balance they begin from. */
export async function accountEntries(
  db: Db,
  { account, from, to, since }: Span,
  after: EntryKey | undefined,
  limit: number,
): Promise<{ openingCents: number; entries: AccountEntry[] }> {
  const opening = entriesHere(db)
    .where('e.account', account)
    .where('b.period', '>=', since)
    .sum({ cents: 'e.amount_cents' })
  if (after) beyond(opening, '<=', after)
  else opening.where('b.period', '<', from)
  const query = entriesHere(db)
    .where('e.account', account)
    .whereBetween('b.period', [from, to])
    .orderBy(['b.period', 'b.id', 'e.line'])
    .limit(limit)
    .select({
      period: 'b.period',
      batch: 'b.id',
      line: 'e.line',
      date: 'b.date',
      journal: 'b.journal',
      reverses: 'b.reverses',
      cents: 'e.amount_cents',
    })
  if (after) beyond(query, '>', after)
  const [{ cents }] = await opening
  return { openingCents: cents ?? 0, entries: await query }
}

/** The periods that have an entry, newest first. */
export async function periodsWithEntries(db: Db): Promise<string[]> {
  return db('posting_batches as b')
    .where(here)
    .distinct('b.period')
    .orderBy('b.period', 'desc')
    .pluck('b.period')
}

/** Accounts by their numbers: of the chart, else what a service has for its revenue. */
export async function readAccounts(
  db: Db,
  numbers: string[],
): Promise<Map<string, { title: string; type: AccountType }>> {
  const revenues: string[] = await db('services').whereIn('revenue', numbers).pluck('revenue')
  const rows = await db('gl_accounts').whereIn('number', numbers).select('number', 'title', 'type')
  return new Map([
    ...revenues.map((number) => [number, { title: '', type: 'revenue' }] as const),
    ...rows.map(({ number, ...account }) => [number, account] as const),
  ])
}

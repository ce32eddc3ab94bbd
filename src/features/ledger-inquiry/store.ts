import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage, whereBeyond } from '../../db/page.ts'
import type { AccountType } from '../../lib/account-number.ts'
import { ledgers } from '../interfaces/general-ledger/settings.ts'

const inInquiry = ledgers.filter(({ hasInquiry }) => hasInquiry).map(({ value }) => value)

/** Batches for another accounting system are in that system alone. */
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

export type AccountEntry = {
  period: string
  batch: number
  line: number
  date: string
  journal: string
  reverses: number | null
  cents: number
}

/** Entries are in order of period, then of posting. */
const by = { period: 'b.period', batch: 'b.id', line: 'e.line' }

/** The balance it begins from counts what was posted from `since` on. */
type Span = { account: string; from: string; to: string; since: string }

/** A page of an account's entries in the periods, with the balance they begin from. */
export async function accountEntries(
  db: Db,
  { account, from, to, since }: Span,
  page: PageRequest,
): Promise<Page<AccountEntry> & { openingCents: number }> {
  const opening = entriesHere(db)
    .where('e.account', account)
    .where('b.period', '>=', since)
    .sum({ cents: 'e.amount_cents' })
  if (page.after) whereBeyond(opening, Object.values(by), '<=', page.after)
  else opening.where('b.period', '<', from)
  const query = entriesHere(db)
    .where('e.account', account)
    .whereBetween('b.period', [from, to])
    .select({
      ...by,
      date: 'b.date',
      journal: 'b.journal',
      reverses: 'b.reverses',
      cents: 'e.amount_cents',
    })
  const [{ cents }] = await opening
  return { openingCents: cents ?? 0, ...(await readPage<AccountEntry>(query, { by }, page)) }
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

/** Those of the numbers that an account of the chart or an entry has. */
export async function knownNumbers(db: Db, numbers: string[]): Promise<string[]> {
  const inChart: string[] = await db('gl_accounts').whereIn('number', numbers).pluck('number')
  const inEntries: string[] = await db('ledger_entries')
    .whereIn('account', numbers)
    .distinct()
    .pluck('account')
  return numbers.filter((number) => inChart.includes(number) || inEntries.includes(number))
}

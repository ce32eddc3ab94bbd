import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, onlyRow } from '../../db/rows.ts'
import type { JobState } from '../../jobs/job.ts'
import type { TransactionKind } from '../transactions/kinds.ts'
import type { EntryKind, EntryWay, EntryWhat } from './entry.ts'
import { isPull } from './pulls-store.ts'

/** An entry as pages show it. */
export type Entry = {
  id: number
  accountId: number
  customer: string
  kind: EntryKind
  what: EntryWhat
  way: EntryWay
  cents: number
  description: string
  objectId: string
  source: string
  reference: string
  date: string
  registerKind: TransactionKind
  recordedAt: string
  beforeCents: number | null
  beforeAt: string | null
  beganAt: string | null
  sentAt: string | null
  afterCents: number | null
  afterAt: string | null
  leftOutAt: string | null
  canceledAt: string | null
  decidedAt: string | null
  decidedBy: string | null
  reason: string | null
  jobId: number | null
  jobState: JobState | null
  problem: string | null
  /** When the vendor asked for it first, and when such an answer was first written to its end. */
  askedAt: string | null
  toldAt: string | null
}

const own = columnsOf(
  'e',
  'id accountId customer kind what way cents description objectId source reference date registerKind recordedAt askedAt toldAt beforeCents beforeAt beganAt sentAt afterCents afterAt leftOutAt canceledAt decidedAt reason jobId',
)

function entries(db: Db) {
  return db('prepaid_entries as e')
    .leftJoin('jobs as j', 'j.id', 'e.job_id')
    .leftJoin('users as u', 'u.id', 'e.decided_by')
    .select({ ...own, jobState: 'j.state', problem: 'j.problem', decidedBy: 'u.name' })
}

export async function findEntry(db: Db, id: number): Promise<Entry | undefined> {
  return entries(db).where('e.id', id).first()
}

/** Of an account, the newest first. */
export function listEntries(db: Db, accountId: number, page: PageRequest): Promise<Page<Entry>> {
  const by = { recordedAt: 'e.recorded_at', id: 'e.id' }
  return readPage(entries(db).where('e.account_id', accountId), { by, order: 'desc' }, page)
}

const stuck = `e.way = 'push' and coalesce(j.state, 'canceled') <> 'working'
  and (e.began_at is not null or coalesce(j.state, 'canceled') not in ('ready', 'waiting', 'unknown'))`
const brokenOff = `e.way = 'pull' and e.asked_at is not null and e.told_at is null`

/**
 * What a person has to decide about: it may have arrived, or is held. `whoAsks`: what was in an answer that broke off is told
 * again as long as the vendor asks.
 */
function open<Query extends Knex.QueryBuilder>(query: Query, whoAsks: string): Query {
  query
    // Written out, as for those that are asked for.
    .whereRaw(whoAsks === 'us' ? `((${stuck}) or (${brokenOff}))` : `(${stuck})`)
    .where({ 'e.sent_at': null, 'e.left_out_at': null, 'e.canceled_at': null })
  return query
}

/** Of all accounts, the oldest first. */
export function listOpen(db: Db, whoAsks: string, page: PageRequest): Promise<Page<Entry>> {
  return readPage(open(entries(db), whoAsks), { by: { id: 'e.id' } }, page)
}

type Counted = { entries: number; cents: number }

const counted = { entries: '*' }

export function openEntries(db: Db, whoAsks: string) {
  return open(db('prepaid_entries as e').leftJoin('jobs as j', 'j.id', 'e.job_id'), whoAsks)
}

export async function countOpen(db: Db, whoAsks: string): Promise<Counted> {
  return numbers(await onlyRow(openEntries(db, whoAsks).count(counted).sum({ cents: 'e.cents' })))
}

/** Of those, what surely did not arrive and waits for a person only because the vendor could not be told for long. */
export function notDone(db: Db) {
  return openEntries(db, 'vendor').whereNull('e.began_at').where('j.state', 'needs-person')
}

export async function countNotDone(db: Db): Promise<Counted> {
  return numbers(await onlyRow(notDone(db).count(counted).sum({ cents: 'e.cents' })))
}

/** What was noted for a vendor that asks, and was asked for by nobody. */
export function notAskedFor(db: Db) {
  return db('prepaid_entries as e')
    .whereRaw(isPull)
    .where({ 'e.asked_at': null, 'e.told_at': null, 'e.left_out_at': null, 'e.canceled_at': null })
}

export async function countNotAskedFor(db: Db): Promise<Counted> {
  return numbers(await onlyRow(notAskedFor(db).count(counted).sum({ cents: 'e.cents' })))
}

const numbers = ({ entries: count, cents }: Counted) => ({
  entries: Number(count),
  cents: Number(cents ?? 0),
})

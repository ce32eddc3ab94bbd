import type { Db } from '../../db/db.ts'
import { columnOf, columnsOf, insertMany } from '../../db/rows.ts'
import type { ServiceType } from '../../multispeak/things.ts'
import type { TransactionKind } from '../transactions/kinds.ts'
import type { EntryKind, EntryWay, EntryWhat } from './entry.ts'

/** An entry as it is noted. */
export type NewEntry = {
  accountId: number
  kind: EntryKind
  what: EntryWhat
  way: EntryWay
  cents: number
  customer: string
  serviceType: ServiceType
  locationId: string
  description: string
  objectId: string
  messageId: string
  importId: number
  rowId: number
  source: string
  reference: string
  date: string
  registerKind: TransactionKind
  identity: string
  round: number
  recordedAt: string
  notedAt: string
  jobId: number | null
}

const noted = [
  ...(['accountId', 'kind', 'what', 'way', 'cents', 'customer', 'serviceType', 'locationId'] as const),
  ...(['description', 'objectId', 'messageId', 'importId', 'rowId', 'source', 'reference', 'date'] as const),
  ...(['registerKind', 'identity', 'round', 'recordedAt', 'notedAt', 'jobId'] as const),
]

/** In one statement: until all are noted, the vendor's questions wait. */
export async function insertEntries(trx: Db, entries: NewEntry[]) {
  const rows = entries.map((entry) => noted.map((field) => entry[field]))
  await insertMany(trx, 'prepaid_entries', noted.map(columnOf).join(', '), rows)
}

/** How often rows with these identities were noted, or taken off a balance at enrollment, before. */
export async function countRounds(db: Db, identities: string[]): Promise<Map<string, number>> {
  const rows = await db('prepaid_entries')
    .whereIn('identity', identities)
    .groupBy('identity')
    .select('identity')
    .max({ round: 'round' })
  return new Map(rows.map(({ identity, round }) => [identity, Number(round)]))
}

/** What was noted of an import that was removed since. */
export type GoneEntry = NewEntry & {
  id: number
  /** When the vendor asked for it first. */
  askedAt: string | null
  sentAt: string | null
  leftOutAt: string | null
}

const columns = columnsOf('e', `id ${noted.join(' ')} askedAt sentAt leftOutAt`)

/** What was in an answer that broke off is told again as long as the vendor asks. */
const isDecidedOfAsked: Record<EntryWay, string> = {
  pull: `e.way = 'pull'`,
  push: `e.way = 'pull' and (e.told_at is not null or e.asked_at is null)`,
}

/** While it is being sent, or may have arrived, nobody knows yet what is to be taken back. `way`: of what is noted now. */
const isDecided = (
  way: EntryWay,
) => `(${isDecidedOfAsked[way]} or e.sent_at is not null or e.left_out_at is not null
  or (e.way = 'push' and e.began_at is null and coalesce(j.state, '') <> 'working'))`

function gone(db: Db, way: EntryWay) {
  const opposite = db('prepaid_entries as o')
    .whereRaw('o.import_id = e.import_id and o.row_id = e.row_id')
    .where('o.what', 'taken-back')
  return db('transaction_imports as i')
    .join('prepaid_entries as e', 'e.import_id', 'i.id')
    .leftJoin('jobs as j', 'j.id', 'e.job_id')
    .where({ 'i.state': 'taken-out', 'e.what': 'noted' })
    .whereNull('e.canceled_at')
    .whereRaw(isDecided(way))
    .whereNotExists(opposite.select('o.id'))
}

export async function hasToTakeBack(db: Db, way: EntryWay): Promise<boolean> {
  return (await gone(db, way).first('e.id')) !== undefined
}

export async function listToTakeBack(db: Db, way: EntryWay, limit: number): Promise<GoneEntry[]> {
  return gone(db, way).orderBy('e.id').limit(limit).select(columns)
}

export async function noteCanceled(trx: Db, id: number, at: string) {
  await trx('prepaid_entries').where({ id }).update({ canceled_at: at })
}

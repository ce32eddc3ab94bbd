import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { Period } from '../../lib/periods.ts'
import type { Amounts } from './parts.ts'
import type { Unmapped } from './reconcile.ts'

/** The figures of one closing of a period, with the file of them, and what became of it. Instants are ISO 8601, UTC. */
export type Reconciliation = {
  id: number
  number: number
  period: Period
  /** Of the closing that it was made of. */
  closedAt: string
  /** Who closed the period, or had it made anew. */
  askedById: number | null
  askedBy: string | null
  isAnew: boolean
  madeAt: string
  accounts: number
  total: Amounts
  unmapped: Unmapped[]
  /** None while services are unmapped. */
  file: { id: number; name: string; size: number; sha256: string; removedAt: string | null } | undefined
  /** Another was made of this period since. */
  isNewest: boolean
  replacedAt: string | null
  releasedAt: string | null
  releasedBy: string | null
  reason: string | null
  /** How often it was released. */
  releases: number
  isByHand: boolean
  /** Whose account at which server it goes to. */
  place: string
  folder: string
  jobId: number | null
  jobState: string | null
  jobDueAt: string | null
  problem: string | null
  writeBeganAt: string | null
  sentAt: string | null
  seenSize: number | null
}

const own = [
  'id number period closedAt madeAt accounts replacedAt releasedAt reason releases place folder jobId',
  'writeBeganAt sentAt seenSize',
].join(' ')

const cents = {
  ...{ usage: 'r.usage_cents', credits: 'r.credit_cents', charges: 'r.charge_cents' },
  ...{ tax: 'r.tax_cents', device: 'r.device_cents' },
}

function reconciliations(db: Db) {
  const newest = db('prepaid_reconciliations as n').whereRaw('n.period = r.period').max('n.number')
  return db('prepaid_reconciliations as r')
    .leftJoin('users as u', 'u.id', 'r.asked_by')
    .leftJoin('users as w', 'w.id', 'r.released_by')
    .leftJoin('exchange_files as f', 'f.id', 'r.file_id')
    .leftJoin('jobs as j', 'j.id', 'r.job_id')
    .select({
      ...columnsOf('r', own),
      ...cents,
      ...{ askedById: 'r.asked_by', anew: 'r.anew', unmapped: 'r.unmapped', byHand: 'r.by_hand' },
      ...{ askedBy: 'u.name', releasedBy: 'w.name' },
      ...{
        fileId: 'f.id',
        fileName: 'f.name',
        size: 'f.size',
        sha256: 'f.sha256',
        removedAt: 'f.removed_at',
      },
      ...{ jobState: 'j.state', jobDueAt: 'j.due_at', problem: 'j.problem' },
    })
    .select({ newest })
}

// biome-ignore lint/suspicious/noExplicitAny: a row is what the query selects
function reconciliationOf(row: any): Reconciliation {
  const { usage, credits, charges, tax, device, anew, byHand, unmapped, newest, ...rest } = row
  const { fileId, fileName, size, sha256, removedAt, ...one } = rest
  return {
    ...one,
    total: { usage, credits, charges, tax, device },
    unmapped: JSON.parse(unmapped),
    isAnew: Boolean(anew),
    isByHand: Boolean(byHand),
    isNewest: row.number === newest,
    file: fileId === null ? undefined : { id: fileId, name: fileName, size, sha256, removedAt },
  }
}

/** The newest first. */
export function listReconciliations(db: Db, page: PageRequest): Promise<Page<Reconciliation>> {
  return readPage(reconciliations(db), { by: { number: 'r.number' }, order: 'desc' }, page, reconciliationOf)
}

export async function findReconciliation(db: Db, id: number): Promise<Reconciliation | undefined> {
  const row = await reconciliations(db).where('r.id', id).first()
  return row && reconciliationOf(row)
}

/** All of a period, the newest first: there are a few. */
export async function reconciliationsOf(db: Db, period: Period): Promise<Reconciliation[]> {
  const rows = await reconciliations(db).where('r.period', period).orderBy('r.number', 'desc')
  return rows.map(reconciliationOf)
}

/** Until the transaction ends, nobody else decides about it or makes another of its period. */
export async function lockReconciliation(trx: Db, id: number): Promise<Reconciliation | undefined> {
  const { period } = (await trx('prepaid_reconciliations').where({ id }).first('period')) ?? {}
  if (period === undefined) return undefined
  await lockPeriod(trx, period)
  return findReconciliation(trx, id)
}

/** All reconciliations of a period; of what closes or reopens it, the one waits for the other. */
export async function lockPeriod(trx: Db, period: Period) {
  await trx('prepaid_reconciliations')
    .where({ period })
    .update({ releases: trx.raw('releases') })
}

/** When a period was closed, undefined while it is open. Until the transaction ends, it is not reopened. */
export async function closedAtOf(trx: Db, period: Period): Promise<string | undefined> {
  const row = await trx('posting_periods').where({ month: period }).forShare().first('closed_at')
  return row?.closed_at ?? undefined
}

/** Of so many closed periods, the newest first, those that have none. */
export async function closedWithout(db: Db, limit: number): Promise<Period[]> {
  const closed = db('posting_periods').whereNotNull('closed_at').orderBy('month', 'desc').limit(limit)
  const own = db('prepaid_reconciliations as r').whereRaw('r.period = p.month').select('r.id')
  return db(closed.select('month').as('p')).whereNotExists(own).orderBy('p.month', 'desc').pluck('p.month')
}

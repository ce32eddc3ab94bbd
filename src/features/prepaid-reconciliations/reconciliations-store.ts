import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, onlyRow } from '../../db/rows.ts'
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

/** Closed periods, the newest first. */
export async function closedPeriods(db: Db, limit: number): Promise<Period[]> {
  return db('posting_periods').whereNotNull('closed_at').orderBy('month', 'desc').limit(limit).pluck('month')
}

export async function nextNumber(trx: Db): Promise<number> {
  const { last } = await onlyRow<{ last: number | null }>(
    trx('prepaid_reconciliations').max({ last: 'number' }),
  )
  return (last ?? 0) + 1
}

type New = Pick<
  Reconciliation,
  'number' | 'period' | 'closedAt' | 'isAnew' | 'madeAt' | 'accounts' | 'total' | 'unmapped'
> & { askedBy: number | null; fileId: number | null }

/** Returns its id. */
export async function insertReconciliation(trx: Db, one: New): Promise<number> {
  const { number, period, closedAt, isAnew, madeAt, accounts, total, unmapped, askedBy, fileId } = one
  const row = {
    ...{ number, period, closed_at: closedAt, asked_by: askedBy, anew: isAnew, made_at: madeAt, accounts },
    ...{ usage_cents: total.usage, credit_cents: total.credits, charge_cents: total.charges },
    ...{ tax_cents: total.tax, device_cents: total.device },
    ...{ unmapped: JSON.stringify(unmapped), file_id: fileId },
  }
  return (await onlyRow<{ id: number }>(trx('prepaid_reconciliations').insert(row).returning('id'))).id
}

export async function noteReplaced(trx: Db, id: number, at: string) {
  await trx('prepaid_reconciliations').where({ id }).update({ replaced_at: at })
}

type Release = Pick<Reconciliation, 'releases' | 'isByHand' | 'place' | 'folder' | 'reason'> & {
  at: string
  by: number | null
  jobId: number | null
}

export async function noteReleased(trx: Db, id: number, release: Release) {
  const { releases, isByHand, place, folder, reason, at, by, jobId } = release
  await trx('prepaid_reconciliations')
    .where({ id })
    .update({
      ...{ releases, by_hand: isByHand, place, folder, reason, released_at: at, released_by: by },
      ...{ job_id: jobId, write_began_at: null },
    })
}

/** It is held again. */
export async function noteTakenBack(trx: Db, id: number) {
  await trx('prepaid_reconciliations')
    .where({ id })
    .update({ released_at: null, released_by: null, reason: null, job_id: null, write_began_at: null })
}

/** From here on it may have arrived; null: nothing of it is there. */
export async function noteWriteBegan(db: Db, id: number, at: string | null) {
  await db('prepaid_reconciliations').where({ id }).update({ write_began_at: at })
}

export async function writeBegan(db: Db, id: number): Promise<boolean> {
  const row = await db('prepaid_reconciliations').where({ id }).first('write_began_at')
  return row !== undefined && row.write_began_at !== null
}

/** It was seen in the folder, or a person said that the vendor has it. */
export async function noteSent(trx: Db, id: number, { at, size }: { at: string; size: number | null }) {
  await trx('prepaid_reconciliations').where({ id }).update({ sent_at: at, seen_size: size })
}

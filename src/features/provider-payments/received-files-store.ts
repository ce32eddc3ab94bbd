import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, countOf, rowOf } from '../../db/rows.ts'
import type { ReceivedState } from './payment.ts'

/** A total that a file says beside the one that was counted. */
export type Figure = { label: string; said: string; counted: string }

export type ReceivedFile = {
  id: number
  fileId: number
  fileName: string
  size: number
  sha256: string
  connection: string
  state: ReceivedState
  /** The layout and its version that it was read with. */
  layout: string | null
  problemCode: string | null
  problem: string | null
  findings: string[]
  figures: Figure[]
  payments: number
  returns: number
  cancels: number
  known: number
  asked: number
  paymentCents: number
  returnCents: number
  feeCents: number
  receivedAt: string
  receivedBy: string | null
  readAt: string | null
  decidedAt: string | null
  decidedBy: string | null
  reason: string | null
}

function files(db: Db) {
  return db('received_files as f')
    .join('exchange_files as e', 'e.id', 'f.file_id')
    .leftJoin('users as u', 'u.id', 'e.kept_by')
    .leftJoin('users as d', 'd.id', 'f.decided_by')
    .select({
      ...columnsOf(
        'f',
        'id fileId state layout problemCode problem findings figures payments returns cancels known',
      ),
      ...columnsOf('f', 'asked paymentCents returnCents feeCents receivedAt readAt decidedAt reason'),
      ...columnsOf('e', 'size sha256 connection'),
      fileName: 'e.name',
      receivedBy: 'u.name',
      decidedBy: 'd.name',
    })
}

type Row = Omit<ReceivedFile, 'findings' | 'figures'> & { findings: string; figures: string }

function asFile({ findings, figures, ...row }: Row): ReceivedFile {
  return { ...row, findings: JSON.parse(findings), figures: JSON.parse(figures) }
}

export async function findReceived(db: Db, id: number): Promise<ReceivedFile | undefined> {
  const row = await files(db).where('f.id', id).first()
  return row && asFile(row)
}

export function listReceived(db: Db, page: PageRequest, state?: ReceivedState): Promise<Page<ReceivedFile>> {
  const query = files(db)
  if (state) query.where('f.state', state)
  return readPage(query, { by: { id: 'f.id' }, order: 'desc' }, page, asFile)
}

/** The first file that came in with these bytes, or was called so. */
export async function findReceivedAs(
  db: Db,
  connection: string,
  what: { sha256: string } | { name: string },
): Promise<{ name: string } | undefined> {
  return db('received_files as f')
    .join('exchange_files as e', 'e.id', 'f.file_id')
    .where({ 'e.connection': connection })
    .where('sha256' in what ? { 'e.sha256': what.sha256 } : { 'e.name': what.name })
    .orderBy('f.id')
    .first('e.name')
}

/** Returns the new file's number. */
export async function insertReceived(trx: Db, fileId: number, at: string): Promise<number> {
  const [row] = await trx('received_files')
    .insert({ file_id: fileId, state: 'kept', received_at: at })
    .returning('id')
  return (row as { id: number }).id
}

type Outcome = Partial<
  Pick<
    ReceivedFile,
    | 'layout'
    | 'problemCode'
    | 'problem'
    | 'payments'
    | 'returns'
    | 'cancels'
    | 'known'
    | 'asked'
    | 'paymentCents'
    | 'returnCents'
    | 'feeCents'
    | 'readAt'
  >
> & { state: ReceivedState; findings?: string[]; figures?: Figure[] }

/** Says what became of a file; false when it is no longer in one of the states it may come from. */
export async function moveReceived(
  trx: Db,
  id: number,
  { findings = [], figures = [], ...outcome }: Outcome,
  from: ReceivedState[],
): Promise<boolean> {
  const row = rowOf({ problem: null, problemCode: null, recordedAt: null, ...outcome })
  const rows = await trx('received_files')
    .where({ id })
    .whereIn('state', from)
    .update({ ...row, findings: JSON.stringify(findings), figures: JSON.stringify(figures) })
  return rows === 1
}

export async function noteDecision(
  trx: Db,
  id: number,
  { at, by, reason }: { at: string; by: number | null; reason: string | null },
) {
  await trx('received_files').where({ id }).update({ decided_at: at, decided_by: by, reason })
}

/** Files that history does not tell of yet, and marks them as told. */
export async function takeUnrecorded(trx: Db, connection: string, at: string): Promise<ReceivedFile[]> {
  const rows = await files(trx)
    .where('e.connection', connection)
    .whereNull('f.recorded_at')
    .whereIn('f.state', ['read', 'held'])
    .orderBy('f.id')
  if (rows.length > 0)
    await trx('received_files')
      .whereIn(
        'id',
        rows.map(({ id }) => id),
      )
      .update({ recorded_at: at })
  return rows.map(asFile)
}

/** Files that are kept and not read yet, the oldest first. */
export async function listKept(db: Db, connection: string): Promise<number[]> {
  const rows = await db('received_files as f')
    .join('exchange_files as e', 'e.id', 'f.file_id')
    .where({ 'f.state': 'kept', 'e.connection': connection })
    .orderBy('f.id')
    .select('f.id')
  return rows.map(({ id }) => id)
}

export async function countHeld(db: Db): Promise<number> {
  return countOf(db('received_files').where({ state: 'held' }))
}

/** The last file that came in. */
export async function lastReceived(db: Db): Promise<{ id: number; receivedAt: string } | undefined> {
  return db('received_files').orderBy('id', 'desc').first({ id: 'id', receivedAt: 'received_at' })
}

/** Says that none came after this one in time; false where that was said before. */
export async function noteOverdue(trx: Db, id: number, at: string): Promise<boolean> {
  return (await trx('received_files').where({ id }).whereNull('overdue_at').update({ overdue_at: at })) === 1
}

import type { Db } from '../../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../../db/page.ts'
import { columnsOf, rowOf } from '../../../db/rows.ts'
import { countImport } from '../../home/month-totals-store.ts'
import { type Finding, insertFindings } from './findings-store.ts'

/**
 * `matching`: somebody has to say how the file is read; `waiting`: every row is good and is there, and somebody has to look
 * at the preview before they count.
 */
export type ImportState =
  | 'reading'
  | 'matching'
  | 'waiting'
  | 'done'
  | 'refused'
  | 'cancelled'
  | 'failed'
  | 'taken-out'

/** Nobody has decided about these; their files may be read again. */
export const notEnded: ImportState[] = ['reading', 'matching', 'waiting']

export type Progress = {
  bytesRead: number
  rowsRead: number
  rowsAdded: number
  rowsKnown: number
  rowsRepeated: number
  rowsRefused: number
  rowsPassedOver: number
}

export type Import = Progress & {
  id: number
  fileName: string
  state: ImportState
  /** Rows that do not count may still be in the register. */
  isUnderWay: boolean
  bytesAll: number
  /** The name of the file in the folder of imports. */
  file: string | null
  profileId: number | null
  profileVersion: number | null
  /** As it is called today. */
  profileName: string | null
  /** How often the file was read. */
  reading: number
  startedAt: string
  endedAt: string | null
  startedBy: string | null
  /** Of an import that was taken out. */
  removedAt: string | null
  removedBy: string | null
  removalReason: string | null
}

/** Returns the new import's number, or undefined while another is under way. */
export async function insertImport(
  db: Db,
  { at, by, ...file }: { fileName: string; bytesAll: number; file?: string; at: string; by: number | null },
): Promise<number | undefined> {
  const [row] = await db('transaction_imports')
    .insert({
      ...rowOf({ ...file, startedAt: at, startedBy: by }),
      state: 'reading',
      under_way: 1,
    })
    .onConflict('under_way')
    .ignore()
    .returning('id')
  return row?.id
}

const columns = {
  ...columnsOf(
    'i',
    'id fileName state bytesRead bytesAll rowsRead rowsAdded rowsKnown rowsRepeated rowsRefused',
  ),
  ...columnsOf('i', 'rowsPassedOver file profileId profileVersion reading'),
  ...columnsOf('i', 'startedAt endedAt removedAt removalReason'),
  profileName: 'p.name',
  isUnderWay: 'i.under_way',
  startedBy: 'u.name',
  removedBy: 'r.name',
}

function imports(db: Db) {
  return db('transaction_imports as i')
    .leftJoin('users as u', 'u.id', 'i.started_by')
    .leftJoin('users as r', 'r.id', 'i.removed_by')
    .leftJoin('import_profiles as p', 'p.id', 'i.profile_id')
    .select(columns)
}

function asImport(row: Omit<Import, 'isUnderWay'> & { isUnderWay: number | null }): Import {
  return { ...row, isUnderWay: row.isUnderWay === 1 }
}

export async function findImport(db: Db, id: number): Promise<Import | undefined> {
  const row = await imports(db).where('i.id', id).first()
  return row && asImport(row)
}

export async function findImportUnderWay(db: Db): Promise<Import | undefined> {
  const row = await imports(db).where('i.under_way', 1).first()
  return row && asImport(row)
}

/** A page of all imports in the order in which they were started. */
export function listImports(db: Db, order: 'asc' | 'desc', page: PageRequest): Promise<Page<Import>> {
  return readPage(imports(db), { by: { id: 'i.id' }, order }, page, asImport)
}

/** Says how far the import is; false when it was ended meanwhile, so that nothing more may be added. */
export async function noteProgress(trx: Db, id: number, progress: Progress): Promise<boolean> {
  const row = rowOf(progress)
  return (await trx('transaction_imports').where({ id, state: 'reading' }).update(row)) === 1
}

/** Makes an import that is read wait for its preview to be confirmed; false when it was ended meanwhile. */
export async function letWait(db: Db, id: number, questions: Finding[]): Promise<boolean> {
  return db.transaction(async (trx) => {
    const rows = await trx('transaction_imports').where({ id, state: 'reading' }).update({ state: 'waiting' })
    if (rows === 1) await insertFindings(trx, id, questions)
    return rows === 1
  })
}

/** Ends an import that is being read, matched or waits; false when it has ended already. `done`, in a transaction, makes its rows count at once. */
export async function endImport(
  db: Db,
  id: number,
  state: ImportState,
  at: string,
  from: ImportState[] = notEnded,
): Promise<boolean> {
  const rows = await db('transaction_imports')
    .where({ id })
    .whereIn('state', from)
    .update({ state, ended_at: at, ...(state === 'done' ? { under_way: null } : {}) })
  if (rows === 1 && state === 'done') await countImport(db, id, 1)
  return rows === 1
}

/** Makes the rows of an import that is done count no more; false when it is not done. */
export async function markTakenOut(
  trx: Db,
  id: number,
  { at, by, reason }: { at: string; by: number | null; reason: string },
): Promise<boolean> {
  const removal = rowOf({ removedAt: at, removedBy: by, removalReason: reason })
  const rows = await trx('transaction_imports')
    .where({ id, state: 'done' })
    .update({ state: 'taken-out', under_way: 1, ...removal })
  if (rows === 1) await countImport(trx, id, -1)
  return rows === 1
}

const mostLater = 50

/** Later imports that knew rows already, perhaps from this one. */
export async function laterKnowing(db: Db, id: number): Promise<Import[]> {
  const rows = await imports(db)
    .where('i.id', '>', id)
    .where({ 'i.state': 'done' })
    .where('i.rows_known', '>', 0)
    .orderBy('i.id')
    .limit(mostLater)
  return rows.map(asImport)
}

/** To be called once no row of an ended import is left. */
export async function releaseImport(db: Db, id: number) {
  await db('transaction_imports').where({ id }).whereNotIn('state', notEnded).update({ under_way: null })
}

/** The files of imports that have not ended: they may be read again. */
export async function filesKept(db: Db): Promise<(string | null)[]> {
  const charts = await db('account_imports').whereNotNull('matching').pluck('file')
  return [
    ...charts,
    ...(await db('bill_runs').whereNotNull('file').pluck('file')),
    ...(await db('transaction_imports').whereIn('state', notEnded).pluck('file')),
  ]
}

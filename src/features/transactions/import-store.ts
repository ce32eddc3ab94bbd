import type { Db } from '../../db/db.ts'

export type ImportState = 'reading' | 'done' | 'refused' | 'cancelled' | 'failed'

export type Import = {
  id: number
  fileName: string
  state: ImportState
  /** Rows that do not count may still stand in the register. */
  isUnderWay: boolean
  bytesRead: number
  bytesAll: number
  rowsRead: number
  rowsAdded: number
  rowsKnown: number
  rowsRepeated: number
  rowsRefused: number
  startedAt: string
  endedAt: string | null
  startedBy: string | null
}

export type Progress = {
  bytesRead: number
  rowsRead: number
  rowsAdded: number
  rowsKnown: number
  rowsRepeated: number
  rowsRefused: number
}

export type LineProblem = { line: number; message: string }

/** Returns the new import's number, or undefined while another is under way. */
export async function insertImport(
  db: Db,
  { fileName, bytesAll, at, by }: { fileName: string; bytesAll: number; at: string; by: number | null },
): Promise<number | undefined> {
  const [row] = await db('transaction_imports')
    .insert({
      file_name: fileName,
      state: 'reading',
      under_way: 1,
      alive_at: at,
      bytes_all: bytesAll,
      started_at: at,
      started_by: by,
    })
    .onConflict('under_way')
    .ignore()
    .returning('id')
  return row?.id
}

const columns = [
  'i.id',
  'i.file_name',
  'i.state',
  'i.under_way',
  'i.bytes_read',
  'i.bytes_all',
  'i.rows_read',
  'i.rows_added',
  'i.rows_known',
  'i.rows_repeated',
  'i.rows_refused',
  'i.started_at',
  'i.ended_at',
  'u.name',
]

function imports(db: Db) {
  return db('transaction_imports as i')
    .leftJoin('users as u', 'u.id', 'i.started_by')
    .select(...columns)
}

function asImport(row: Record<string, string | number | null>): Import {
  return {
    id: Number(row.id),
    fileName: String(row.file_name),
    state: row.state as ImportState,
    isUnderWay: row.under_way === 1,
    bytesRead: Number(row.bytes_read),
    bytesAll: Number(row.bytes_all),
    rowsRead: Number(row.rows_read),
    rowsAdded: Number(row.rows_added),
    rowsKnown: Number(row.rows_known),
    rowsRepeated: Number(row.rows_repeated),
    rowsRefused: Number(row.rows_refused),
    startedAt: String(row.started_at),
    endedAt: row.ended_at as string | null,
    startedBy: row.name as string | null,
  }
}

export async function findImport(db: Db, id: number): Promise<Import | undefined> {
  const row = await imports(db).where('i.id', id).first()
  return row && asImport(row)
}

export async function findImportUnderWay(db: Db): Promise<Import | undefined> {
  const row = await imports(db).where('i.under_way', 1).first()
  return row && asImport(row)
}

export async function newestImports(db: Db, most: number): Promise<Import[]> {
  return (await imports(db).orderBy('i.id', 'desc').limit(most)).map(asImport)
}

export async function problemsOf(db: Db, importId: number): Promise<LineProblem[]> {
  return db('transaction_import_problems')
    .where({ import_id: importId })
    .orderBy(['line', 'id'])
    .select('line', 'message')
}

/** Says how far the import is; false when it was ended meanwhile, so that nothing more may be added. */
export async function noteProgress(trx: Db, id: number, progress: Progress, at: Date): Promise<boolean> {
  const rows = await trx('transaction_imports').where({ id, state: 'reading' }).update({
    alive_at: at.toISOString(),
    bytes_read: progress.bytesRead,
    rows_read: progress.rowsRead,
    rows_added: progress.rowsAdded,
    rows_known: progress.rowsKnown,
    rows_repeated: progress.rowsRepeated,
    rows_refused: progress.rowsRefused,
  })
  return rows === 1
}

export async function noteAlive(db: Db, id: number, at: Date) {
  await db('transaction_imports').where({ id }).update({ alive_at: at.toISOString() })
}

/** Ends an import that is being read; false when it has ended already. `done` makes its rows count at once. */
export async function endImport(db: Db, id: number, state: ImportState, at: string): Promise<boolean> {
  const rows = await db('transaction_imports')
    .where({ id, state: 'reading' })
    .update({ state, ended_at: at, ...(state === 'done' ? { under_way: null } : {}) })
  return rows === 1
}

/** To be called once no row of an ended import is left. */
export async function releaseImport(db: Db, id: number) {
  await db('transaction_imports').where({ id }).whereNot({ state: 'reading' }).update({ under_way: null })
}

/** Imports whose rows may be left over, because their last sign of life came neither after `before` nor until `latest`. */
export async function findAbandoned(db: Db, before: string, latest: string): Promise<number[]> {
  const rows = await db('transaction_imports')
    .where({ under_way: 1 })
    .where((query) =>
      query.whereNull('alive_at').orWhere('alive_at', '<=', before).orWhere('alive_at', '>', latest),
    )
    .select('id')
  return rows.map(({ id }) => id)
}

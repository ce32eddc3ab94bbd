import type { Db } from '../../db/db.ts'
import type { Transaction } from './layout.ts'

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

/** A transaction that has the reference already, and the import that brought it. */
export type Known = Transaction & { importId: number }

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

/** Which of these references the register has already, with all they say. */
export async function findKnown(trx: Db, rows: Transaction[]): Promise<Known[]> {
  const bySource = Map.groupBy(rows, ({ source }) => source)
  const found: Known[] = []
  for (const [source, ofSource] of bySource) {
    const references = ofSource.map(({ reference }) => reference)
    const known = await trx('utility_transactions')
      .where({ source })
      .whereIn('reference', references)
      .select(
        'source',
        'reference',
        'date',
        'kind',
        'customer',
        'service',
        'amount_cents',
        'description',
        'import_id',
      )
    for (const { amount_cents, import_id, ...row } of known) {
      found.push({ ...row, amountCents: Number(amount_cents), importId: import_id })
    }
  }
  return found
}

const insertedColumns =
  '(source, reference, date, kind, customer, service, amount_cents, description, import_id)'
const places = '(?, ?, ?, ?, ?, ?, ?, ?, ?)'

/** One statement written by hand: the builder takes longer over this many values than the database does. */
export async function insertTransactions(trx: Db, importId: number, rows: Transaction[]) {
  if (rows.length === 0) return
  const values = rows.flatMap((row) => [
    row.source,
    row.reference,
    row.date,
    row.kind,
    row.customer,
    row.service,
    row.amountCents,
    row.description,
    importId,
  ])
  const sql = `insert into utility_transactions ${insertedColumns} values ${rows.map(() => places).join()}`
  await trx.raw(sql, values)
}

export type Total = { date: string; kind: string; service: string; count: number; cents: number }

export async function addTotals(trx: Db, importId: number, totals: Total[]) {
  const most = 500
  for (let from = 0; from < totals.length; from += most) {
    await trx('transaction_totals')
      .insert(
        totals.slice(from, from + most).map(({ date, kind, service, count, cents }) => ({
          date,
          kind,
          service,
          import_id: importId,
          count,
          amount_cents: cents,
        })),
      )
      .onConflict(['date', 'kind', 'service', 'import_id'])
      .merge({
        count: trx.raw('transaction_totals.count + excluded.count'),
        amount_cents: trx.raw('transaction_totals.amount_cents + excluded.amount_cents'),
      })
  }
}

export async function insertProblems(trx: Db, importId: number, problems: LineProblem[]) {
  if (problems.length === 0) return
  await trx('transaction_import_problems').insert(
    problems.map(({ line, message }) => ({ import_id: importId, line, message })),
  )
}

/** Removes up to `most` rows of an import, and says whether there may be more. */
export async function removeSome(db: Db, importId: number, most: number): Promise<boolean> {
  const some = db('utility_transactions').where({ import_id: importId }).limit(most).select('id')
  return (await db('utility_transactions').whereIn('id', some).delete()) === most
}

export async function removeTotals(db: Db, importId: number) {
  await db('transaction_totals').where({ import_id: importId }).delete()
}

/** Imports whose rows may be left over, because nothing looks after them since `before`. */
export async function findAbandoned(db: Db, before: string): Promise<number[]> {
  const rows = await db('transaction_imports')
    .where({ under_way: 1 })
    .where((query) => query.whereNull('alive_at').orWhere('alive_at', '<=', before))
    .select('id')
  return rows.map(({ id }) => id)
}

import type { Db } from '../../../db/db.ts'
import { columnOf, columnsOf, countOf, onlyRow, rowOf } from '../../../db/rows.ts'
import type { FileRemarks } from '../../../import-profiles/file-remarks.ts'
import type { AccountType } from '../../../lib/account-number.ts'
import { type OutsideName, outsideNames } from '../../../lib/outside-names.ts'
import { keysOf, outsideKeys } from '../store.ts'
import type { ImportRow } from './read-row.ts'

export type Outcome = { fingerprint: string; added: number; changed: number; inactivated: number }

type Staged = {
  id: number
  fileName: string
  accounts: number
  outcome: Outcome | null
  profileId: number | null
  profileVersion: number | null
  /** Of the formats that its numbers were read by. */
  formatsVersion: number
  /** Null for what was staged before they were kept. */
  remarks: FileRemarks | null
}

type NewImport = { userId: number; fileName: string; at: string; formatsVersion: number }

/** Returns the number of an import that has no rows yet. */
export async function insertImport(
  db: Db,
  { userId, fileName, at, formatsVersion }: NewImport,
): Promise<number> {
  const row = { user_id: userId, file_name: fileName, uploaded_at: at, formats_version: formatsVersion }
  return (await onlyRow(db('account_imports').insert(row).returning('id'))).id
}

export type NumberedRow = ImportRow & { line: number }

export async function insertRows(db: Db, importId: number, rows: NumberedRow[]) {
  if (rows.length === 0) return
  await db('account_import_rows').insert(
    rows.map((row) => ({
      ...rowOf(row),
      ...outsideKeys(row),
      ...keysOf(row),
      import_id: importId,
    })),
  )
}

type Twice = { line: number; earlier: number }

/** The lines whose number or outside name an earlier line has: the first `limit` of them, and how many there are. */
export async function findTwice(db: Db, importId: number, of: 'number' | OutsideName, limit: number) {
  const column = of === 'number' ? of : `${columnOf(of)}_key`
  const twice = () =>
    db('account_import_rows as r')
      .join(
        db('account_import_rows')
          .where({ import_id: importId })
          .whereNotNull(column)
          .groupBy(column)
          .havingRaw('count(*) > 1')
          .select({ value: column })
          .min({ earlier: 'line' })
          .as('f'),
        'f.value',
        `r.${column}`,
      )
      .where('r.import_id', importId)
      .whereRaw('r.line > f.earlier')
  const rows: Twice[] = await twice().orderBy('r.line').limit(limit).select('r.line', 'f.earlier')
  return { rows, count: await countOf(twice()) }
}

/**
 * The lines with a name that, in another ledger, an account of the chart has which the file does not: what becomes of
 * that account is not said, and the two would be one there.
 */
export async function findTakenNames(db: Db, importId: number, limit: number) {
  const found: { line: number; number: string; type: AccountType; label: string }[] = []
  for (const { value, label } of outsideNames) {
    const key = `${columnOf(value)}_key`
    const rows = await db('account_import_rows as r')
      .join('gl_accounts as a', `a.${key}`, `r.${key}`)
      .where('r.import_id', importId)
      .whereNotIn('a.number', db('account_import_rows').where({ import_id: importId }).select('number'))
      .orderBy('r.line')
      .limit(limit)
      .select('r.line', 'a.number', 'a.type')
    found.push(...rows.map((row) => ({ ...row, label })))
  }
  return found
}

/** Lets a file that was read wait for its preview to be confirmed, in place of an earlier one of this person. */
export async function completeStaging(db: Db, importId: number, read: { accounts: number; remarks: string }) {
  await db.transaction(async (trx) => {
    await trx('account_imports').where({ id: importId }).update(read)
    await earlier(trx, importId).whereNotNull('accounts').delete()
  })
}

/** What this person had before. */
function earlier(db: Db, importId: number) {
  return db('account_imports')
    .where('user_id', db('account_imports').where({ id: importId }).select('user_id'))
    .where('id', '<', importId)
}

/** The formats that a file is read by from now on. */
export async function noteFormats(db: Db, importId: number, formatsVersion: number) {
  await db('account_imports').where({ id: importId }).update({ formats_version: formatsVersion })
}

/** Before a file is read once more. */
export async function clearRows(db: Db, importId: number) {
  await db('account_import_rows').where({ import_id: importId }).delete()
  await db('account_imports').where({ id: importId }).update({ accounts: null, remarks: null })
}

/** `isHeld`: until the transaction ends, no later file of this person takes its place. */
export async function findStaged(
  db: Db,
  userId: number,
  { isHeld = false } = {},
): Promise<Staged | undefined> {
  const row = await db('account_imports')
    .modify((query) => isHeld && query.forUpdate())
    .where({ user_id: userId })
    .whereNotNull('accounts')
    .whereNull('matching')
    .orderBy('id', 'desc')
    .first(
      columnsOf(
        'account_imports',
        'id fileName accounts outcome formatsVersion profileId profileVersion remarks',
      ),
    )
  return row && { ...row, outcome: JSON.parse(row.outcome), remarks: JSON.parse(row.remarks) }
}

/** What was imported is in the chart: its rows need not be kept twice. */
export async function markImported(db: Db, importId: number, outcome: Outcome) {
  await db('account_imports')
    .where({ id: importId })
    .update({ outcome: JSON.stringify(outcome) })
  await db('account_import_rows').where({ import_id: importId }).delete()
}

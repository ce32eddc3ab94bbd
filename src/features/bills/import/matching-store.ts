import type { Db } from '../../../db/db.ts'
import { columnsOf, onlyRow } from '../../../db/rows.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { Matching } from './matching.ts'
import type { BillsFound } from './read-file.ts'

/** A file that waits for what a person is asked about it; `file` is its name in the folder of imports. */
export type StoredMatching = { id: number; fileName: string; file: string; matching: Matching }

/** Returns the number of a run that has no bills yet. */
export async function insertRun(db: Db, run: { fileName: string; file: string; at: string; by: number }) {
  const row = { file_name: run.fileName, file: run.file, uploaded_at: run.at, uploaded_by: run.by }
  return (await onlyRow<{ id: number }>(db('bill_runs').insert(row).returning('id'))).id
}

export async function findMatching(db: Db, id: number): Promise<StoredMatching | undefined> {
  const row = await db('bill_runs')
    .where({ id })
    .whereNull('brought_in_at')
    .first(columnsOf('bill_runs', 'id fileName file matching'))
  return row?.matching ? { ...row, matching: JSON.parse(row.matching) } : undefined
}

/** Keeps what is asked and what was said so far. */
export async function saveMatching(db: Db, id: number, matching: Matching) {
  await db('bill_runs')
    .where({ id })
    .whereNull('brought_in_at')
    .update({ matching: JSON.stringify(matching) })
}

/** Makes a run of a file that was read to its end without a bad row; it is compared with the newest of an earlier period. */
export async function completeRun(
  trx: Db,
  id: number,
  {
    period,
    bills,
    amountDueCents,
    remarks,
    at,
    by,
  }: BillsFound & { at: string; by: ProfileName | undefined },
) {
  const before = await trx('bill_runs')
    .where('period', '<', period)
    .whereNotNull('brought_in_at')
    .orderBy([
      { column: 'period', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first('id')
  await trx('bill_runs')
    .where({ id })
    .update({
      ...{ brought_in_at: at, period, bills, amount_due_cents: amountDueCents },
      ...{ profile_id: by?.id ?? null, profile_version: by?.version ?? null },
      ...{ compared_with: before?.id ?? null, remarks: JSON.stringify(remarks), matching: null, file: null },
    })
}

/** A run of which no bill is kept. */
export async function dropRun(db: Db, id: number) {
  await db('bill_runs').where({ id }).delete()
}

/** Files that are being read, or were when their server was killed. */
function unread(db: Db) {
  return db('bill_runs').whereNull('brought_in_at').whereNull('matching')
}

export function listUnread(db: Db): Promise<number[]> {
  return unread(db).pluck('id')
}

/** Removes those of these files that were never read to the end. */
export async function removeUnread(db: Db, ids: number[]) {
  if (ids.length > 0) await unread(db).whereIn('id', ids).delete()
}

import type { Db } from '../../../db/db.ts'
import { columnsOf, onlyRow } from '../../../db/rows.ts'
import type { FileRemarks } from '../../../import-profiles/file-remarks.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'

export type Outcome = { fingerprint: string; added: number; changed: number; refused: number }

/** A file that was read and waits to be confirmed, or was. */
export type StagedImport = {
  id: number
  fileName: string
  rows: number
  profileId: number | null
  profileVersion: number | null
  remarks: FileRemarks
  outcome: Outcome | null
}

/** Returns the number of an import that has no rows yet. */
export async function insertImport(
  db: Db,
  { userId, fileName, at }: { userId: number; fileName: string; at: string },
): Promise<number> {
  const row = { user_id: userId, file_name: fileName, uploaded_at: at }
  return (await onlyRow<{ id: number }>(db('prepaid_imports').insert(row).returning('id'))).id
}

export async function completeReading(
  db: Db,
  importId: number,
  { rows, remarks }: { rows: number; remarks: FileRemarks },
) {
  await db('prepaid_imports')
    .where({ id: importId })
    .update({ rows, remarks: JSON.stringify(remarks) })
}

/** Nothing is asked any more: it takes the place of what this person had before. `by` is the profile that read it. */
export async function letWait(db: Db, importId: number, userId: number, by: ProfileName | undefined) {
  await db.transaction(async (trx) => {
    await trx('prepaid_imports')
      .where({ id: importId })
      .update({
        ...{ profile_id: by?.id ?? null, profile_version: by?.version ?? null },
        ...{ file: null, matching: null },
      })
    const earlier = trx('prepaid_imports').where({ user_id: userId }).where('id', '<', importId)
    await earlier.whereNotNull('rows').whereNull('matching').delete()
  })
}

/** The newest of this person. `isHeld`: until the transaction ends, nobody else confirms it. */
export async function findStaged(
  db: Db,
  userId: number,
  { isHeld = false } = {},
): Promise<StagedImport | undefined> {
  const row = await db('prepaid_imports')
    .modify((query) => isHeld && query.forUpdate())
    .where({ user_id: userId })
    .whereNotNull('rows')
    .whereNull('matching')
    .orderBy('id', 'desc')
    .first(columnsOf('prepaid_imports', 'id fileName rows profileId profileVersion remarks outcome'))
  return row && { ...row, remarks: JSON.parse(row.remarks), outcome: JSON.parse(row.outcome) }
}

export async function markBroughtIn(trx: Db, importId: number, outcome: Outcome) {
  await trx('prepaid_imports')
    .where({ id: importId })
    .update({ outcome: JSON.stringify(outcome) })
}

/** Files that wait to be confirmed since before a moment, with their rows. */
export async function removeStagedBefore(db: Db, before: string) {
  await db('prepaid_imports')
    .where('uploaded_at', '<', before)
    .whereNull('matching')
    .whereNull('outcome')
    .delete()
}

import type { Db } from '../../../db/db.ts'
import {
  personalImports,
  type StoredMatching as Stored,
} from '../../../import-profiles/personal-imports-store.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { Matching } from './matching.ts'

export type StoredMatching = Stored<Matching>

export const { findMatching, saveMatching, dropEarlier, removeImport, listUnread, removeUnread } =
  personalImports<Matching>({ table: 'account_imports', read: 'accounts' })

/** Nothing is asked any more; `by` is the profile that read the file. */
export async function endMatching(db: Db, id: number, by: ProfileName | undefined) {
  const read = { profile_id: by?.id ?? null, profile_version: by?.version ?? null }
  await db('account_imports')
    .where({ id })
    .update({ ...read, file: null, matching: null })
}

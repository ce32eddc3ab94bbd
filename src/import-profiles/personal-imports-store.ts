import type { Knex } from 'knex'
import type { Db } from '../db/db.ts'
import { columnsOf } from '../db/rows.ts'

/** A file that waits for what a person is asked about it; `file` is its name in the folder of imports. */
export type StoredMatching<Matching> = {
  id: number
  userId: number
  fileName: string
  file: string
  matching: Matching
}

/**
 * The files of a table in which each person has one that waits: it is read, asked about where it has to be, and confirmed.
 * `read`: the column that is filled once a file was read to its end.
 */
export function personalImports<Matching>({ table, read }: { table: string; read: string }) {
  const imports = (db: Db) => (db as Knex)(table)
  /** Those that are being read, or were when their server was killed. */
  const unread = (db: Db) => imports(db).whereNull(read).whereNull('matching')

  return {
    /** What this person is asked; undefined where a later file of theirs was read since. */
    async findMatching(db: Db, userId: number): Promise<StoredMatching<Matching> | undefined> {
      const row = await imports(db)
        .where({ user_id: userId })
        .where((any) => any.whereNotNull('matching').orWhereNotNull(read))
        .orderBy('id', 'desc')
        .first(columnsOf(table, 'id userId fileName file matching'))
      return row?.matching ? { ...row, matching: JSON.parse(row.matching) } : undefined
    },

    /** Keeps what is asked and what was said so far. */
    async saveMatching(db: Db, id: number, file: string, matching: Matching) {
      await imports(db)
        .where({ id })
        .update({ file, matching: JSON.stringify(matching) })
    },

    /** Drops what this person was asked about earlier files; returns the names of those files. */
    async dropEarlier(db: Db, id: number, userId: number): Promise<string[]> {
      const earlier = () =>
        imports(db).where({ user_id: userId }).where('id', '<', id).whereNotNull('matching')
      const files: (string | null)[] = await earlier().pluck('file')
      await earlier().delete()
      return files.filter((file) => file !== null)
    },

    /** Its rows go with it. */
    async removeImport(db: Db, id: number) {
      await imports(db).where({ id }).delete()
    },

    async listUnread(db: Db): Promise<number[]> {
      return unread(db).pluck('id')
    },

    /** Removes those of these imports that were never read to the end. */
    async removeUnread(db: Db, ids: number[]) {
      if (ids.length > 0) await unread(db).whereIn('id', ids).delete()
    },
  }
}

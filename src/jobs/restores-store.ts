import type { Db } from '../db/db.ts'

export async function noteRestored(trx: Db, at: string) {
  await trx('restores').insert({ restored_at: at })
}

/** When the database was last put back from a backup, ISO 8601; null where it never was. */
export async function restoredAt(db: Db): Promise<string | null> {
  return (await db('restores').orderBy('id', 'desc').first('restored_at'))?.restored_at ?? null
}

import type { Db } from '../../../../db/db.ts'
import type { Matching } from './matching.ts'

type Read = { profile: { id: number; version: number } | null }

export async function findMatching(db: Db, id: number): Promise<Matching | undefined> {
  const row = await db('transaction_imports').where({ id }).first('matching')
  return row?.matching ? JSON.parse(row.matching) : undefined
}

/** Makes an import that is being read wait until somebody has said how; false when it was ended meanwhile. */
export async function letMatch(db: Db, id: number, matching: Matching): Promise<boolean> {
  const row = { state: 'matching' as const, matching: JSON.stringify(matching) }
  return (await db('transaction_imports').where({ id, state: 'reading' }).update(row)) === 1
}

/** Keeps what somebody has said; from a preview it goes back to matching. False when the import is at something else. */
export async function keepMatching(db: Db, id: number, matching: Matching): Promise<boolean> {
  const row = { state: 'matching' as const, matching: JSON.stringify(matching) }
  const rows = await db('transaction_imports')
    .where({ id })
    .whereIn('state', ['matching', 'waiting'])
    .update(row)
  return rows === 1
}

/** Lets a file be read again, by this profile; false when the import is not waiting for that. */
export async function startReading(db: Db, id: number, { profile }: Read): Promise<boolean> {
  const rows = await db('transaction_imports')
    .where({ id })
    .whereIn('state', ['matching', 'waiting'])
    .update({
      state: 'reading',
      reading: db.raw('reading + 1'),
      profile_id: profile?.id ?? null,
      profile_version: profile?.version ?? null,
      ...{ bytes_read: 0, rows_read: 0, rows_added: 0, rows_known: 0, rows_repeated: 0, rows_refused: 0 },
      rows_passed_over: 0,
    })
  return rows === 1
}

/** The codes of the services that are set up. */
export async function servicesSetUp(db: Db): Promise<string[]> {
  return db('services').orderBy('code').pluck('code')
}

/** Says which version of a profile reads the file. */
export async function noteProfile(db: Db, id: number, profile: { id: number; version: number }) {
  await db('transaction_imports')
    .where({ id })
    .update({ profile_id: profile.id, profile_version: profile.version })
}

import type { Db } from '../db/db.ts'

const atOnce = 100

/** Takes the bytes of files that were kept before a moment; name, size and hash stay. Answers of how many. */
export async function removeOldBytes(db: Db, before: string, at: string): Promise<number> {
  for (let count = 0; ; ) {
    const old = db('exchange_files').whereNull('removed_at').where('kept_at', '<', before)
    const ids = await old.orderBy('id').limit(atOnce).pluck('id')
    if (ids.length === 0) return count
    // One after the other: each is a short write, so that others write between them.
    for (const id of ids) {
      await db('exchange_file_chunks').where({ file_id: id }).delete()
      await db('exchange_files').where({ id }).update({ removed_at: at })
    }
    count += ids.length
  }
}

/** Files that were never all there, since their process ended. */
export async function removeUnfinished(db: Db, before: string) {
  const ids = await db('exchange_files').where({ sha256: '' }).where('kept_at', '<', before).pluck('id')
  for (const id of ids) {
    await db('exchange_file_chunks').where({ file_id: id }).delete()
    await db('exchange_files').where({ id, sha256: '' }).delete()
  }
}

/** What ended before a moment. Answers how many. */
export async function removeOldJobs(db: Db, before: string): Promise<number> {
  for (let count = 0; ; ) {
    const old = db('jobs').whereIn('state', ['done', 'canceled']).where('ended_at', '<', before)
    const ids = await old.orderBy('id').limit(atOnce).pluck('id')
    if (ids.length === 0) return count
    count += await db('jobs').whereIn('id', ids).delete()
  }
}

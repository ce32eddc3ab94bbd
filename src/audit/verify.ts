import type { Db } from '../db/db.ts'
import { hashOf } from './append.ts'
import { type Head, type HistoryRow, recordsAfter } from './audit-store.ts'
import type { ChainKey } from './chain-key.ts'
import { findCheckpoint, isGenuine } from './checkpoint-store.ts'

/** What does not fit, naming the first record concerned. */
type Finding = { record: number; what: string }

/** A record's number and hash, and where they are known from, such as a log line. */
export type Known = Head & { where: string }

const pageSize = 1_000

/**
 * Walks the whole chain in pages. Finds a record that was changed, removed or put in, records missing from
 * the end that the note, the settings or what is known from outside tell of, and settings that no record accounts for.
 */
export async function verifyHistory(
  db: Db,
  { key, firstId }: ChainKey,
  settings: { follow(record: HistoryRow): void; problem(): string | undefined },
  outside: Known[] = [],
) {
  const note = await findCheckpoint(db)
  const head = { id: 0, hash: '' }
  // Records before `provedFrom` were chained with a lost key: only their order is proved.
  const done = (finding?: Finding) => ({ records: head.id, head, finding, provedFrom: firstId })
  const known = [
    ...(note && isGenuine(key, note) ? [{ ...note, where: `the note of ${note.at}` }] : []),
    ...outside,
  ]

  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = await recordsAfter(db, after, pageSize)
    if (rows.length === 0) break
    for (const row of rows) {
      const what = problemOf(row, head, key, firstId) ?? notAsKnown(row, known)
      if (what) return done({ record: Math.min(row.id, head.id + 1), what })
      settings.follow(row)
      head.id = row.id
      head.hash = row.hash
    }
    after = head.id
  }

  const missing = known.find(({ id }) => id > head.id)
  if (missing) {
    return done({ record: head.id + 1, what: `is missing: ${missing.where} knows record ${missing.id}` })
  }
  if (!note)
    return done({ record: head.id, what: 'may not be the last: the note of where history stood is gone' })
  if (!isGenuine(key, note)) {
    return done({ record: head.id, what: 'may not be the last: the note of where history stood was altered' })
  }
  const unaccounted = settings.problem()
  return done(unaccounted ? { record: head.id + 1, what: unaccounted } : undefined)
}

function problemOf(row: HistoryRow, head: Head, key: Buffer, firstId: number) {
  if (row.id > head.id + 1) return 'was removed'
  if (row.id < head.id + 1) return 'was put in'
  // With the keyed hash a changed record shows; without it, before a lost key, only a broken link does.
  if (row.id >= firstId && hashOf(key, row) !== row.hash) return 'was changed or put in'
  if (row.previous_hash !== head.hash) return 'does not follow the one before, which was changed or replaced'
  return undefined
}

function notAsKnown(row: HistoryRow, known: Known[]) {
  const other = known.find(({ id, hash }) => id === row.id && hash !== row.hash)
  return other && `was replaced: it is not the one that ${other.where} knows`
}

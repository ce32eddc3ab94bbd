import { createHash } from 'node:crypto'
import type { Db, Tables } from '../db/db.ts'
import { onlyRow } from '../db/rows.ts'

type Direction = 'in' | 'out'

export type ExchangeFile = {
  id: number
  connection: string
  direction: Direction
  name: string
  size: number
  sha256: string
  /** The version of the layout that wrote or read it. */
  profile: { id: number; version: number } | null
  keptAt: string
  keptBy: number | null
  /** Since then only its name and hash are left. */
  removedAt: string | null
}

function fileOf(row: Tables['exchange_files']): ExchangeFile {
  const { profile_id: id, profile_version: version } = row
  return {
    id: row.id,
    connection: row.connection,
    direction: row.direction,
    name: row.name,
    size: row.size,
    sha256: row.sha256,
    profile: id !== null && version !== null ? { id, version } : null,
    keptAt: row.kept_at,
    keptBy: row.kept_by,
    removedAt: row.removed_at,
  }
}

type NewFile = {
  connection: string
  direction: Direction
  name: string
  profile?: { id: number; version: number }
  by: number | null
  at: string
}

const chunkBytes = 256 * 1024

/** Of one that is not all there yet; nobody finds it by a hash. */
const notWhole = ''

/**
 * Keeps a file byte for byte. In a transaction it is there with it; what comes from a network is kept outside of one, and
 * counts only once all of it is there.
 */
export async function keepFile(
  trx: Db,
  { connection, direction, name, profile, by, at }: NewFile,
  content: AsyncIterable<Buffer>,
): Promise<{ id: number; size: number; sha256: string }> {
  const { id } = await onlyRow<{ id: number }>(
    trx('exchange_files')
      .insert({
        ...{ connection, direction, name, size: 0, sha256: notWhole },
        ...{ profile_id: profile?.id ?? null, profile_version: profile?.version ?? null },
        ...{ kept_at: at, kept_by: by },
      })
      .returning('id'),
  )
  const hash = createHash('sha256')
  let size = 0
  let number = 0
  for await (const bytes of inChunks(content)) {
    hash.update(bytes)
    size += bytes.length
    await trx('exchange_file_chunks').insert({ file_id: id, number: number++, bytes })
  }
  const sha256 = hash.digest('hex')
  await trx('exchange_files').where({ id }).update({ size, sha256 })
  return { id, size, sha256 }
}

async function* inChunks(content: AsyncIterable<Buffer>) {
  let pieces: Buffer[] = []
  let length = 0
  for await (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + chunkBytes - length)
      pieces.push(part)
      length += part.length
      from += part.length
      if (length < chunkBytes) continue
      yield Buffer.concat(pieces)
      pieces = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(pieces)
}

/** The bytes of a file, a piece at a time; none of one that was removed after its time. */
export async function* readFileChunks(db: Db, id: number): AsyncGenerator<Buffer> {
  for (let number = 0; ; number++) {
    const chunk = await db('exchange_file_chunks').where({ file_id: id, number }).first('bytes')
    if (!chunk) return
    yield chunk.bytes
  }
}

export async function findExchangeFile(db: Db, id: number): Promise<ExchangeFile | undefined> {
  const row = await db('exchange_files').where({ id }).whereNot({ sha256: notWhole }).first()
  return row && fileOf(row)
}

/** The first that had these bytes. */
export async function findByHash(db: Db, connection: string, direction: Direction, sha256: string) {
  const row = await db('exchange_files').where({ connection, direction, sha256 }).orderBy('id').first()
  return row && fileOf(row)
}

/** The newest that was called so. */
export async function findByName(db: Db, connection: string, direction: Direction, name: string) {
  const row = await db('exchange_files')
    .where({ connection, direction, name })
    .whereNot({ sha256: notWhole })
    .orderBy('id', 'desc')
    .first()
  return row && fileOf(row)
}

/** The file itself again: what was not all there when its process ended, or what is not wanted after all. */
export async function dropFile(trx: Db, id: number) {
  await trx('exchange_file_chunks').where({ file_id: id }).delete()
  await trx('exchange_files').where({ id }).delete()
}

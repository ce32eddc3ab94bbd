import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import { dropFile, keepFile } from '../../exchange-files/files-store.ts'
import { findReceivedAs, insertReceived, moveReceived } from './received-files-store.ts'

type NewFile = {
  connection: string
  name: string
  profile?: { id: number; version: number } | undefined
  by: number | null
  at: string
}

type Kept = { is: 'kept' | 'held'; id: number } | { is: 'known'; name: string }

/**
 * Keeps a file as it came, before anything is read of it. One with known bytes was had already; one with a known name and
 * other bytes is held, because it may be meant in place of the other.
 */
export async function keepReceived(db: Db, file: NewFile, content: AsyncIterable<Buffer>): Promise<Kept> {
  const { connection, name, at, by, profile } = file
  const kept = await keepFile(
    db,
    { connection, direction: 'in', name, at, by, ...(profile && { profile }) },
    content,
  )
  return transaction<Kept>(db, async (trx) => {
    // Only what was taken: bytes whose process ended here before are those of no file, and must not hide this one.
    const same = await findReceivedAs(trx, connection, { sha256: kept.sha256 })
    if (same) {
      await dropFile(trx, kept.id)
      return { is: 'known', name: same.name }
    }
    const before = await findReceivedAs(trx, connection, { name })
    const id = await insertReceived(trx, kept.id, at)
    if (!before) return { is: 'kept', id }
    const problem =
      'A file of this name came in before with other contents. If both are good, read it anyway: no payment counts twice. If it only replaces the other, skip it.'
    await moveReceived(trx, id, { state: 'held', problemCode: 'name-known', problem }, ['kept'])
    return { is: 'held', id }
  })
}

import { connect, withoutLimits } from '../db/connect.ts'
import type { Db } from '../db/db.ts'
import { anythingIn } from '../db/empty.ts'
import type { Programs } from '../db/postgres-programs/program.ts'
import { archivedMigrations, loadArchive } from '../db/postgres-programs/read-archive.ts'
import { withScratchCluster } from '../db/postgres-programs/scratch-cluster.ts'
import { Rollback, transaction } from '../db/transaction.ts'
import { inTurn } from '../db/wait.ts'
import { Refusal } from '../lib/refusal.ts'
import { requireOurs, settle } from './settle.ts'

type Archive = {
  file: string
  /** A private one that is removed afterwards. */
  folder: string
  databaseUrl: string | undefined
  programs: Programs
  rehearsed: boolean
}

/**
 * Makes a town of an archive and runs `also` on it, in one transaction. Rehearsed, that is taken back; where there is no
 * empty database to do it in, it is done in a cluster of its own.
 */
export async function restoreArchive<Result>(archive: Archive, also: (db: Db) => Promise<Result>) {
  const { folder, databaseUrl, programs, rehearsed } = archive
  if (databaseUrl && !(rehearsed && (await isInUse(databaseUrl))))
    return restoreAt(databaseUrl, archive, also)
  return withScratchCluster(folder, programs, (url) => restoreAt(url, archive, also))
}

async function restoreAt<Result>(
  databaseUrl: string,
  { file, folder, programs, rehearsed }: Archive,
  also: (db: Db) => Promise<Result>,
) {
  return withDatabase(databaseUrl, folder, (db) =>
    // A server that is started meanwhile waits.
    inTurn(db, () =>
      transaction(db, async (trx) => {
        const other = await anythingIn(trx)
        if (other) {
          throw new Refusal(
            `The database at DATABASE_URL is not empty (${other}). Restore into an empty one: nothing is overwritten.`,
          )
        }
        requireOurs(await archivedMigrations(trx, file, programs))
        const counts = await loadArchive(trx, file, programs)
        const restored = { counts, result: await settle(trx, also) }
        if (rehearsed) throw new Rollback(restored)
        return restored
      }),
    ),
  )
}

function isInUse(databaseUrl: string): Promise<boolean> {
  return withDatabase(databaseUrl, '', async (db) => (await anythingIn(db)) !== undefined)
}

async function withDatabase<Result>(databaseUrl: string, dataDir: string, act: (db: Db) => Promise<Result>) {
  const db = connect({ dataDir, databaseUrl })
  try {
    return await withoutLimits(db, act)
  } finally {
    await db.destroy()
  }
}

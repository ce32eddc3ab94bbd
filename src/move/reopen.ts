import { type Actor, appendEvent } from '../audit/append.ts'
import { newestOf } from '../audit/audit-store.ts'
import { findChainKey } from '../audit/chain-key.ts'
import { checkpointFile, takeCheckpointBack } from '../audit/checkpoint-file.ts'
import type { Config } from '../config.ts'
import { openTables } from '../db/closed.ts'
import { refuseEmpty } from '../db/database-file.ts'
import type { Db } from '../db/db.ts'
import { migrate } from '../db/migrate.ts'
import { transaction } from '../db/transaction.ts'
import { doubtRestoredJobs } from '../jobs/after-restore.ts'
import type { AnyJobKind } from '../jobs/job.ts'
import { openRightKeys } from '../keys/open-keys.ts'
import { Refusal } from '../lib/refusal.ts'
import { endEverySession } from '../people/sessions-store.ts'
import { moveEvents } from './events.ts'
import { findMove, forgetMove } from './moves-store.ts'

type Asked = { config: Config; kinds: readonly AnyJobKind[]; actor: Actor; now: () => Date }

/**
 * Opens a town again that was moved away. It knows nothing of what was done since, so it is held to what a restored one
 * is. Answers how many jobs may have been done already and are to be looked at.
 */
export async function reopenTown(db: Db, { config, kinds, actor, now }: Asked): Promise<number> {
  await refuseEmpty(db)
  const move = await findMove(db)
  if (!move) throw new Refusal('Nothing was changed: the town of this database was not moved away.')
  // It counts as moved until all of this is done.
  await transaction(db, openTables)
  await migrate(db)
  const keys = await openRightKeys(config, db)
  const chainKey = await findChainKey(db, keys)
  return transaction(db, async (trx) => {
    await forgetMove(trx)
    await endEverySession(trx)
    const doubted = await doubtRestoredJobs(trx, kinds, now().toISOString())
    if (chainKey) {
      takeCheckpointBack(checkpointFile(config, chainKey.key), await newestOf(trx))
      const log = { chainKey: chainKey.key, now }
      await appendEvent(log, trx, actor, moveEvents.reopened(`${move.engine} (${move.place})`))
    }
    return doubted
  })
}

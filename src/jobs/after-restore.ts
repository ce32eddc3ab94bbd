import type { Db } from '../db/db.ts'
import { transaction } from '../db/transaction.ts'
import { doubtJobs } from './attempts-store.ts'
import type { AnyJobKind } from './job.ts'
import { dropLeases } from './leases-store.ts'
import { noteRestored } from './restores-store.ts'

/**
 * A restored database knows nothing of what was done since its backup, by the original too, should it still run: what
 * sends something becomes unknown and waits for a person, all else that was begun is done again. Answers how many are to be
 * looked at.
 */
export function doubtRestoredJobs(db: Db, kinds: readonly AnyJobKind[], at: string): Promise<number> {
  const sending = kinds.filter(({ whenLost }) => whenLost === 'unknown')
  return transaction(db, async (trx) => {
    await dropLeases(trx)
    await noteRestored(trx, at)
    const names = sending.map(({ name }) => name)
    const unknown = await doubtJobs(trx, names, at)
    for (const job of unknown)
      await sending.find(({ name }) => name === job.kind)?.noteRestored?.(trx, job, at)
    return unknown.length
  })
}

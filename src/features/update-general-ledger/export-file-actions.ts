import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { findBatch, moveBatch, readFile } from './batches-store.ts'
import { batchEvents } from './events.ts'
import type { BatchFile } from './export-file.ts'

/** Gives a batch's file, the same bytes each time, and records who fetched it. */
export async function downloadFile(deps: Deps, number: number, actor: Actor): Promise<BatchFile | undefined> {
  return transaction(deps.db, async (trx) => {
    const batch = await findBatch(trx, number)
    if (!batch) return undefined
    const at = deps.now()
    const fetched = { downloaded_at: at.toISOString(), downloaded_by: actor.id }
    await moveBatch(trx, number, { downloaded_at: null }, fetched)
    await moveBatch(trx, number, { state: 'created' }, { state: 'downloaded' })
    const file = await readFile(trx, number)
    await appendEvent(deps, trx, actor, batchEvents.downloaded(number, { file: file.name }))
    return file
  })
}

type ConfirmOutcome = 'confirmed' | 'confirmed-before' | 'not-downloaded' | 'missing'

/** Notes that the general ledger has posted the file, under its own reference. */
export async function confirmBatch(
  deps: Deps,
  { number, reference }: { number: number; reference: string },
  actor: Actor,
): Promise<ConfirmOutcome> {
  return transaction(deps.db, async (trx) => {
    const at = deps.now()
    const isConfirmed = await moveBatch(
      trx,
      number,
      { state: 'downloaded' },
      {
        state: 'confirmed',
        confirmed_at: at.toISOString(),
        confirmed_by: actor.id,
        confirmed_reference: reference,
      },
    )
    if (!isConfirmed) {
      const batch = await findBatch(trx, number)
      if (!batch) return 'missing'
      return batch.state === 'confirmed' ? 'confirmed-before' : 'not-downloaded'
    }
    await appendEvent(deps, trx, actor, batchEvents.confirmed(number, { reference }))
    return 'confirmed'
  })
}

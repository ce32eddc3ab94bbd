import { appendEvent } from '../audit/append.ts'
import { newestOf, resetHead } from '../audit/audit-store.ts'
import { replaceChainKey, storedChainKey } from '../audit/chain-key.ts'
import { lockCheckpoint, storeCheckpoint } from '../audit/checkpoint-store.ts'
import { transaction } from '../db/transaction.ts'
import type { KeyRing } from '../lib/key-ring.ts'
import { markLost, sealedValues } from '../secrets/secrets-store.ts'
import { insertCheckValue, keepCheckValues } from './check-values-store.ts'
import { keyEvents } from './events.ts'
import type { KeyWork } from './rotate.ts'
import { whyClosed } from './verify-keys.ts'

/**
 * Accepts that values cannot be opened any more: each is marked as lost, so that its page asks for it again.
 * When the key of the history is among them, the chain goes on with a new one, from a record that says so.
 * Returns the names of what was lost; empty when everything opens and nothing was done.
 */
export async function acceptLoss(work: KeyWork, ring: KeyRing): Promise<string[]> {
  return transaction(work.db, async (trx) => {
    await lockCheckpoint(trx)
    const unreadable = (await sealedValues(trx)).filter((value) => whyClosed(ring, value))
    for (const value of unreadable) await markLost(trx, value, work.now())
    const kept = await storedChainKey(trx, ring)
    if (kept && unreadable.length === 0) return []
    const chainKey = kept?.key ?? (await replaceChainKey(trx, ring, (await resetHead(trx)).id + 1))
    await keepCheckValues(
      trx,
      ring.keys.map(({ id }) => id),
    )
    await insertCheckValue(trx, ring.newest, work.now())
    const names = unreadable.map(({ name }) => name)
    if (!kept && !names.includes('history key')) names.push('history key')
    const event = keyEvents.lost(
      ring.newest.id,
      {},
      names.map((field) => ({ field, to: 'lost' })),
    )
    await appendEvent({ ...work, chainKey }, trx, work.actor, event)
    if (!kept) await storeCheckpoint(trx, chainKey, await newestOf(trx), work.now())
    return names
  })
}

import { setTimeout as pause } from 'node:timers/promises'
import { type Actor, appendEvent } from '../audit/append.ts'
import { openChainKey } from '../audit/chain-key.ts'
import { lockCheckpoint } from '../audit/checkpoint-store.ts'
import type { Db } from '../db/db.ts'
import { transaction } from '../db/transaction.ts'
import { readKeyFile, writeKeyFile } from '../lib/key-file.ts'
import { type KeyRing, newKeyLine, parseKeys } from '../lib/key-ring.ts'
import { Refusal } from '../lib/refusal.ts'
import { keyIdOf, open, seal } from '../lib/secret-box.ts'
import { lookEveryMs } from '../lib/watched-key-ring.ts'
import { replaceSealed, type SealedValue, sealedValues } from '../secrets/secrets-store.ts'
import { insertCheckValue, keepCheckValues } from './check-values-store.ts'
import { keyEvents } from './events.ts'
import { whyClosed } from './verify-keys.ts'

export type KeyWork = { db: Db; actor: Actor; now: () => Date }

type Rotation = { newest: string; resealed: number; finished: 'new key' | 'earlier rotation' }

/**
 * Puts a new key first in the key file and re-seals every value with it. The key file comes first and keeps
 * the old keys, so whatever stops this in between, every value has its key; run again, it goes on where it
 * stopped instead of making yet another key.
 */
export async function rotateKeyFile(work: KeyWork, keyFile: string): Promise<Rotation> {
  const chainKey = await openChainKey(work.db, readKeyFile(keyFile))
  return transaction(work.db, async (trx) => {
    await lockCheckpoint(trx)
    let ring = readKeyFile(keyFile)
    const values = await openable(trx, ring)
    const isUnfinished = needing(values, ring).length > 0
    if (!isUnfinished) {
      ring = parseKeys([newKeyLine(), ...ring.keys.map((key) => key.reveal())].join('\n'))
      writeKeyFile(keyFile, ring.keys)
    }
    const resealed = await reseal(trx, ring, values, { ...work, chainKey })
    return { newest: ring.newest.id, resealed, finished: isUnfinished ? 'earlier rotation' : 'new key' }
  })
}

/** Re-seals every value with the first key of KEY; undefined when they all are already. */
export async function resealAll(work: KeyWork, ring: KeyRing): Promise<Rotation | undefined> {
  const chainKey = await openChainKey(work.db, ring)
  return transaction(work.db, async (trx) => {
    await lockCheckpoint(trx)
    const values = await openable(trx, ring)
    if (needing(values, ring).length === 0) return undefined
    const resealed = await reseal(trx, ring, values, { ...work, chainKey })
    return { newest: ring.newest.id, resealed, finished: 'earlier rotation' }
  })
}

/** Takes a key out of the key file, only when nothing needs it any more. */
export async function dropKey(work: KeyWork, keyFile: string, keyId: string) {
  // Right after a rotation somebody may still be sealing with the old key: a process that follows the file soon looks again.
  await pause(2 * lookEveryMs)
  const chainKey = await openChainKey(work.db, readKeyFile(keyFile))
  await transaction(work.db, async (trx) => {
    await lockCheckpoint(trx)
    const ring = readKeyFile(keyFile)
    refuseToDrop(ring, await sealedValues(trx), keyId)
    const kept = ring.keys.filter(({ id }) => id !== keyId)
    await keepCheckValues(
      trx,
      kept.map(({ id }) => id),
    )
    await appendEvent({ ...work, chainKey }, trx, work.actor, keyEvents.dropped(keyId))
    writeKeyFile(keyFile, kept)
  })
}

function refuseToDrop(ring: KeyRing, values: SealedValue[], keyId: string) {
  const known = ring.keys.map(({ id }) => id).join(', ')
  if (!ring.find(keyId)) throw new Refusal(`There is no key ${keyId} here. The keys are: ${known}.`)
  if (ring.newest.id === keyId) {
    throw new Refusal(`${keyId} is the newest key. First replace it: npm run key -- rotate`)
  }
  const needed = values.filter(({ sealed }) => keyIdOf(sealed) === keyId).length
  if (needed > 0) {
    throw new Refusal(
      `${needed} sealed values still need the key ${keyId}. First re-seal them: npm run key -- rotate`,
    )
  }
}

function needing(values: SealedValue[], ring: KeyRing) {
  return values.filter(({ sealed }) => keyIdOf(sealed) !== ring.newest.id)
}

async function openable(trx: Db, ring: KeyRing): Promise<SealedValue[]> {
  const values = await sealedValues(trx)
  for (const value of values) {
    const error = whyClosed(ring, value)
    if (error) throw new Refusal(`Nothing was changed, because one value does not open. ${error}`)
  }
  return values
}

async function reseal(
  trx: Db,
  ring: KeyRing,
  values: SealedValue[],
  { actor, now, chainKey }: KeyWork & { chainKey: Buffer },
) {
  let resealed = 0
  for (const value of needing(values, ring)) {
    const plain = open(ring, value.binding, value.sealed).reveal()
    if (await replaceSealed(trx, value, seal(ring, value.binding, plain))) resealed++
  }
  await insertCheckValue(trx, ring.newest, now())
  await appendEvent({ now, chainKey }, trx, actor, keyEvents.rotated(ring.newest.id, { resealed }))
  return resealed
}

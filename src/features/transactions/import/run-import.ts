import { type Actor, appendEvent } from '../../../audit/append.ts'
import type { Db } from '../../../db/db.ts'
import { Rollback, transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { transactionEvents } from '../events.ts'
import { addReading, addRemoval, connectionOf, readKind } from './import-jobs.ts'
import { endImport, findImport, type Import, insertImport } from './import-store.ts'
import { startReading } from './matching/matching-store.ts'
import { fingerprintOf } from './preview.ts'
import type { ReadTask } from './read-task.ts'

type NewImport = {
  fileName: string
  bytesAll: number
  file?: string
  actor: Actor
  /** What is done with the file; without it whoever began the import reads it. */
  task?: ReadTask
  /** What is kept with the import. */
  also?: (trx: Db, id: number) => Promise<unknown>
}

/** Returns the import's number, or undefined while another is under way: one at a time. */
export async function beginImport(deps: Deps, { actor, task, also, ...file }: NewImport) {
  const at = deps.now().toISOString()
  const begun = await transaction(deps.db, async (trx) => {
    const id = await insertImport(trx, { ...file, at, by: actor.id })
    if (id !== undefined && task) await addReading(trx, id, task, { at, actor })
    if (id !== undefined) await also?.(trx, id)
    return id
  })
  if (begun !== undefined && task) deps.jobs.wake()
  return begun
}

type Again = {
  is: Exclude<ReadTask['is'], 'recognize'>
  profile: { id: number; version: number } | null
  actor: Actor
}

/** Has the file read again; false when the import does not wait for that any more. */
export async function readAgain(deps: Deps, id: number, { is, profile, actor }: Again): Promise<boolean> {
  const at = deps.now().toISOString()
  const isBegun = await transaction(deps.db, async (trx) => {
    if (!(await startReading(trx, id, { profile }))) return false
    await addReading(trx, id, { is }, { at, actor })
    return true
  })
  if (isBegun) deps.jobs.wake()
  return isBegun
}

function importedEvent({ id, fileName, profileName, profileVersion, ...one }: Import) {
  const { rowsRead, rowsAdded, rowsKnown, rowsRepeated, rowsPassedOver } = one
  const counts = { import: id, rowsRead, rowsAdded, rowsKnown, rowsRepeated, rowsPassedOver }
  const profile = profileName === null ? undefined : `${profileName}, version ${profileVersion}`
  return transactionEvents.imported({ id, fileName }, { ...counts, profile })
}

type Confirmed = 'done' | 'changed' | 'ended' | 'missing'

/**
 * Makes all rows of an import count at once, with its history record: exactly those that the preview with this
 * fingerprint showed. `changed`: the file was read again since, so nothing was done; `ended`: it waits no longer.
 */
export function confirmImport(deps: Deps, id: number, shownAs: string, actor: Actor): Promise<Confirmed> {
  const at = deps.now().toISOString()
  return transaction<Confirmed>(deps.db, async (trx) => {
    // First of all: it holds the import's row, so nobody reads the file again meanwhile.
    const isEnded = await endImport(trx, id, 'done', at, ['waiting'])
    const one = await findImport(trx, id)
    if (!one) return 'missing'
    if (!isEnded && one.state !== 'done') return 'ended'
    if ((await fingerprintOf(deps, trx, one)) !== shownAs) throw new Rollback('changed')
    // Sent twice it is done once.
    if (isEnded) await appendEvent(deps, trx, actor, importedEvent(one))
    return 'done'
  })
}

/** Ends an import that has nothing new, unless it was ended meanwhile. */
export async function completeKnown(deps: Deps, trx: Db, id: number, actor: Actor) {
  if (!(await endImport(trx, id, 'done', deps.now().toISOString(), ['reading']))) return
  await appendEvent(deps, trx, actor, importedEvent((await findImport(trx, id)) as Import))
}

/** False when it has ended already, done or not. */
export async function cancelImport(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  const at = deps.now().toISOString()
  const canceled = await transaction(deps.db, async (trx) => {
    if (!(await endImport(trx, id, 'cancelled', at))) return undefined
    const one = (await findImport(trx, id)) as Import
    const { fileName } = one
    await addRemoval(trx, one, at, actor.id)
    await appendEvent(deps, trx, actor, transactionEvents.canceled({ id, fileName }, { import: id }))
    return one
  })
  if (!canceled) return false
  deps.jobs.cutOff(connectionOf(canceled), readKind)
  deps.jobs.wake()
  return true
}

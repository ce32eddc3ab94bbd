import { type Actor, appendEvent, withAudit } from '../../../audit/append.ts'
import { Rollback, transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { transactionEvents } from '../events.ts'
import { endImport, findImport, type Import, insertImport } from './import-store.ts'
import { fingerprintOf } from './preview.ts'

type NewImport = { fileName: string; bytesAll: number; file?: string; actor: Actor }

/** Returns the import's number, or undefined while another is under way: one at a time. */
export async function beginImport(deps: Deps, { actor, ...file }: NewImport) {
  return insertImport(deps.db, { ...file, at: deps.now().toISOString(), by: actor.id })
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

/** Ends an import that has nothing new; false when it was ended meanwhile. */
export function completeKnown(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  const at = deps.now().toISOString()
  return withAudit(deps, actor, async (trx) => {
    if (!(await endImport(trx, id, 'done', at, ['reading']))) return undefined
    return importedEvent((await findImport(trx, id)) as Import)
  })
}

/** False when it has ended already, done or not. */
export function cancelImport(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  const at = deps.now().toISOString()
  return withAudit(deps, actor, async (trx) => {
    if (!(await endImport(trx, id, 'cancelled', at))) return undefined
    const { fileName } = (await findImport(trx, id)) as Import
    return transactionEvents.canceled({ id, fileName }, { import: id })
  })
}

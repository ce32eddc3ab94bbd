import { type Actor, withAudit } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { transactionEvents } from './events.ts'
import { endImport, findImport, type Import, insertImport } from './import-store.ts'

type NewImport = { fileName: string; bytesAll: number; actor: Actor }

/** Returns the import's number, or undefined while another is under way: one at a time. */
export async function beginImport(deps: Deps, { fileName, bytesAll, actor }: NewImport) {
  return insertImport(deps.db, { fileName, bytesAll, at: deps.now().toISOString(), by: actor.id })
}

/**
 * Makes all rows of a checked import count at once, with its history record. False when it was ended
 * meanwhile: then none of them ever count.
 */
export function completeImport(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  const at = deps.now().toISOString()
  return withAudit(deps, actor, async (trx) => {
    if (!(await endImport(trx, id, 'done', at))) return undefined
    const { fileName, rowsRead, rowsAdded, rowsKnown, rowsRepeated } = (await findImport(trx, id)) as Import
    const counts = { import: id, rowsRead, rowsAdded, rowsKnown, rowsRepeated }
    return transactionEvents.imported({ id, fileName }, counts)
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

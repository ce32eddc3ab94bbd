import { type Actor, record } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { endImport, findImport, insertImport } from './import-store.ts'

type NewImport = { fileName: string; bytesAll: number; actor: Actor }

/** Returns the import's number, or undefined while another is under way: one at a time. */
export async function beginImport(deps: Deps, { fileName, bytesAll, actor }: NewImport) {
  return insertImport(deps.db, { fileName, bytesAll, at: deps.now().toISOString(), by: actor.id })
}

/**
 * Makes all rows of a checked import count at once, with its history record. False when it was ended
 * meanwhile: then none of them ever count.
 */
export async function completeImport(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  const at = deps.now()
  return transaction(deps.db, async (trx) => {
    if (!(await endImport(trx, id, 'done', at.toISOString()))) return false
    const ended = await findImport(trx, id)
    await record(deps, trx, {
      at,
      actor,
      kind: 'transactions.imported',
      subject: ended?.fileName ?? '',
      changes: [
        { field: 'import', to: String(id) },
        { field: 'rowsRead', to: String(ended?.rowsRead) },
        { field: 'rowsAdded', to: String(ended?.rowsAdded) },
        { field: 'rowsKnown', to: String(ended?.rowsKnown) },
        { field: 'rowsRepeated', to: String(ended?.rowsRepeated) },
      ],
    })
    return true
  })
}

/** False when it has ended already, done or not. */
export async function cancelImport(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  const at = deps.now()
  return transaction(deps.db, async (trx) => {
    if (!(await endImport(trx, id, 'cancelled', at.toISOString()))) return false
    const ended = await findImport(trx, id)
    await record(deps, trx, {
      at,
      actor,
      kind: 'transactions.import-cancelled',
      subject: ended?.fileName ?? '',
      changes: [{ field: 'import', to: String(id) }],
    })
    return true
  })
}

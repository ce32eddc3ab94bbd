import { type Actor, appendEvent } from '../../../audit/append.ts'
import type { Db } from '../../../db/db.ts'
import { withOwnConnection } from '../../../db/own-connection.ts'
import { Rollback, transaction } from '../../../db/transaction.ts'
import { isTaken } from '../../../db/trouble.ts'
import type { Deps } from '../../../deps.ts'
import { transactionEvents } from '../events.ts'
import { addRemoval } from './import-jobs.ts'
import { findImport, findImportUnderWay, markTakenOut } from './import-store.ts'

/** Why an import is not taken out, and where that is changed first. */
type RemovalBlocker = { message: string; fix: { path: string; label: string } }

/** What may need an import's rows, such as the batches of ledger updates; each part hands in its own. */
export type RowsInUse = {
  /** Makes acts that take rows at this moment come before the caller's transaction, or after it. */
  hold(trx: Db): Promise<unknown>
  blockersOf(db: Db, importId: number): Promise<RemovalBlocker[]>
}

/** Keeps what is needed of an import's rows, in the transaction from which on they count no more. */
type WhenTakenOut = (trx: Db, importId: number) => Promise<unknown>

/** What has a say when an import is taken out. */
export type TakeOutParts = { uses: RowsInUse[]; whenTakenOut: readonly WhenTakenOut[] }

/** What goes on when other rows of the register count. */
export type RegisterWatcher = (deps: Deps) => Promise<unknown>

export async function blockersOf(db: Db, uses: RowsInUse[], importId: number) {
  const found: RemovalBlocker[] = []
  for (const use of uses) found.push(...(await use.blockersOf(db, importId)))
  return found
}

type TakenOut = 'taken-out' | 'under-way' | 'in-use' | 'not-done' | 'missing'

/** Makes the rows of an import that is done count no more, with its history record; they are removed after that. */
export async function takeOutImport(
  deps: Deps,
  parts: TakeOutParts,
  { id, reason }: { id: number; reason: string },
  actor: Actor,
): Promise<TakenOut> {
  try {
    const outcome = await withOwnConnection(deps.config, 'write', (db) =>
      transaction<TakenOut>(db, (trx) => takeOut({ ...deps, db }, trx, parts, { id, reason }, actor)),
    )
    if (outcome === 'taken-out') deps.jobs.wake()
    return outcome
  } catch (error) {
    // Another import began between the look and the mark.
    if (isTaken(error as { code?: unknown })) return 'under-way'
    throw error
  }
}

async function takeOut(
  deps: Deps,
  trx: Db,
  { uses, whenTakenOut }: TakeOutParts,
  { id, reason }: { id: number; reason: string },
  actor: Actor,
): Promise<TakenOut> {
  for (const use of uses) await use.hold(trx)
  const one = await findImport(trx, id)
  if (!one) return 'missing'
  if (one.state !== 'done') return 'not-done'
  if (await findImportUnderWay(trx)) return 'under-way'
  const at = deps.now().toISOString()
  if (!(await markTakenOut(trx, id, { at, by: actor.id, reason }))) return 'not-done'
  if ((await blockersOf(trx, uses, id)).length > 0) throw new Rollback<TakenOut>('in-use')
  for (const keep of whenTakenOut) await keep(trx, id)
  await addRemoval(trx, one, at, actor.id)
  const { fileName, rowsAdded } = one
  const event = transactionEvents.takenOut({ id, fileName }, { import: id, rowsTakenOut: rowsAdded, reason })
  await appendEvent(deps, trx, actor, event)
  return 'taken-out'
}

import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../../../audit/append.ts'
import { transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { addRemoval } from './import-jobs.ts'
import { findImport, type Import } from './import-store.ts'

const momentMs = 500
const lookEveryMs = 20

/** Has the rows of an ended import taken out, where that was left undone. */
export async function askToTakeOut(deps: Deps, one: Import, actor: Actor) {
  await transaction(deps.db, (trx) => addRemoval(trx, one, deps.now().toISOString(), actor.id))
  deps.jobs.wake()
}

/** Waits for as long as a few rows take: the page that comes next need not say that they are still there. */
export async function untilTakenOut({ db }: Deps, id: number) {
  const until = performance.now() + momentMs
  while (performance.now() < until && (await findImport(db, id))?.isUnderWay) await pause(lookEveryMs)
}

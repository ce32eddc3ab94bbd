import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import type { AnyJobKind } from './job.ts'
import { addJob, findJobByKey } from './jobs-store.ts'

/** Adds what is due by a schedule; the key of a slot makes it one job, however many servers find it. */
export async function addDueSlots(deps: Deps, kinds: readonly AnyJobKind[]) {
  const scheduled = kinds.filter(({ dueSlot }) => dueSlot)
  if (scheduled.length === 0) return
  const now = deps.now()
  const settings = await deps.settings.now()
  const at = now.toISOString()
  for (const { name, dueSlot } of scheduled) {
    const slot = dueSlot?.(settings, now)
    // Asked each minute, and nearly always known already: a question costs less than a write.
    if (!slot || (await findJobByKey(deps.db, slot.key))) continue
    await transaction(deps.db, (trx) => addJob(trx, { kind: name, ...slot, at, dueAt: at, by: null }))
  }
}

import { appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { momentIn } from '../../lib/dates.ts'
import { balanceEvents } from './events.ts'
import { countOf, waitingTooLong } from './unasked.ts'
import { listWaiting, noteUnasked, unaskedSince } from './unasked-store.ts'

/** An episode lasts from the first entry that waits too long for the vendor's question until none does: two records. */
export async function tellUnasked(deps: Deps, trx: Db) {
  const settings = await deps.settings.now(trx)
  const late = waitingTooLong(await listWaiting(trx), settings, deps.now())
  const told = await unaskedSince(trx)
  if (late.length > 0 && told === null) {
    await noteUnasked(trx, deps.now().toISOString())
    await appendEvent(deps, trx, systemActor, balanceEvents.askingEnded('', { entries: countOf(late) }))
  }
  if (late.length === 0 && told !== null) {
    await noteUnasked(trx, null)
    const since = momentIn(settings.organization.timeZone, told)
    await appendEvent(deps, trx, systemActor, balanceEvents.askingResumed('', { since }))
  }
}

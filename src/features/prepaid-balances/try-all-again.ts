import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { moveJob } from '../../jobs/jobs-store.ts'
import { listNotDone } from './decisions-store.ts'
import { balanceEvents } from './events.ts'
import { holdFeed } from './feed-store.ts'

const ready = { state: 'ready', problem: null, problemSince: null, from: ['needs-person'] } as const

/**
 * All that surely did not arrive, and waits only because the vendor could not be told for long, is tried once more. Answers how
 * many there were; what may have arrived or was refused is decided one by one.
 */
export async function tryAllAgain(deps: Deps, actor: Actor): Promise<number> {
  const tried = await transaction(deps.db, async (trx) => {
    // Those who take entries back by the register come before this or after it.
    await holdFeed(trx)
    const at = deps.now().toISOString()
    let [entries, cents] = [0, 0]
    for (const one of await listNotDone(trx)) {
      if (!(await moveJob(trx, one.jobId, { ...ready, from: [...ready.from], dueAt: at, at }))) continue
      entries += 1
      cents += Number(one.cents)
    }
    if (entries > 0) await appendEvent(deps, trx, actor, balanceEvents.allTriedAgain('', { entries, cents }))
    return entries
  })
  if (tried > 0) deps.jobs.wake()
  return tried
}

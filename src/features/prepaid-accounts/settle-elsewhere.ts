import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { moveElsewhere, renewElsewhere } from './elsewhere-store.ts'
import { prepaidAccountEvents } from './events.ts'
import type { WhenEnrolled } from './settle-call.ts'
import { vendorIn } from './vendor.ts'

/** `vendor`: the one that the page named; where it is another by now, nothing is decided. */
type Asked = { vendor: string; isSame: boolean }

/**
 * Decides about all accounts that were enrolled with another vendor than the one that is set up: it is the same at another
 * address, and goes on keeping their balances, or it knows none of them. Answers how many there were.
 */
export async function settleElsewhere(
  deps: Deps,
  { vendor, isSame }: Asked,
  actor: Actor,
  whenEnrolled: WhenEnrolled,
): Promise<number | 'stale'> {
  const settled = await transaction(deps.db, async (trx) => {
    if (vendorIn(await deps.settings.now(trx)) !== vendor) return 'stale'
    const [first, ...others] = await (isSame
      ? moveElsewhere(trx, vendor)
      : renewElsewhere(trx, vendor, deps.now().toISOString()))
    if (first === undefined) return 0
    const { movedToVendor, madeNew } = prepaidAccountEvents
    const told = { accounts: 1 + others.length, vendor }
    await appendEvent(deps, trx, actor, (isSame ? movedToVendor : madeNew)('prepaid accounts', told))
    // What waits for all of them is noted by the first.
    if (isSame) for (const act of whenEnrolled) await act(deps, trx, { id: first })
    return told.accounts
  })
  deps.jobs.wake()
  return settled
}

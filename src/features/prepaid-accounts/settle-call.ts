import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { AccountState, PrepaidAccount } from './account.ts'
import { changeFacts, moveAccounts } from './accounts-store.ts'
import type { CallAct, CallContent } from './call.ts'
import { addEnded } from './enrollments-store.ts'
import { prepaidAccountEvents } from './events.ts'

/** What others do once an account is enrolled, in the same transaction. */
export type WhenEnrolled = readonly ((
  deps: Pick<Deps, 'now'>,
  trx: Db,
  account: { id: number },
) => Promise<void>)[]

/** What was asked about an account, with the account as it is. */
type Settled = { act: CallAct; content: CallContent; account: PrepaidAccount }

const whileAsked: Record<CallAct, AccountState[]> = {
  enroll: ['enrolling'],
  unenroll: ['unenrolling'],
  meter: [],
}

/** The vendor did it, or a person says so: the account is as it was asked for. */
export async function settleDone(
  deps: Pick<Deps, 'now' | 'chainKey'>,
  trx: Db,
  { act, content, account }: Settled,
  actor: Actor,
  whenEnrolled: WhenEnrolled,
) {
  const at = deps.now().toISOString()
  const { id, meter: from, openingCents: opening } = account
  if (act === 'enroll') {
    await moveAccounts(trx, [id], {
      ...{ from: whileAsked.enroll, state: 'enrolled', enrolledWith: content.vendor },
    })
    for (const act of whenEnrolled) await act(deps, trx, account)
    await appendEvent(deps, trx, actor, prepaidAccountEvents.enrolled(account, { opening }))
  } else if (act === 'unenroll') {
    await moveAccounts(trx, [id], { from: whileAsked.unenroll, state: 'left', leftAt: at })
    await addEnded(trx, account, at)
    await appendEvent(deps, trx, actor, prepaidAccountEvents.unenrolled(account))
  } else if ('exchange' in content) {
    const { inMeter: meter, inReading, date } = content.exchange
    await changeFacts(trx, id, { meter, lastReading: inReading, lastReadingDate: date })
    await appendEvent(
      deps,
      trx,
      actor,
      prepaidAccountEvents.meterExchanged(account, { meter: { from, to: meter } }),
    )
  }
}

/** It was not done: the account is as it was before it was asked for. */
export async function settleNotDone(trx: Db, { act, content, account }: Settled) {
  const { state, enrolledAt } = content.was
  const back = act === 'enroll' ? { enrolledAt } : {}
  if (whileAsked[act].length > 0)
    await moveAccounts(trx, [account.id], { from: whileAsked[act], state, ...back })
}

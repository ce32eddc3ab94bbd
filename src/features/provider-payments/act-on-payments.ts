import { type Actor, appendEvent, withAudit } from '../../audit/append.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { listEntriesOfCustomer } from './compare-store.ts'
import { findOpenRow } from './days-store.ts'
import { providerPaymentEvents } from './events.ts'
import type { GivenReason } from './form.ts'
import { isEntered } from './live-entries-store.ts'
import { forgetUnmatch, insertMatches, matchedRows, removeMatch } from './matches-store.ts'
import { answerAsked, findPayment, giveReason } from './payments-store.ts'

type Done = 'done' | 'moved-on'

/** Matches a payment with what the register has under one of its rows, because a person says so. */
export function matchByHand(
  deps: Deps,
  paymentId: number,
  transactionId: number,
  actor: Actor,
): Promise<Done> {
  const at = deps.now().toISOString()
  return transaction<Done>(deps.db, async (trx) => {
    const payment = await findPayment(trx, paymentId)
    if (payment?.state !== 'counts' || (await matchedRows(trx, paymentId)).length > 0) return 'moved-on'
    // What it would be matched with is the same money a second time then.
    if (await isEntered(trx, paymentId)) return 'moved-on'
    const entries = await listEntriesOfCustomer(trx, payment.customer, payment.paidOn)
    const entry = entries.find(({ transactionIds }) => transactionIds.includes(transactionId))
    if (!entry) return 'moved-on'
    const { transactionIds, reference } = entry
    await forgetUnmatch(trx, paymentId)
    await insertMatches(trx, [{ paymentId, transactionIds, how: 'hand' }], at, actor.id)
    const matched = await matchedRows(trx, paymentId)
    // Another payment has got one of them meanwhile.
    if (matched.length < transactionIds.length) throw new Rollback<Done>('moved-on')
    await appendEvent(deps, trx, actor, providerPaymentEvents.matched(payment, { reference }))
    return 'done'
  })
}

/** Takes a match apart; the two are not matched again by themselves. */
export function unmatch(deps: Deps, paymentId: number, reason: string, actor: Actor): Promise<Done> {
  const at = deps.now().toISOString()
  return transaction<Done>(deps.db, async (trx) => {
    const payment = await findPayment(trx, paymentId)
    if (!payment || !(await removeMatch(trx, paymentId, { reason, at, by: actor.id }))) return 'moved-on'
    await appendEvent(deps, trx, actor, providerPaymentEvents.unmatched(payment, { reason }))
    return 'done'
  })
}

/** Says why a payment is at the provider only. */
export function explainPayment(deps: Deps, id: number, { because, note }: GivenReason, actor: Actor) {
  const at = deps.now().toISOString()
  return withAudit(deps, actor, async (trx) => {
    const payment = await findPayment(trx, id)
    if (!payment) return undefined
    await giveReason(trx, { side: 'provider', id, because, note, at, by: actor.id })
    return providerPaymentEvents.explained(payment, { because, note: note || undefined })
  })
}

/** Says why a row of the register is there only. */
export function explainRow(deps: Deps, id: number, { because, note }: GivenReason, actor: Actor) {
  const at = deps.now().toISOString()
  return withAudit(deps, actor, async (trx) => {
    const row = await findOpenRow(trx, id)
    if (!row) return undefined
    await giveReason(trx, { side: 'register', id, because, note, at, by: actor.id })
    return providerPaymentEvents.registerExplained(row, { because, note: note || undefined })
  })
}

/** Ends the question whether a row without a number is one that another file had. */
export function answerQuestion(deps: Deps, id: number, answer: 'same' | 'another', actor: Actor) {
  return withAudit(deps, actor, async (trx) => {
    const payment = await findPayment(trx, id)
    if (!payment || !(await answerAsked(trx, id, answer === 'same' ? 'same' : 'counts'))) return undefined
    return providerPaymentEvents.answered(payment, { answer })
  })
}

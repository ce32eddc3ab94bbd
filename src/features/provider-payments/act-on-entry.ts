import { type Actor, withAudit } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { chooseService } from './entries-store.ts'
import { providerPaymentEvents } from './events.ts'
import { insertMatches, removeMatchesWith } from './matches-store.ts'
import type { TwinAnswer } from './payment.ts'
import { findPayment } from './payments-store.ts'
import { answerTwin, listTwins } from './twins-store.ts'

/** Says what a payment is entered for, where no rule says it. */
export function sayService(deps: Deps, paymentId: number, service: string, actor: Actor) {
  return withAudit(deps, actor, async (trx) => {
    const payment = await findPayment(trx, paymentId)
    if (!payment || !(await chooseService(trx, paymentId, service))) return undefined
    return providerPaymentEvents.serviceChosen(payment, { service })
  })
}

const mostTwins = 1_000

/** Says whether an import has brought an entered payment again, and which of the two counts then. */
export function sayTwin(deps: Deps, paymentId: number, answer: TwinAnswer, actor: Actor) {
  const at = deps.now().toISOString()
  return withAudit(deps, actor, async (trx) => {
    const payment = await findPayment(trx, paymentId)
    const twins = (await listTwins(trx, 'asked', mostTwins)).filter((one) => one.paymentId === paymentId)
    const transactionIds = await answerTwin(trx, paymentId, { answer, at, by: actor.id })
    if (!payment || transactionIds.length === 0) return undefined
    // The same money is on neither side alone, and what is another payment is open to its own.
    if (answer === 'two-payments') await removeMatchesWith(trx, paymentId, transactionIds)
    else await insertMatches(trx, [{ paymentId, transactionIds, how: 'hand' }], at, actor.id)
    const reference = twins[0]?.reference ?? ''
    return providerPaymentEvents.twinAnswered(payment, { answer, reference })
  })
}

import { plainMoney } from '../../lib/money.ts'
import type { XmlElement } from '../../lib/xml-tree.ts'
import { type Around, enroll, exchangeMeters, unenroll } from './enroll.ts'
import { leaf, write } from './envelope.ts'
import { errorObject, unknown } from './error-object.ts'
import { adjust, commit, paid, paidAll } from './take-money.ts'
import { all, numberOf } from './tree.ts'

function statuses(asked: XmlElement, { book, at }: Around) {
  const told = all(asked, 'string').map(({ text }) => {
    const id = text.trim()
    const balance = book.balances.find((one) => one.id === id)
    if (!balance) return write('ppmStatus', {}, leaf('meterStatus', 'Unknown'), errorObject(id, unknown, at))
    const amounts = [
      leaf('priorityBalance', plainMoney(0)),
      leaf('sharedArrears', plainMoney(0)),
      leaf('balance', plainMoney(balance.cents)),
    ]
    const isOn = balance.cents > 0
    return write(
      'ppmStatus',
      {},
      leaf('meterStatus', isOn ? 'Connected' : 'Disconnected'),
      write('remainingBalance', {}, ...amounts),
    )
  })
  return told.join('')
}

const busy = 'Somebody is working on this account. Try again later.'

/** The answer to a call that changes something, where nothing of it was done. */
export function refuse(asked: XmlElement, { at }: Around) {
  const payments = all(asked, 'paymentTransaction')
  if (payments.length > 0) return paidAll(payments.map((payment) => paid(payment, busy)))
  const [first] = asked.children[0]?.children ?? []
  return errorObject(first ? numberOf(first) : '', busy, at)
}

/** What is answered to each call, as the result of its method. */
export const answers: Record<string, (asked: XmlElement, around: Around) => string> = {
  PingURL: () => '',
  GetMethods: () =>
    Object.keys(answers)
      .map((name) => leaf('string', name))
      .join(''),
  EnrollPPMCustomer: enroll,
  UnenrollPPMCustomer: unenroll,
  CommitPaymentTransaction: commit,
  AdjustPPMBalance: adjust,
  GetPrePayStatus: statuses,
  PPMMeterExchangeNotification: exchangeMeters,
}

import { parseCents } from '../../lib/money.ts'
import type { XmlElement } from '../../lib/xml-tree.ts'
import { balanceOf, take } from './balances.ts'
import { leaf, write } from './envelope.ts'
import { errorObject, unknown } from './error-object.ts'
import { all, numberOf, textOf } from './tree.ts'
import type { VendorBook } from './vendor-book.ts'

/** An amount that is none counts for nothing. */
export const centsOf = (amount: string) => {
  const cents = parseCents(amount)
  return typeof cents === 'number' ? cents : 0
}

/** The sum of the amounts in an element. */
export const centsIn = (element: XmlElement) =>
  all(element, 'amount').reduce((sum, { text }) => sum + centsOf(text), 0)

/** A payment as the answer tells it back, with what was wrong with it. */
export function paid(payment: XmlElement, problem = '') {
  const amounts = [
    leaf('amount', textOf(payment, 'amount')),
    leaf('responseCode', problem === '' ? 'Success' : 'Failure'),
    leaf('financialTransactionID', textOf(payment, 'financialTransactionID')),
  ]
  const [told] = all(payment, 'tender')
  const said = { objectID: told ? numberOf(told) : '', ...(problem !== '' && { errorString: problem }) }
  return write(
    'paymentTransaction',
    {},
    leaf('accountNumber', textOf(payment, 'accountNumber')),
    leaf('typeService', textOf(payment, 'typeService')),
    write('cashPayment', {}, write('tender', said, ...amounts)),
  )
}

/** The answer of them all: it holds one list. */
export const paidAll = (payments: string[]) => write('paymentTransactionList', {}, ...payments)

export function commit(asked: XmlElement, { book }: { book: VendorBook }) {
  const answers = all(asked, 'paymentTransaction').map((payment) => {
    const account = textOf(payment, 'accountNumber')
    const balance = balanceOf(book, account, textOf(payment, 'typeService'))
    const id = textOf(payment, 'financialTransactionID')
    if (balance) take(book, balance, { kind: 'payment', id, account, cents: centsIn(payment) })
    return paid(payment, balance ? '' : unknown)
  })
  return paidAll(answers)
}

export function adjust(asked: XmlElement, { book, at }: { book: VendorBook; at: Date }) {
  const errors = all(asked, 'ppmBalanceAdjustment').map((adjustment) => {
    const id = numberOf(adjustment)
    const place = textOf(adjustment, 'ppmLocationID')
    const balance = book.balances.find((one) => one.id === place)
    if (!balance) return errorObject(id, unknown, at)
    take(book, balance, { kind: 'adjustment', id, account: balance.account, cents: centsIn(adjustment) })
    return ''
  })
  return errors.join('')
}

import { seededRandom } from '../../lib/seeded-random.ts'
import type { AccountBook } from './account-book.ts'
import type { PaymentRecord } from './payment-file.ts'

/** The day and the time of the town's clock, as YYYY-MM-DD and hhmmss. */
export type Moment = { day: string; time: string }

/** How many of those who have not paid pay at a time; some never do. */
const share = 0.6
const whoNeverPays = 0.05

const reasons = ['Account closed', 'Not sufficient funds', 'Stop payment']

/** What somebody paid on a day, told at a moment. */
export function payOnline(
  book: AccountBook,
  { account, cents, day }: { account: string; cents: number; day: string },
  at: Moment,
): PaymentRecord {
  book.lastSequence += 1
  const by = seededRandom(`way ${account}`)() < 0.7 ? 'card' : 'bank'
  const sequence = book.lastSequence
  return { account, cents, by, sequence, paidOn: day, enteredOn: at.day, enteredTime: at.time }
}

const payBill = (book: AccountBook, bill: AccountBook['bills'][number], at: Moment) =>
  payOnline(book, { ...bill, day: at.day }, at)

export const unpaid = ({ bills }: AccountBook) =>
  bills.filter(({ payment, isSettled }) => !payment && !isSettled)

/** Lets some of the customers pay their bills, and notes it in the book. */
export function payBills(book: AccountBook, at: Moment): PaymentRecord[] {
  const due = unpaid(book).filter(({ invoice }) => seededRandom(`pays ${invoice}`)() >= whoNeverPays)
  // The last few pay together, so that each time brings a payment as long as one is to come.
  const paying =
    due.length > 3
      ? due.filter(({ invoice }) => seededRandom(`${at.day} ${book.lastFile} ${invoice}`)() < share)
      : due
  for (const bill of paying) bill.payment = payBill(book, bill, at)
  return paying.flatMap(({ payment }) => payment ?? [])
}

/** Takes back the newest payment that was made from a bank account, as the bank does; undefined where there is none. */
export function sendBack(book: AccountBook, at: Moment): PaymentRecord | undefined {
  const paid = book.bills.flatMap(({ payment }) => payment ?? [])
  const payment = paid.filter(({ by, returned }) => by === 'bank' && !returned).at(-1)
  if (!payment) return undefined
  const reason = reasons[payment.sequence % reasons.length] as string
  payment.returned = { on: at.day, reason }
  return { ...payment, enteredOn: at.day, enteredTime: at.time }
}

/** Payments as somebody would make them, of which the book notes none: their file is never taken. */
export function payNothing(book: AccountBook, at: Moment): PaymentRecord[] {
  const due = unpaid(book).slice(0, 5)
  const last = book.lastSequence
  const payments = due.map((bill) => payBill(book, bill, at))
  book.lastSequence = last
  return payments
}

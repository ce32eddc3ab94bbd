import { formatDate } from '../../lib/dates.ts'
import { formatCents } from '../../lib/money.ts'
import type { Bill, Charge } from './bill.ts'
import { runPath } from './bill-run-path.ts'
import type { ListedBill } from './bills-store.ts'

const money = (cents: number | null) => (cents === null ? '' : formatCents(cents))

/** A bill in a list; `runId` is of the run that has it. */
export function billRow(bill: ListedBill, runId: number) {
  const { line, customer, name, statement, dueDate, amountDueCents, lastCents, serviceAddress } = bill
  return {
    ...{ customer, name, statement, serviceAddress },
    path: `${runPath(runId)}/bills/${line}`,
    due: formatDate(dueDate),
    amount: formatCents(amountDueCents),
    last: money(lastCents),
  }
}

/** All that a bill says; what its file does not say is left out. */
export function billFacts(bill: ListedBill, charges: Charge[]) {
  const facts: [string, string][] = [
    ['Customer', bill.customer],
    ['Name', bill.name],
    ['Statement number', bill.statement],
    ['Service address', bill.serviceAddress],
    [
      'Mailing address',
      [bill.mailingAddress, bill.mailingCityStateZip].filter((one) => one !== '').join(', '),
    ],
    ['E-mail', bill.emailIsWrong ? `${bill.email} (this does not look like an e-mail address)` : bill.email],
    ['Bill date', formatDate(bill.billDate)],
    ['Due date', formatDate(bill.dueDate)],
    ['Autopay', bill.isAutopay ? 'Yes' : 'No'],
    ['Line in the file', String(bill.line)],
  ]
  return { facts: facts.filter(([, value]) => value !== ''), amounts: amountsOf(bill, charges) }
}

function amountsOf(bill: Bill & { lastCents: number | null }, charges: Charge[]) {
  const { previousCents, paymentsCents, adjustmentsCents, currentCents, amountDueCents } = bill
  const amounts: [string, number | null][] = [
    ['Previous balance', previousCents],
    ['Payments', paymentsCents === null ? null : 0 - paymentsCents],
    ['Adjustments', adjustmentsCents],
    ...charges.map(({ service, cents }): [string, number] => [`Charge of ${service}`, cents]),
    ['Current charges', currentCents],
    ['Amount due', amountDueCents],
    ['Amount due of the last bill', bill.lastCents],
  ]
  return amounts.flatMap(([label, cents]) => (cents === null ? [] : [[label, formatCents(cents)] as const]))
}

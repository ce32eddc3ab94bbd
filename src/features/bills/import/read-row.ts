import type { Profile } from '../../../import-profiles/profile.ts'
import { readValues } from '../../../import-profiles/read-values.ts'
import type { TableRow } from '../../../import-profiles/table-item.ts'
import { asSentence } from '../../../lib/csv.ts'
import { fromPlainCell } from '../../../lib/csv-line.ts'
import { formatDate } from '../../../lib/dates.ts'
import { unseenIn } from '../../../lib/identifier.ts'
import type { Bill, Charge } from '../bill.ts'
import { billsPurpose } from './purpose.ts'

export type BillRow = Bill & { charges: Charge[] }

type RowRead = { bill: BillRow } | { passedOver: string } | { errors: string[] }

/** A hundred million: a town's bills still add up exactly below 2^53 cents. */
const mostCents = 10_000_000_000
const longest = { number: 40, name: 100, address: 200 }

const yes = ['yes', 'y', 'true', 't', '1', 'x', 'on', 'autopay', 'ach']
const no = ['', 'no', 'n', 'false', 'f', '0', 'off', 'none']
/** One @ between two parts without spaces, the second with a point: what a provider would not even try. */
const emailShape = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/

/** Reads a row of an export as its profile says; every problem of it at once, as sentences. */
export function readBill(row: TableRow, profile: Profile): RowRead {
  const read = readValues(row, profile, billsPurpose)
  if ('passedOver' in read) return read
  const { values, several } = read
  const errors = read.errors.map(asSentence)
  const text = (role: Text, limit: number) => {
    const value = fromPlainCell(values[role] ?? '')
    const { label } = billsPurpose.roles[role]
    if ([...value].length > limit) errors.push(`${label} is longer than ${limit} characters.`)
    else if (unseenIn(value)) errors.push(`${label} has ${unseenIn(value)}.`)
    return value
  }
  const amounts = [...several.map(({ cents }) => cents), ...Object.values(values).filter(isNumber)]
  if (amounts.some((cents) => Math.abs(cents) > mostCents)) {
    errors.push('An amount is more than 100,000,000.00.')
  }
  const { 'bill-date': billDate = '', 'due-date': dueDate = '' } = values
  if (billDate && dueDate && dueDate < billDate) {
    errors.push(`The due date ${formatDate(dueDate)} is before the bill date ${formatDate(billDate)}.`)
  }
  const autopay = text('autopay', longest.number).toLowerCase()
  if (!yes.includes(autopay) && !no.includes(autopay)) {
    errors.push(`“${values.autopay}” in Autopay is neither yes nor no.`)
  }
  const charges = chargesOf(several)
  const email = text('email', longest.address)
  const bill: BillRow = {
    ...{ line: row.line, billDate, dueDate, email, charges },
    statement: text('statement', longest.number),
    customer: text('customer', longest.number),
    name: text('name', longest.name),
    serviceAddress: text('service-address', longest.address),
    mailingAddress: joined(
      ', ',
      text('mailing-address', longest.address),
      text('mailing-address-2', longest.address),
    ),
    mailingCityStateZip:
      text('mailing-city-state-zip', longest.address) ||
      joined(
        ' ',
        joined(', ', text('mailing-city', longest.address), text('mailing-state', longest.address)),
        text('mailing-zip', longest.address),
      ),
    previousCents: values.previous ?? null,
    paymentsCents: values.payments ?? null,
    adjustmentsCents: values.adjustments ?? null,
    currentCents: values.current ?? (charges.length > 0 ? sumOf(charges) : null),
    amountDueCents: values['amount-due'] ?? 0,
    isAutopay: yes.includes(autopay),
    emailIsWrong: email !== '' && !emailShape.test(email),
  }
  return errors.length > 0 ? { errors } : { bill }
}

type Roles = (typeof billsPurpose)['roles']
type Text = { [Name in keyof Roles]: Roles[Name] extends { looksLike: string } ? never : Name }[keyof Roles]

const isNumber = (value: unknown) => typeof value === 'number'

const joined = (between: string, ...parts: string[]) => parts.filter((part) => part !== '').join(between)

/** Two columns may be of one service; what is nothing is no charge. */
function chargesOf(several: { of: string; cents: number }[]): Charge[] {
  const byService = Map.groupBy(several, ({ of }) => of)
  return [...byService]
    .map(([service, some]) => ({ service, cents: sumOf(some) }))
    .filter(({ cents }) => cents !== 0)
}

const sumOf = (charges: { cents: number }[]) => charges.reduce((sum, { cents }) => sum + cents, 0)

import { readAmount } from '../../../import-profiles/exact-amount.ts'
import { meaningOf, type Profile } from '../../../import-profiles/profile.ts'
import { passedOver } from '../../../import-profiles/purpose.ts'
import { readValues } from '../../../import-profiles/read-values.ts'
import type { TableRow } from '../../../import-profiles/table-item.ts'
import { asSentence } from '../../../lib/csv.ts'
import { fromPlainCell } from '../../../lib/csv-line.ts'
import { readDateInOrder } from '../../../lib/dates.ts'
import { identifierProblem, longestServiceCode } from '../../../lib/identifier.ts'
import type { ServiceType } from '../../../multispeak/things.ts'
import type { AccountRow, RefusedRow } from './account-row.ts'
import { type PrepaidRole, prepaidPurpose } from './purpose.ts'
import { guessServiceType } from './service-type-words.ts'

/** A service of the chart. */
export type KnownService = { code: string; name: string }

/** `words`: what of the row says the service and its type, and whether it is known what they mean. */
export type RowRead = {
  words: { service: string; isService: boolean; type: string; guess: string; isType: boolean }
} & ({ row: AccountRow } | { refused: RefusedRow; isOnlyService: boolean })

/** A hundred million: sums stay exact below 2^53 cents. */
const mostCents = 10_000_000_000
const longest = { number: 60, text: 100 }
const reading = /^\d{1,12}(\.\d{1,6})?$/

/** Reads a row as its profile says; every problem of it at once. */
export function readAccount(
  row: TableRow,
  profile: Profile,
  services: readonly KnownService[],
): RowRead | { passedOver: string } {
  const { 'service-type': typeCell = '', ...cells } = row.cells
  const read = readValues({ cells, several: [] }, profile, prepaidPurpose)
  if ('passedOver' in read) return read
  const errors = read.errors.map(asSentence)
  const isRead = (role: PrepaidRole) =>
    profile.columns.some((column) => column.role === role) || profile.fixed[role] !== undefined
  const cell = (role: PrepaidRole) => fromPlainCell(String(read.values[role] ?? '')).trim()
  const label = (role: PrepaidRole) => prepaidPurpose.roles[role].label
  const text = (role: PrepaidRole, limit: number) => {
    const value = cell(role)
    const problem = identifierProblem(value, limit)
    if (problem) errors.push(`${label(role)} ${problem}.`)
    return value
  }
  const fact = (role: PrepaidRole, limit = longest.number) => (isRead(role) ? text(role, limit) : null)
  const amount = (role: PrepaidRole) => {
    if (!isRead(role)) return null
    const written = cell(role)
    if (written === '') return 0
    const cents = readAmount(written, undefined)
    if (typeof cents !== 'number') errors.push(`${label(role)} “${written}” ${cents.wrong}.`)
    else if (Math.abs(cents) > mostCents) errors.push(`${label(role)} is more than 100,000,000.00.`)
    else return cents
    return 0
  }
  const shown = (role: PrepaidRole) => {
    if (!isRead(role)) return null
    const written = cell(role).replaceAll(',', '')
    if (written !== '' && !reading.test(written))
      errors.push(`${label(role)} “${written}” is not a reading: write the figures that the meter shows.`)
    return written
  }
  const date = (role: PrepaidRole) => {
    if (!isRead(role)) return null
    const written = cell(role)
    // Programs that have no date write its zeros.
    if (/^[0/.-]*$/.test(written)) return ''
    const day = readDateInOrder(written, profile.dateOrder)
    if (!day) errors.push(`${label(role)} “${written}” is not a date.`)
    return day ?? ''
  }

  const written = (row.cells.service ?? profile.fixed.service ?? '').trim()
  const customer = text('customer', longest.number)
  const service = text('service', longestServiceCode)
  const facts = {
    name: fact('name', longest.text),
    serviceLocation: fact('service-location', longest.text),
    meter: fact('meter'),
    rate: fact('rate'),
    billingCycle: fact('billing-cycle'),
    depositCents: amount('deposit'),
    priorityCents: amount('priority'),
    arrearsCents: amount('arrears'),
    openingCents: amount('opening'),
    initialReading: shown('initial-reading'),
    lastReading: shown('last-reading'),
    lastReadingDate: date('last-reading-date'),
    connectDate: date('connect-date'),
  }
  if (!facts.meter && !facts.serviceLocation && errors.length === 0)
    errors.push('The meter and the service location are both missing.')

  const type = typeCell.trim() || written
  const meaning = meaningOf(profile, 'service-type', type)
  if (meaning === passedOver) return { passedOver: `its Service type is “${type}”` }
  const known = services.find(({ code }) => code === service)
  const guess = guessServiceType(type) ?? guessServiceType(service, known?.name ?? '')
  const isService = services.length === 0 || known !== undefined
  const words = {
    ...{ service: written, type, guess: meaning ?? guess ?? '' },
    // What was answered by the word itself was looked at.
    isService: isService || meaningOf(profile, 'service', written) !== undefined,
    isType: (meaning ?? guess) !== undefined,
  }
  const isOnlyService = errors.length === 0 && !isService
  if (!isService && service !== '') errors.push(noService(service, services))
  const { line } = row
  if (errors.length > 0)
    return { words, refused: { line, customer, service, reasons: errors }, isOnlyService }
  const serviceType = (meaning ?? guess ?? 'Other') as ServiceType
  return { words, row: { line, customer, service, serviceType, ...facts } }
}

const mostListed = 8

function noService(service: string, services: readonly KnownService[]) {
  const codes = services.slice(0, mostListed).map(({ code }) => code)
  const more = services.length > mostListed ? ' and others' : ''
  return `“${service}” is none of the services here: ${codes.join(', ')}${more}.`
}

import type { XmlElement } from '../../lib/xml-tree.ts'
import { goOnTo } from './balances.ts'
import { errorObject, unknown } from './error-object.ts'
import type { Meters } from './meters.ts'
import { centsOf } from './take-money.ts'
import { all, numberOf, textOf } from './tree.ts'
import type { VendorBook } from './vendor-book.ts'

/** What an answer is made of; `at` is when it is given. */
export type Around = { book: VendorBook; meters: Meters; at: Date }

/** Meters of an old make, as an office still has some. */
const isWithoutSwitch = (meter: string) => meter.startsWith('R')

const meterOf = (element: XmlElement) => {
  const [meter] = all(element, 'meterID')
  return (meter?.attributes.get('meterNo') || meter?.text.trim()) ?? ''
}

/** The location that a call is about, as the vendor keeps it. */
function placeOf(location: XmlElement) {
  const [customer] = all(location, 'customer')
  return {
    id: numberOf(location),
    account: textOf(location, 'accountNumber') || (customer ? numberOf(customer) : ''),
    serviceType: textOf(location, 'serviceType'),
    name: textOf(location, 'lastName'),
    meter: meterOf(location),
    cents: centsOf(textOf(location, 'totalBalance')),
  }
}

export function enroll(asked: XmlElement, { book, meters, at }: Around) {
  const errors = all(asked, 'ppmLocation').map((location) => {
    const place = placeOf(location)
    if (place.meter === '') return errorObject(place.id, 'The number of the meter is missing.', at)
    if (isWithoutSwitch(place.meter)) {
      const why = `Meter ${place.meter} has no switch, so nobody can pay ahead for it. Exchange the meter first.`
      return errorObject(place.id, why, at)
    }
    if (!book.balances.some(({ id }) => id === place.id))
      book.balances.push({ ...place, readUntil: meters.lastBilled(place.account, book.day) })
    return ''
  })
  goOnTo(book, meters, book.day)
  return errors.join('')
}

export function unenroll(asked: XmlElement, { book, at }: Around) {
  const errors = all(asked, 'ppmLocation').map((location) => {
    const id = numberOf(location)
    const index = book.balances.findIndex((balance) => balance.id === id)
    if (index < 0) return errorObject(id, unknown, at)
    book.balances.splice(index, 1)
    return ''
  })
  return errors.join('')
}

/** Both readings of an exchange name their meter, in lists that are called by the kind of meter. */
export function exchangeMeters(asked: XmlElement, { book, at }: Around) {
  const kinds = asked.children.flatMap(({ children }) => children)
  const exchanges = kinds
    .flatMap((kind) => kind.children)
    .filter((one) => all(one, 'outMeterReading').length > 0)
  const errors = exchanges.map((exchange) => {
    const [out, into] = ['outMeterReading', 'inMeterReading'].map(
      (name) => all(exchange, name).map(meterOf)[0] ?? '',
    )
    const balance = book.balances.find(({ meter }) => meter === out)
    if (!balance) return errorObject(numberOf(exchange), `There is no meter ${out} here.`, at)
    balance.meter = into ?? ''
    return ''
  })
  return errors.join('')
}

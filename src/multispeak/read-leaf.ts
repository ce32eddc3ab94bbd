import { readZonedDay, readZonedInstant } from '../lib/zoned-times.ts'
import type { Leaf } from './part.ts'
import { serviceTypes } from './things.ts'
import type { Version } from './version.ts'

export type Reading = {
  version: Version
  /** On whose clock a time is read that says no zone. */
  timeZone: string
  /** What to throw where a value cannot be read. */
  wrong(why: string): Error
  /** A question is refused where one of its parts is missing, twice or no date; of an answer as much is read as can be. */
  isStrict: boolean
}

const services = new Map(serviceTypes.map((service) => [service.toLowerCase(), service]))

/** The value of a text; undefined where it says nothing. */
export function readLeaf(written: string, as: Leaf = 'text', name: string, reading: Reading) {
  const text = written.trim()
  if (text === '') return undefined
  if (as === 'service') return services.get(text.toLowerCase())
  if (as === 'money' || as === 'money-if-said') {
    // How a floating number says that it is none.
    if (/^[+-]?(nan|inf)$/i.test(text)) return undefined
    const cents = readCents(text)
    if (cents === undefined) throw reading.wrong(`its ${name} is not an amount`)
    return cents
  }
  if (as !== 'day' && as !== 'moment') return text
  const read = as === 'day' ? readZonedDay : readZonedInstant
  const at = read(reading.timeZone, text)
  if (at === undefined && reading.isStrict) throw reading.wrong(`its ${name} is not a date and time`)
  return at
}

/** What a part is where nothing is said of it. */
export function emptyLeaf(as: Leaf = 'text') {
  if (as === 'service') return 'Unknown'
  if (as === 'money') return 0
  return as === 'money-if-said' ? null : ''
}

const decimal = /^([+-]?)(\d{1,40})?(?:\.(\d{0,60}))?(?:e([+-]?\d{1,2}))?$/i

/**
 * Whole cents of a number as programs write their floating numbers: `12.3`, `1.23E1`, `12.300000`. More digits than cents
 * have are rounded. Undefined when it is no number, or more than can be kept exactly.
 */
function readCents(text: string): number | undefined {
  const [found, sign, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? []
  if (found === undefined || whole + fraction === '') return undefined
  const digits = BigInt(whole + fraction)
  const shift = Number(exponent) + 2 - fraction.length
  const cents = Number(shift >= 0 ? digits * 10n ** BigInt(shift) : rounded(digits, 10n ** BigInt(-shift)))
  if (!Number.isSafeInteger(cents)) return undefined
  return sign === '-' && cents !== 0 ? -cents : cents
}

function rounded(digits: bigint, by: bigint) {
  return (digits + by / 2n) / by
}

import { plainMoney } from '../lib/money.ts'
import { zonedDay, zonedInstant } from '../lib/zoned-times.ts'
import type { Leaf } from './part.ts'
import type { Version } from './version.ts'

export type Writing = {
  version: Version
  /** On whose clock times are written, with their offset. */
  timeZone: string
}

export const isMoney = (as: Leaf | undefined) => as === 'money' || as === 'money-if-said'

const whole = /^\d{1,30}$/

/** How a value is written; undefined where it says nothing. Money is the exact decimal text of its cents. */
export function writeLeaf(value: unknown, as: Leaf = 'text', { timeZone }: Writing): string | undefined {
  if (value === '' || value === null || value === undefined) return undefined
  if (isMoney(as)) return plainMoney(Number(value))
  const text = String(value)
  if (as === 'day') return dayIn(timeZone, text)
  if (as === 'moment') return zonedInstant(timeZone, text)
  if (as === 'whole') return whole.test(text) ? text : undefined
  if (as === 'not-whole') return whole.test(text) ? undefined : text
  return text
}

// The bills of a month are of few days, and Temporal would be asked for each of a hundred thousand.
const days = new Map<string, string>()

function dayIn(timeZone: string, date: string) {
  const key = `${timeZone} ${date}`
  const known = days.get(key)
  if (known !== undefined) return known
  if (days.size > 1000) days.clear()
  const written = zonedDay(timeZone, date)
  days.set(key, written)
  return written
}

import { readByPattern } from '../lib/date-pattern.ts'
import { readDateInOrder } from '../lib/dates.ts'
import { readAmount } from './exact-amount.ts'
import { meaningOf, type Profile } from './profile.ts'
import { type Purpose, passedOver, type Role, roleOf } from './purpose.ts'
import type { TableRow } from './table-item.ts'

type ValueOf<OneRole extends Role> = OneRole extends { looksLike: 'amount' } ? number : string

/** By role: cents of an amount, `2026-01-31` of a date, else text. What is empty is missing. */
type ValuesOf<One extends Purpose> = {
  [Name in keyof One['roles']]?: ValueOf<One['roles'][Name]>
}

/** What a row says, whether it was read or is to be written; `several` has the amounts that several columns may have. */
export type TableValues<One extends Purpose = Purpose> = {
  values: ValuesOf<One>
  several: { role: string; of: string; cents: number }[]
}

/** What was read of a row: `errors` are ends of sentences, and `passedOver` says why it is none of these rows. */
type ReadValues<One extends Purpose> = (TableValues<One> & { errors: string[] }) | { passedOver: string }

/** Reads what a row of `readTable` says: what is wrong with it is in `errors`, all of it at once. */
export function readValues<One extends Purpose>(
  row: Pick<TableRow, 'cells' | 'several'>,
  profile: Profile,
  purpose: One,
): ReadValues<One> {
  const values: Record<string, string | number | undefined> = {}
  const read: Omit<TableValues, 'values'> & { errors: string[] } = { several: [], errors: [] }
  const texts = new Map(Object.entries(profile.fixed))
  for (const [role, text] of Object.entries(row.cells)) if (text) texts.set(role, text)
  for (const [role, text] of texts) {
    if (text === '') continue
    const one = readValue(role, text, profile, purpose)
    if ('wrong' in one) read.errors.push(one.wrong)
    else if (one.value === passedOver) return { passedOver: `its ${labelOf(purpose, role)} is “${text}”` }
    else values[role] = one.value
  }
  for (const { role, of, text } of row.several) {
    const cents = text === '' ? 0 : readAmount(text, profile.rules?.decimals)
    if (typeof cents === 'number') read.several.push({ role, of, cents })
    else read.errors.push(`${labelOf(purpose, role)} ${of} “${text}” ${cents.wrong}`)
  }
  read.errors.push(...turn(values, profile, purpose), ...missing(values, read, purpose))
  return { values: values as ValuesOf<One>, ...read }
}

type Read = { value: string | number | undefined } | { wrong: string }

function readValue(role: string, text: string, profile: Profile, purpose: Purpose): Read {
  const { looksLike, words } = roleOf(purpose, role) ?? {}
  const label = labelOf(purpose, role)
  if (looksLike === 'amount') {
    const cents = readAmount(text, profile.rules?.decimals)
    return typeof cents === 'number' ? { value: cents } : { wrong: `${label} “${text}” ${cents.wrong}` }
  }
  if (looksLike === 'date') return readDateOf(role, text, profile, label)
  const meaning =
    words && (meaningOf(profile, role, text) ?? (profile.fixed[role] === text ? text : undefined))
  if (words?.choices && meaning === undefined) {
    return { wrong: `the layout does not say what the ${label} “${text}” means` }
  }
  return { value: meaning ?? text }
}

function readDateOf(role: string, text: string, { columns, rules, dateOrder }: Profile, label: string): Read {
  // Programs that have no date write its zeros.
  if (/^[0/.-]+$/.test(text)) return { value: undefined }
  const own = columns.find((column) => column.role === role)?.datePattern
  const pattern = own ?? rules?.datePattern
  const date = pattern ? readByPattern(text, pattern) : readDateInOrder(text, dateOrder)
  if (date) return { value: date }
  return { wrong: `${label} “${text}” is no date${pattern ? ` as ${pattern} writes it` : ''}` }
}

/** Makes an amount one above zero, whose kind says what it does. */
function turn(values: Record<string, string | number | undefined>, { rules }: Profile, purpose: Purpose) {
  const { direction, summed = '' } = purpose
  const cents = values[summed]
  if (!direction || typeof cents !== 'number' || cents >= 0) return []
  const first = roleOf(purpose, direction.kind)?.words?.choices?.[0]?.value
  const isFirst = (values[direction.kind] ?? first) === first
  if (isFirst && rules?.negativeIs !== 'return') {
    return [`${labelOf(purpose, summed)} is below zero, and the layout does not say what that means`]
  }
  if (isFirst) values[direction.kind] = direction.becomes
  values[summed] = -cents
  return []
}

function missing(
  values: Record<string, unknown>,
  { several, errors }: Pick<TableValues & { errors: string[] }, 'several' | 'errors'>,
  { needs }: Purpose,
) {
  // What could not be read is not missing besides.
  if (errors.length > 0) return []
  const has = (role: string) => values[role] !== undefined || several.some((one) => one.role === role)
  return needs
    .filter(({ ways }) => !ways.some((way) => way.every(has)))
    .map(({ what }) => `${what} is missing`)
}

const labelOf = (purpose: Purpose, role: string) => roleOf(purpose, role)?.label ?? role

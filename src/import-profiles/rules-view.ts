import { labelOf } from '../lib/form.ts'
import type { FileRules, Place, ProfileColumn, RecordRule } from './profile.ts'
import { type Purpose, roleOf } from './purpose.ts'

export const lineEnds = [
  { value: 'crlf', label: 'As Windows writes them (CR LF)' },
  { value: 'lf', label: 'As Unix writes them (LF)' },
] as const

export const quotations = [
  { value: 'as-needed', label: 'Around values that need them' },
  { value: 'never', label: 'None' },
] as const

export const decimalWays = [
  { value: 'point', label: 'With a point, such as 1234.50' },
  { value: 'implied', label: 'Without a point: the last two digits are cents' },
] as const

export const belowZeroWays = [
  { value: 'refused', label: 'Not written' },
  { value: 'minus', label: '-12.50' },
  { value: 'minus-behind', label: '12.50-' },
  { value: 'cr', label: '12.50CR' },
  { value: 'brackets', label: '(12.50)' },
] as const

export const negativeMeanings = [
  { value: 'refused', label: 'An error' },
  { value: 'return', label: 'A returned payment' },
] as const

export const recordMeanings = [
  { value: 'skipped', label: 'Skipped' },
  { value: 'row', label: 'A row' },
  { value: 'opening', label: 'Says what holds below it' },
  { value: 'totals', label: 'Totals' },
] as const

export const toldWays = [
  { value: 'mark', label: 'Its letter' },
  { value: 'values', label: 'How many values it has' },
  { value: 'last', label: 'It is the last' },
] as const

/** What a total record may say. */
export const figures = [
  { value: 'count', label: 'Count of rows' },
  { value: 'sum', label: 'Amount of rows' },
  { value: 'records', label: 'Count of records' },
  { value: 'text', label: 'Text' },
] as const

function formatPlace({ from, to }: Place) {
  return from === to ? String(from) : `${from} to ${to}`
}

/** What is said of a column besides what it holds. */
export function formatColumn({ place, datePattern, align, pad, longest, isNeeded }: ProfileColumn): string[] {
  return [
    ...(place ? [`characters ${formatPlace(place)}`] : []),
    ...(datePattern ? [`dates ${datePattern}`] : []),
    ...(align ? [`to the ${align}`] : []),
    ...(pad === '0' ? ['filled up with zeros'] : []),
    ...(longest ? [`at most ${longest} characters`] : []),
    ...(isNeeded ? ['needed'] : []),
  ]
}

export function formatRules(rules: FileRules, purpose: Purpose): string[] {
  const { isFixedWidth, mayEndEarly, lineEnd, quotes, datePattern, decimals, belowZero, negativeIs, number } =
    rules
  return [
    isFixedWidth ? 'Fixed width' : `Quotation marks: ${labelOf(quotations, quotes).toLowerCase()}`,
    ...(mayEndEarly ? ['Lines may end early'] : []),
    `Line ends: ${labelOf(lineEnds, lineEnd)}`,
    ...(datePattern ? [`Dates: ${datePattern}`] : []),
    `Amounts: ${labelOf(decimalWays, decimals)}`,
    `Below zero: ${labelOf(belowZeroWays, belowZero)}`,
    ...(purpose.direction ? [`An amount below zero is: ${labelOf(negativeMeanings, negativeIs)}`] : []),
    ...(rules.onlyAutopay ? ['Only bills that are paid by autopay'] : []),
    ...(number.length > 0
      ? [`Without a number told by: ${number.map((role) => roleOf(purpose, role)?.label ?? role).join(', ')}`]
      : []),
  ]
}

export function formatRecords({ records, recordAt }: FileRules, purpose: Purpose): string[] {
  if (records.length === 0) return []
  return [...(recordAt ? [`Told by ${formatPlace(recordAt)}`] : []), ...records.map(formatRecord(purpose))]
}

const formatRecord =
  (purpose: Purpose) =>
  ({ toldBy, mark, is, columns }: RecordRule) => {
    const which = { mark: `“${mark}”`, values: `Of ${mark} values`, last: 'The last' }[toldBy]
    const holds = columns.map(({ place, holds, of, text }) => {
      const what = roleOf(purpose, holds)?.label ?? labelOf(figures, holds)
      return `${formatPlace(place)} ${what}${of && ` of ${of}`}${text && ` “${text}”`}`
    })
    return `${which}: ${[labelOf(recordMeanings, is).toLowerCase(), ...holds].join(', ')}`
  }

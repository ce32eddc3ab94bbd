import { readDateInOrder } from '../lib/dates.ts'
import { isHeadingAgain } from './heading.ts'
import { fits } from './patterns.ts'
import type { Profile, ProfileColumn } from './profile.ts'
import { isAmount, isDate, isNamed, proposeColumns } from './propose-columns.ts'
import type { Purpose } from './purpose.ts'
import type { Sample } from './sample.ts'

/** What is proposed for a file of a program that nobody has described yet; `remarks` are sentences on what is in doubt. */
export type Proposal = { profile: Profile; remarks: string[] }

type Row = Sample['rows'][number]

/** Reports have them at their end, which a sample does not reach. */
const totals = [
  'Total',
  'Total:*',
  'Totals',
  'Totals:*',
  'Grand total*',
  'Subtotal*',
  'Sub total*',
  'Sub-total*',
]
const headingWithin = 40
const mostPatterns = 10

export function proposeProfile({ rows, ...opened }: Sample, purpose: Purpose): Proposal {
  const { row: heading, isHeading } = headingOf(rows, purpose)
  const below = rows.filter(({ line }) => line > heading.line || (line === heading.line && !isHeading))
  const fields = below.map((row) => row.fields).filter((one) => !isHeadingAgain(one, heading.fields))
  const names = isHeading ? heading.fields : heading.fields.map(() => '')
  const columns = proposeColumns(names, fields, purpose)
  const passedOver = [...totals, ...patternsOf(fields, columns, purpose)]
  const { dateOrder, remarks } = proposeDateOrder(fields, columns, purpose)
  return {
    profile: {
      ...{
        headingLine: heading.line,
        hasHeading: isHeading,
        ...opened,
        encoding: '' as const,
        dateOrder,
        columns,
        passedOver,
      },
      ...{ fixed: {}, words: {}, signs: {} },
    },
    remarks,
  }
}

/** The row with most names that are known; else the first that looks like names above values; else the first of values. */
function headingOf(rows: Row[], purpose: Purpose): { row: Row; isHeading: boolean } {
  const first = rows.slice(0, headingWithin)
  const known = first.map((row) => ({
    row,
    count: row.fields.filter((field) => isNamed(field, purpose)).length,
  }))
  const most = Math.max(0, ...known.map(({ count }) => count))
  const best = known.find(({ count }) => count === most)
  if (best && most >= 2) return { row: best.row, isHeading: true }
  const isValue = (field: string) => isDate(field) || isAmount(field)
  const values = first.find(
    ({ fields }) => fields.filter((field) => field !== '').length > 1 && fields.some(isValue),
  )
  const at = values ? first.indexOf(values) : -1
  const above = first[at - 1]
  const filled = above?.fields.filter((field) => field !== '').length ?? 0
  if (above && values && filled >= 2 && filled >= values.fields.length / 2)
    return { row: above, isHeading: true }
  return { row: values ?? first[0] ?? { line: 1, fields: [] }, isHeading: !values }
}

/** Patterns for rows that have no date where the others have one, which are titles of pages and sums. */
function patternsOf(rows: string[][], columns: ProfileColumn[], purpose: Purpose): string[] {
  const place = columns.findIndex(({ role }) => purpose.roles[role]?.looksLike === 'date')
  if (place < 0) return []
  const isData = (fields: string[]) => isDate(fields[place] ?? '')
  const data = rows.filter(isData)
  const found = new Set<string>()
  for (const fields of rows) {
    if (isData(fields) || totals.some((pattern) => fields.some((field) => fits(pattern, field)))) continue
    const text = fields.find((field) => field !== '' && !isDate(field) && !isAmount(field))
    const pattern = text?.replace(/\d+|\*+/g, '*')
    if (!pattern || !/\p{L}/u.test(pattern)) continue
    if (!data.some((one) => one.some((field) => fits(pattern, field)))) found.add(pattern)
  }
  return [...found].slice(0, mostPatterns)
}

function proposeDateOrder(rows: string[][], columns: ProfileColumn[], purpose: Purpose) {
  const place = columns.findIndex(({ role }) => purpose.roles[role]?.looksLike === 'date')
  const cells = rows.map((fields) => fields[place] ?? '').filter(isDate)
  const fitsAll = (order: 'month-first' | 'day-first') =>
    cells.every((cell) => readDateInOrder(cell, order) !== undefined)
  const [isMonthFirst, isDayFirst] = [fitsAll('month-first'), fitsAll('day-first')]
  const dateOrder = isMonthFirst || !isDayFirst ? ('month-first' as const) : ('day-first' as const)
  const remarks =
    isMonthFirst && isDayFirst && cells.some(differs)
      ? [
          'Every date at the beginning of the file can be read with the month or the day first. Check the order.',
        ]
      : isMonthFirst || isDayFirst
        ? []
        : ['Some dates at the beginning of the file have the month first and some the day. Check the order.']
  return { dateOrder, remarks }
}

const differs = (cell: string) => readDateInOrder(cell, 'month-first') !== readDateInOrder(cell, 'day-first')

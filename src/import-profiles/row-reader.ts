import { tooWide } from '../lib/csv.ts'
import { isHeadingAgain, type Places } from './heading.ts'
import { patternFinder } from './patterns.ts'
import { cutAt, wrongLength } from './places.ts'
import type { Profile } from './profile.ts'
import { type Purpose, roleOf } from './purpose.ts'
import { isSplitAmount } from './split-amount.ts'
import { passOver, type Row, type TableItem, type TableRow } from './table-item.ts'

/** Reads the rows below the names of the columns. */
export function rowReader(profile: Profile, { places, width }: Places, purpose: Purpose, heading?: string[]) {
  const columns = profile.columns.flatMap(({ role, of }, index) => {
    const place = places[index]
    const { of: isSeveral, looksLike } = roleOf(purpose, role) ?? {}
    return place === undefined || role === '' ? [] : [{ role, of, place, isSeveral, looksLike }]
  })
  const isRead = new Set(columns.map(({ place, looksLike }) => (looksLike === 'amount' ? -1 : place)))
  // Another amount, or a column that is not read such as a balance, may look like the rest of this one.
  const amounts = columns.filter(
    ({ place, looksLike }) => looksLike === 'amount' && (isRead.has(place + 1) || place + 1 >= width),
  )

  const whyPassedOver = passedOverFinder(profile, heading)

  const { rules } = profile

  return (row: Row): TableItem => {
    const { line } = row
    const wrong = rules?.isFixedWidth
      ? wrongLength(row.fields[0] ?? '', profile.columns, rules.mayEndEarly)
      : undefined
    const fields = rules?.isFixedWidth
      ? profile.columns.map(({ place }) => (place ? cutAt(row.fields[0] ?? '', place).trim() : ''))
      : row.fields
    const why = whyPassedOver(fields)
    if (why) return passOver(row, why)
    if (wrong) return { is: 'bad', line, errors: [wrong] }
    const wide = tooWide(fields, width)
    if (wide) return { is: 'bad', line, errors: [wide] }
    if (amounts.some(({ place }) => isSplitAmount(fields, place, width))) {
      return {
        is: 'bad',
        line,
        errors: ['an amount with a comma, such as 1,234.50, needs quotation marks'],
      }
    }
    const cells: TableRow['cells'] = {}
    const several: TableRow['several'] = []
    for (const { role, of, place, isSeveral } of columns) {
      const text = fields[place]?.trim() ?? ''
      if (isSeveral) several.push({ role, of, text })
      else cells[role] = text
    }
    return { is: 'row', line, fields, cells, several }
  }
}

/** Says why a row below the names of the columns is none of those that are read: the end of a sentence. */
export function passedOverFinder({ passedOver }: Profile, heading?: string[]) {
  const patternIn = patternFinder(passedOver)
  return (fields: string[]) => {
    if (heading && isHeadingAgain(fields, heading)) return 'it names the columns again'
    const pattern = patternIn(fields)
    return pattern === undefined ? undefined : `it fits “${pattern}”`
  }
}

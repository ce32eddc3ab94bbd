import { tooWide } from '../lib/csv.ts'
import { differencesOf, isHeadingAgain, missingIn, type Places, placesIn } from './heading.ts'
import { openRows } from './open-rows.ts'
import { patternFinder } from './patterns.ts'
import type { Profile } from './profile.ts'
import { type Purpose, roleOf } from './purpose.ts'
import { isSplitAmount } from './split-amount.ts'

/** A row by the roles of its columns; `several` has the cells of those that several columns may have. */
export type TableRow = {
  line: number
  fields: string[]
  cells: Partial<Record<string, string>>
  several: { role: string; of: string; text: string }[]
}

/** What comes of each row of a file. `errors` are ends of sentences. */
type TableItem =
  | { is: 'heading'; line: number; profile: Profile; notes: string[] }
  | { is: 'no-heading'; line: number; errors: string[] }
  | { is: 'passed-over'; line: number; why: string; text: string }
  | { is: 'bad'; line: number; errors: string[] }
  | ({ is: 'row' } & TableRow)

/** Our own layout is told by its heading; any other is a profile. */
export type Layout = Profile | ((heading: string[]) => Profile | { errors: string[] })

/** A report may have a line more above its heading than the one before. */
const linesSearched = 20

/**
 * Streams what comes of each row of a file that a profile reads. The heading comes first of all that is read, after what
 * is above it; without one that has all columns nothing else does. Throws CsvFault where the file is no rows.
 */
export function readTable(file: string, layout: Layout, purpose: Purpose) {
  const given = typeof layout === 'function' ? undefined : layout
  const { rows, bytesRead } = openRows(file, given)

  async function* items(): AsyncGenerator<TableItem> {
    let read: ((row: Row) => TableItem) | undefined
    const above: Row[] = []
    for await (const row of rows) {
      if (read) {
        yield read(row)
        continue
      }
      const found = headingIn(row, layout)
      if (found === undefined && row.line <= (given?.headingLine ?? 0) + linesSearched) {
        above.push(row)
        continue
      }
      if (found === undefined) break
      if ('errors' in found) {
        yield { is: 'no-heading', line: row.line, errors: found.errors }
        return
      }
      for (const passed of above) yield passOver(passed, 'it is above the names of the columns')
      const { profile, places, isData } = found
      const notes = profile.hasHeading ? differencesOf(row.fields, places, profile) : []
      yield { is: 'heading', line: row.line, profile, notes }
      read = rowReader(profile, places, purpose, isData ? undefined : row.fields)
      if (isData) yield read(row)
    }
    if (read) return
    if (!given || above.length === 0) {
      yield { is: 'no-heading', line: 1, errors: ['the file is empty: its first line names the columns'] }
      return
    }
    const tried = above.map(({ line, fields }) => ({
      line,
      missing: missingIn(placesIn(fields, given), given),
    }))
    const fewest = Math.min(...tried.map(({ missing }) => missing.length))
    const nearest = tried.find(({ missing }) => missing.length === fewest)
    yield {
      is: 'no-heading',
      line: nearest?.line ?? 1,
      errors: (nearest?.missing ?? []).map((name) => `the column ${name} is missing`),
    }
  }
  return { items: items(), bytesRead }
}

type Row = { line: number; fields: string[] }

/** What a row says as the heading; undefined where it is above. `isData`: the file has none, and this is its first row. */
function headingIn({ line, fields }: Row, layout: Layout) {
  if (typeof layout === 'function') {
    const profile = layout(fields)
    return 'errors' in profile ? profile : { profile, places: placesIn(fields, profile), isData: false }
  }
  if (!layout.hasHeading) {
    if (line < layout.headingLine) return undefined
    const places = { places: layout.columns.map((_, index) => index), width: layout.columns.length }
    return { profile: layout, places, isData: true }
  }
  const places = placesIn(fields, layout)
  const names = layout.columns.some(({ heading }) => heading !== '')
  const isThere = names ? missingIn(places, layout).length === 0 : line >= layout.headingLine
  return isThere ? { profile: layout, places, isData: false } : undefined
}

function rowReader(profile: Profile, { places, width }: Places, purpose: Purpose, heading?: string[]) {
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

  return (row: Row): TableItem => {
    const { line, fields } = row
    const why = whyPassedOver(fields)
    if (why) return passOver(row, why)
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

const mostShown = 100

function passOver({ line, fields }: Row, why: string): TableItem {
  const text = fields.filter((field) => field !== '').join(' ')
  return {
    is: 'passed-over',
    line,
    why,
    text: text.length > mostShown ? `${text.slice(0, mostShown - 1)}…` : text,
  }
}

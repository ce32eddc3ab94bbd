import { differencesOf, missingIn, placesIn } from './heading.ts'
import { openRows } from './open-rows.ts'
import type { Profile } from './profile.ts'
import { kindsInWords } from './profile-view.ts'
import type { Purpose } from './purpose.ts'
import { withLast } from './record-kinds.ts'
import { recordReader } from './record-reader.ts'
import { rowReader } from './row-reader.ts'
import { passOver, type Row, type TableItem } from './table-item.ts'

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
    let read: ((row: Row) => TableItem | undefined) | undefined
    let lastLine = 1
    const records = given?.rules && recordReader(given.rules, kindsInWords(given, purpose))
    const above: Row[] = []
    for await (const row of given?.rules ? withLast(rows) : rows) {
      lastLine = row.line
      if (read) {
        const item = read(row)
        if (item) yield item
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
      const readRow = rowReader(profile, places, purpose, isData ? undefined : row.fields)
      read = records ? records.around(readRow, purpose) : readRow
      const first = isData && read(row)
      if (first) yield first
    }
    if (read) {
      if (records?.has) yield { is: 'totals', line: lastLine, ...records.end() }
      return
    }
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

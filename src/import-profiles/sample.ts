import { readFirstText } from '../lib/csv.ts'
import { isWorkbook, openRows, type RowsOptions } from './open-rows.ts'

/** The first rows of a file, and how it was opened for them. */
export type Sample = RowsOptions & { rows: { line: number; fields: string[] }[] }

const mostRows = 300
const linesCounted = 50

/**
 * Reads the first rows of a file; what is '' in `given` is told by its beginning, of which titles above the names are no
 * part. Throws CsvFault where the file is no rows.
 */
export async function readSample(file: string, given: RowsOptions): Promise<Sample> {
  const options = isWorkbook(file) ? given : { ...given, ...(await writtenAs(file, given)) }
  const rows: Sample['rows'] = []
  for await (const row of openRows(file, options).rows) {
    rows.push(row)
    if (rows.length === mostRows) break
  }
  return { ...options, rows }
}

async function writtenAs(file: string, { delimiter, encoding }: RowsOptions) {
  const first = await readFirstText(file, encoding)
  const lines = first.text.split(/\r\n?|\n/).filter((line) => line.trim() !== '')
  const isNamed = /^"?sep=/i.test(lines[0] ?? '')
  return { delimiter: delimiter || (isNamed ? '' : delimiterOf(lines)), encoding: first.encoding }
}

/** The sign that is as often in most lines: titles have few, and in a text it is now and then. */
function delimiterOf(lines: string[]): RowsOptions['delimiter'] {
  const counted = lines.slice(0, linesCounted).map((line) => line.replace(/"[^"]*"/g, ''))
  const score = (sign: string) => {
    const lengths = Map.groupBy(counted, (line) => line.split(sign).length - 1)
    return Math.max(...[...lengths].map(([count, { length }]) => count * length))
  }
  const scored = ([',', ';', '\t', '|'] as const).map((sign) => ({ sign, score: score(sign) }))
  return scored.sort((a, b) => b.score - a.score)[0]?.sign ?? ','
}

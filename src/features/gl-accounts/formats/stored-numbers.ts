import type { Db } from '../../../db/db.ts'
import { formatNumber, type Served, servedByKind, servedByType } from '../../../lib/account-number.ts'
import { type ChartFormat, fits } from '../../../lib/chart-format.ts'
import { numbersPostedTo, storedNumbers } from './store.ts'

const mostExamples = 3

/** Every stored number, with the formats among `formats` that may show it: of the chart, and posted to without one. */
async function* servedNumbers(
  db: Db,
  ...formats: ChartFormat[][]
): AsyncGenerator<{ number: string; served: Served[] }> {
  for await (const { number, type } of storedNumbers(db))
    yield { number, served: formats.map((some) => servedByType(some, type)) }
  for (const { number, kind } of await numbersPostedTo(db))
    yield { number, served: formats.map((some) => servedByKind(some, kind)) }
}

const isWritten = (number: string, { formats }: Served) => formats.some((format) => fits(number, format))

/** How many stored numbers fit a format before and none after, and some of them as they are shown. */
export async function misfits(
  db: Db,
  before: ChartFormat[],
  after: ChartFormat[],
): Promise<{ count: number; examples: string[] }> {
  const found = { count: 0, examples: [] as string[] }
  for await (const { number, served } of servedNumbers(db, before, after)) {
    const [was, is] = served as [Served, Served]
    if (!isWritten(number, was) || isWritten(number, is)) continue
    found.count += 1
    if (found.examples.length < mostExamples) found.examples.push(formatNumber(number, was))
  }
  return found
}

/** The formats that show a stored number. */
export async function usedFormats(db: Db, formats: ChartFormat[]): Promise<Set<ChartFormat>> {
  const used = new Set<ChartFormat>()
  for await (const { number, served } of servedNumbers(db, formats)) {
    const format = served[0]?.formats.find((one) => fits(number, one))
    if (format) used.add(format)
    if (used.size === formats.length) break
  }
  return used
}

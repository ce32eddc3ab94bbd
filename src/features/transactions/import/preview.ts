import type { Db } from '../../../db/db.ts'
import type { Deps } from '../../../deps.ts'
import { fingerprint } from '../../../versioned-form/save-version.ts'
import type { Import } from './import-store.ts'
import {
  type DayCount,
  type Days,
  daysOf,
  daysOutside,
  daysWithout,
  firstLines,
  type KindTotal,
  kindTotals,
  periodsClosed,
  servicesNotSetUp,
  serviceTotals,
} from './preview-store.ts'

/** More of a kind say no more. */
export const mostListed = 200

type Far = {
  /** The days of nearly all rows. */
  days: [first: string, last: string]
  /** Those more than a month before or after. */
  far: (DayCount & { line: number | undefined })[]
}

export type Preview = Days & {
  kinds: KindTotal[]
  services: Awaited<ReturnType<typeof serviceTotals>>
  notSetUp: Awaited<ReturnType<typeof servicesNotSetUp>>
  closed: Awaited<ReturnType<typeof periodsClosed>>
  far: Far | undefined
}

/** What an import that waits would add to the register. */
export async function previewOf(db: Db, { id }: Import): Promise<Preview> {
  const kinds = await kindTotals(db, id)
  return {
    kinds,
    ...(await daysOf(db, id)),
    services: await serviceTotals(db, id, mostListed + 1),
    notSetUp: await servicesNotSetUp(db, id, mostListed),
    closed: await periodsClosed(db, id),
    far: await farDays(
      db,
      id,
      kinds.reduce((sum, { count }) => sum + count, 0),
    ),
  }
}

/** Of fewer rows none is apart from the others. */
const fewRows = 5
/** One row in so many may be mistyped at either end. */
const oneIn = 40
const farDaysListed = 20

/** Days more than a month outside those that hold nearly all rows: a mistyped year, as a rule. */
async function farDays(db: Db, id: number, count: number): Promise<Far | undefined> {
  if (count < fewRows) return undefined
  const { first, last } = await daysWithout(db, id, Math.ceil(count / oneIn), count)
  if (!first || !last) return undefined
  const from = Temporal.PlainDate.from(first).subtract({ months: 1 }).toString()
  const to = Temporal.PlainDate.from(last).add({ months: 1 }).toString()
  const days = await daysOutside(db, id, [from, to], farDaysListed)
  if (days.length === 0) return undefined
  const lines = await firstLines(
    db,
    id,
    days.map(({ date }) => date),
  )
  return { days: [first, last], far: days.map((day) => ({ ...day, line: lines.get(day.date) })) }
}

/** Names what a preview showed, so that exactly that is imported: a file that was read again has another. */
export async function fingerprintOf(deps: Deps, db: Db, one: Import): Promise<string> {
  const { id, reading, rowsRead, rowsAdded, rowsKnown, rowsRepeated, rowsPassedOver } = one
  const counts = [rowsRead, rowsAdded, rowsKnown, rowsRepeated, rowsPassedOver]
  return fingerprint(deps, ['transactions-import', id, reading, counts, await kindTotals(db, id)])
}

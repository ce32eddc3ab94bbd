import type { Db } from '../../../db/db.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { activeOf, kindFor, lookUp, type Pressed, pressedLookUp } from '../look-up/find.ts'
import { type AccountField, type Chart, chartFor, meantBy } from './chart.ts'
import { accountKinds } from './settings.ts'

/** What a form that was sent is read with: the button that looks something up, or else what its text finds. */
export async function chartForSent(
  db: Db,
  settings: Settings,
  body: unknown,
  fields: readonly AccountField[],
): Promise<{ chart: Chart; pressed?: Pressed | undefined }> {
  const sent: Record<string, unknown> = Object.fromEntries(
    fields.map((field) => [field, (body as Record<string, unknown> | null)?.[field]]),
  )
  const chart = await chartFor(db, settings, Object.values(sent))
  const pressed = await pressedLookUp(db, body ?? {}, fields, chart.formats)
  if (pressed || !chart.ledger.hasInquiry) return { chart, pressed }
  const { taken, unclear } = chart
  for (const field of fields) {
    const submitted = String(sent[field] ?? '')
      .trim()
      .slice(0, 100)
    if (submitted === '' || meantBy(submitted, accountKinds[field], chart).length > 0) continue
    const { found, only } = await lookUp(db, submitted, chart.formats, { kind: accountKinds[field] })
    if (only) taken[field] = only.shown
    else unclear[field] = found.length > 1 ? 'several' : 'none'
  }
  const { accounts } = await chartFor(db, settings, Object.values({ ...sent, ...taken }))
  return { chart: { ...chart, accounts } }
}

/** What a save says of numbers that were not typed whole. */
export function takenInWords(
  taken: readonly string[],
  fields: Record<string, { label: string }>,
  values: Record<string, unknown>,
): string {
  const known = taken.filter((field) => values[field])
  const only = (field: string) => `the only active ${activeOf(kindFor(field))} with what you typed`
  return known.map((field) => ` ${fields[field]?.label} is ${values[field]}, ${only(field)}.`).join('')
}

import { plainRules } from '../../src/import-profiles/plain-rules.ts'
import type { Profile } from '../../src/import-profiles/profile.ts'
import type { Purpose } from '../../src/import-profiles/purpose.ts'
import { readTable } from '../../src/import-profiles/read-table.ts'
import { readValues, type TableValues } from '../../src/import-profiles/read-values.ts'
import { writeTable } from '../../src/import-profiles/write-table.ts'
import { emptyProfile } from './read-by-profile.ts'

/** A layout that says what a test is about, and nothing else. */
export function layout(said: Partial<Profile>, rules: Partial<NonNullable<Profile['rules']>> = {}): Profile {
  return { ...emptyProfile, hasHeading: false, ...said, rules: { ...plainRules, ...rules } }
}

/** All that a layout reads of a file, as a test tells it. */
export async function readLayout<One extends Purpose>(file: string, profile: Profile, purpose: One) {
  const rows: TableValues<One>[] = []
  const found = {
    rows,
    passedOver: [] as string[],
    errors: [] as string[],
    totals: undefined as undefined | { agrees: boolean; figures: string[] },
  }
  for await (const item of readTable(file, profile, purpose).items) {
    if (item.is === 'passed-over') found.passedOver.push(`${item.line}: ${item.why}`)
    else if (item.is === 'totals') {
      const figures = item.figures.map(({ label, said, counted }) => `${label}: ${said} = ${counted}`)
      found.totals = { agrees: item.agrees, figures }
    } else if (item.is === 'row') {
      const read = readValues(item, profile, purpose)
      if ('passedOver' in read) found.passedOver.push(`${item.line}: ${read.passedOver}`)
      else if (read.errors.length > 0) found.errors.push(`${item.line}: ${read.errors.join('; ')}`)
      else rows.push(read)
    } else if ('errors' in item) found.errors.push(`${item.line}: ${item.errors.join('; ')}`)
  }
  return found
}

export async function written<One extends Purpose>(profile: Profile, purpose: One, rows: TableValues<One>[]) {
  const pieces: Buffer[] = []
  for await (const piece of writeTable(profile, purpose, rows)) pieces.push(piece)
  return Buffer.concat(pieces)
}

import { missingIn, placesIn } from './heading.ts'
import type { SavedProfile } from './profile.ts'
import type { Sample } from './sample.ts'

/** `isSame`: the file has the columns that the profile has, no more and no fewer, in any order. */
type Fitting = { saved: SavedProfile; isSame: boolean }

/** The saved profile whose columns the first rows of a file name: one of the same columns, else one that reads no others. */
export function findFitting({ rows }: Sample, profiles: SavedProfile[]): Fitting | undefined {
  const fitting = profiles.flatMap((saved) => {
    const { profile } = saved
    if (!profile.hasHeading || !profile.columns.some(({ role, heading }) => role !== '' && heading !== ''))
      return []
    const found = rows.map(({ fields }) => ({ fields, places: placesIn(fields, profile) }))
    const heading = found.find(({ places }) => missingIn(places, profile).length === 0)
    if (!heading) return []
    const below = found.slice(found.indexOf(heading) + 1)
    const named = heading.fields.filter((field) => field !== '').length
    const known = profile.columns.filter((column) => column.heading !== '').length
    const { places } = heading.places
    // Without a name it may hold money all the same.
    const isNew = (field: string, place: number) =>
      field === '' && !places.includes(place) && below.some(({ fields }) => (fields[place] ?? '') !== '')
    const isSame =
      named === known &&
      !heading.fields.some(isNew) &&
      profile.columns.every((column, at) => column.heading === '' || places[at] !== undefined)
    return [{ saved, isSame }]
  })
  return fitting.find(({ isSame }) => isSame) ?? fitting[0]
}

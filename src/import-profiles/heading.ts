import { type Profile, wordKey } from './profile.ts'

/** Where the columns of a profile are in a file, each at the place it has in the profile. */
export type Places = { places: (number | undefined)[]; width: number }

/** Names of columns, each with how many of the same name are before it: two may be called “Amount”. */
function keysOf(names: string[]): string[] {
  const before = new Map<string, number>()
  return names.map((name) => {
    const key = wordKey(name)
    const count = before.get(key) ?? 0
    before.set(key, count + 1)
    return `${count} ${key}`
  })
}

/** Finds the columns of a profile by the names in a row, in any order; a column without a name by its place. */
export function placesIn(fields: string[], { columns }: Profile): Places {
  const keys = keysOf(fields)
  const places = keysOf(columns.map(({ heading }) => heading)).map((key, index) => {
    if (columns[index]?.heading === '') return fields[index] === '' ? index : undefined
    const place = keys.indexOf(key)
    return place < 0 ? undefined : place
  })
  return { places, width: fields.length }
}

/** What a column is called, where its heading is empty by its place. */
export function nameOfColumn(heading: string, index: number) {
  return heading === '' ? `Column ${index + 1}` : `“${heading}”`
}

/** The names of the columns that the profile reads and the row does not have. */
export function missingIn({ places }: Places, { columns }: Profile): string[] {
  return columns.flatMap(({ role, heading }, index) =>
    role !== '' && places[index] === undefined ? [nameOfColumn(heading, index)] : [],
  )
}

/** What the profile does not know, and what it passed over before and is gone: worth a word, as it changes nothing. */
export function differencesOf(fields: string[], { places }: Places, { columns }: Profile): string[] {
  const gone = columns.filter(({ role, heading }, index) => {
    return role === '' && heading !== '' && places[index] === undefined
  })
  const added = fields.filter((field, place) => field !== '' && !places.includes(place))
  return [
    ...added.map((name) => `The column “${name}” is new in this file. It was not read.`),
    ...gone.map(({ heading }) => `The column “${heading}”, which is not read, is no longer in this file.`),
  ]
}

/** Whether a row is the heading once more, as each page of a printed report has it. */
export function isHeadingAgain(fields: string[], heading: string[]): boolean {
  // Of a million rows nearly all differ in the first value, which costs less to see.
  const isSame = (index: number) => fields[index]?.toLowerCase() === heading[index]?.toLowerCase()
  return isSame(0) && isSame(1) && wordKey(fields.join(' ')) === wordKey(heading.join(' '))
}

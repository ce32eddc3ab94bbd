import { alphabets, longestNumber, type Segment, separators } from '../../../lib/chart-format.ts'
import type { FormReader } from '../../../lib/form.ts'
import { longestName } from './settings.ts'

type SegmentField = 'Name' | 'Alphabet' | 'Shortest' | 'Longest' | 'Separator'

export const fieldOf = (row: number, field: SegmentField) => `segment${row}${field}`

/** A segment as its row of the form sends it; undefined where the row is empty. */
export function readSegment(form: FormReader, row: number): Segment | undefined {
  const at = (field: SegmentField) => fieldOf(row, field)
  const label = (words: string) => `Segment ${row} ${words}`
  const name = form.text(at('Name'), label('name'), { limit: longestName })
  const shortest = form.text(at('Shortest'), label('at least'), { limit: 10 })
  const longest = form.text(at('Longest'), label('at most'), { limit: 10 })
  const isUsed = name !== '' || shortest !== '' || longest !== ''
  if (!isUsed) {
    for (const field of ['Alphabet', 'Separator'] as const) form.text(at(field), '', { limit: 20 })
    return undefined
  }
  if (name === '') form.addError(at('Name'), `Segment ${row} has no name. Type one, such as Fund.`)
  const count = (field: 'Shortest' | 'Longest', value: string) => {
    const isCount = /^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= longestNumber
    if (!isCount)
      form.addError(at(field), `Type how many characters segment ${row} has: 1 to ${longestNumber}.`)
    return isCount ? Number(value) : 1
  }
  const most = count('Longest', longest === '' ? shortest : longest)
  const least = count('Shortest', shortest === '' ? longest : shortest)
  if (least > most) form.addError(at('Longest'), `Segment ${row} has at most fewer characters than at least.`)
  const alphabet = form.choice(at('Alphabet'), label('made of'), alphabets)
  const separator = form.choice(at('Separator'), label('followed by'), separators)
  const sign = separators.find(({ value }) => value === separator)?.sign ?? ''
  return { name, shortest: least, longest: most, alphabet, separator: sign }
}

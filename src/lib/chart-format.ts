import type { AccountType } from './account-number.ts'
import { unseenIn } from './identifier.ts'

/** What a segment is made of; `text` is a number of any characters, which is then the format's only segment. */
export const alphabets = [
  { value: 'digits', label: 'Digits' },
  { value: 'letters', label: 'Letters' },
  { value: 'both', label: 'Letters and digits' },
  { value: 'text', label: 'Any text' },
] as const

export type Alphabet = (typeof alphabets)[number]['value']

/** What is shown behind a segment; the values are words, because a form trims signs. */
export const separators = [
  { value: 'hyphen', label: 'Hyphen (-)', sign: '-' },
  { value: 'point', label: 'Point (.)', sign: '.' },
  { value: 'slash', label: 'Slash (/)', sign: '/' },
  { value: 'colon', label: 'Colon (:)', sign: ':' },
  { value: 'space', label: 'Space', sign: ' ' },
  { value: 'nothing', label: 'Nothing', sign: '' },
] as const

type Separator = (typeof separators)[number]['sign']

export type Segment = {
  name: string
  /** Characters. */
  shortest: number
  longest: number
  alphabet: Alphabet
  /** Of the last segment it is ''. */
  separator: Separator
}

/** How the numbers of some types of account are written. */
export type ChartFormat = {
  id: number
  name: string
  types: AccountType[]
  segments: Segment[]
  /** Which segment is the fund, and which the natural account, counted from 0; null where the number does not say its fund. */
  fund: number | null
  account: number
}

export const mostSegments = 10
/** Characters of a whole number: as many as the ledgers of larger cities take. */
export const longestNumber = 45

/** Between the segments of a number as it is stored, whatever is shown there. */
export const joint = '-'
export function isFreeText({ segments }: ChartFormat): boolean {
  return segments[0]?.alphabet === 'text'
}

export function hasOneLength({ shortest, longest }: Segment): boolean {
  return shortest === longest
}

/** Whether its numbers are known by their digits alone. */
export function isFixedDigits({ segments }: ChartFormat): boolean {
  return segments.every((segment) => segment.alphabet === 'digits' && hasOneLength(segment))
}

/** What a segment of it may begin with; a number is in capitals by then. */
const beginnings: Record<Alphabet, RegExp> = {
  digits: /^[0-9]*/,
  letters: /^[A-Z]*/,
  both: /^[A-Z0-9]*/,
  text: /^.*/u,
}

export function beginningOf(text: string, { alphabet }: Segment) {
  return beginnings[alphabet].exec(text)?.[0] ?? ''
}

export function isOf(part: string, segment: Segment) {
  const { length } = [...part]
  return length >= segment.shortest && length <= segment.longest && beginningOf(part, segment) === part
}

/** The segments of a stored number; undefined where it is no number of this format. */
function segmentsIn(number: string, format: ChartFormat): string[] | undefined {
  if (isFreeText(format) && (!/[\p{L}\p{N}]/u.test(number) || unseenIn(number))) return undefined
  const parts = isFreeText(format) ? [number] : number.split(joint)
  const { segments } = format
  const isWhole = parts.length === segments.length
  return isWhole && parts.every((part, index) => isOf(part, segments[index] as Segment)) ? parts : undefined
}

export function fits(number: string, format: ChartFormat): boolean {
  return segmentsIn(number, format) !== undefined
}

/** A stored number as the format shows it; one that does not fit stays as it is. */
export function writeNumber(number: string, format: ChartFormat): string {
  const parts = segmentsIn(number, format)
  return parts?.map((part, index) => part + (format.segments[index]?.separator ?? '')).join('') ?? number
}

/** The fund that a stored number names. */
export function fundIn(number: string, format: ChartFormat): string | undefined {
  return format.fund === null ? undefined : segmentsIn(number, format)?.[format.fund]
}

import { labelOf } from '../lib/form.ts'
import { nameOfColumn } from './heading.ts'
import { type DateOrder, meaningOf, type Profile, type SignRule } from './profile.ts'
import { type Purpose, passedOver, roleOf } from './purpose.ts'
import { formatColumn, formatRecords, formatRules } from './rules-view.ts'

export const dateOrders: readonly { value: DateOrder; label: string }[] = [
  { value: 'month-first', label: 'Month first, such as 01/31/2026' },
  { value: 'day-first', label: 'Day first, such as 31/01/2026' },
]

export const signRules: readonly { value: SignRule; label: string }[] = [
  { value: 'as-written', label: 'As written' },
  { value: 'reversed', label: 'The other way around' },
  { value: 'effect', label: 'What it does to what the customer owes' },
]

export const delimiters = [
  { value: '', label: 'As the file tells' },
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Vertical bar' },
] as const

export const encodings = [
  { value: '', label: 'As the file tells' },
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252' },
  { value: 'utf-16le', label: 'UTF-16 (little endian)' },
  { value: 'utf-16be', label: 'UTF-16 (big endian)' },
] as const

/** What a profile says, a sentence for each thing; two profiles differ where their sentences do. */
export const profileParts = {
  file: 'The file',
  rules: 'Exactly',
  records: 'Kinds of records',
  columns: 'Columns',
  fixed: 'In every row',
  words: 'Words',
  signs: 'Signs',
  passedOver: 'Rows skipped',
} as const

export type ProfilePart = keyof typeof profileParts

export function formatProfile(profile: Profile, purpose: Purpose): Record<ProfilePart, string[]> {
  const { headingLine, hasHeading, sheet } = profile
  const labelOfRole = (role: string) => roleOf(purpose, role)?.label ?? role
  return {
    file: [
      hasHeading
        ? `Line ${headingLine} names the columns`
        : `No names of columns; rows begin at line ${headingLine}`,
      `Between values: ${labelOf(delimiters, profile.delimiter).toLowerCase()}`,
      `Encoding: ${profile.encoding === '' ? 'as the file tells' : labelOf(encodings, profile.encoding)}`,
      ...(sheet === '' ? [] : [`Sheet: ${sheet}`]),
      ...(usesDates(purpose) ? [`Dates: ${labelOf(dateOrders, profile.dateOrder).toLowerCase()}`] : []),
    ],
    rules: profile.rules ? formatRules(profile.rules, purpose) : [],
    records: profile.rules ? formatRecords(profile.rules, purpose) : [],
    columns: profile.columns.map((column, index) => {
      const { heading, role, of, text } = column
      const named = of === '' ? labelOfRole(role) : `${labelOfRole(role)} ${of}`
      const what = role !== '' ? named : text ? `“${text}”` : 'not read'
      return `${nameOfColumn(heading, index)}: ${[what, ...formatColumn(column)].join(', ')}`
    }),
    fixed: Object.entries(profile.fixed).map(([role, value]) => {
      const meaning = value === '' ? 'asked for with each file' : formatMeaning(purpose, role, value)
      return `${labelOfRole(role)}: ${meaning}`
    }),
    words: Object.entries(profile.words).flatMap(([role, words]) =>
      Object.entries(words).map(
        ([word, meaning]) => `${labelOfRole(role)} “${word}”: ${formatMeaning(purpose, role, meaning)}`,
      ),
    ),
    signs: Object.entries(profile.signs).map(
      ([kind, rule]) => `${labelOf(purpose.signs, kind)}: ${labelOf(signRules, rule).toLowerCase()}`,
    ),
    passedOver: profile.passedOver.map((pattern) => `“${pattern}”`),
  }
}

/** What each word for the kind of a row means, in words; '' where the profile says nothing of it. */
export function kindsInWords(profile: Profile, purpose: Purpose) {
  const role = purpose.direction?.kind ?? ''
  return (word: string) => {
    const meaning = meaningOf(profile, role, word)
    return meaning ? formatMeaning(purpose, role, meaning) : ''
  }
}

function formatMeaning(purpose: Purpose, role: string, meaning: string): string {
  if (meaning === passedOver) return 'skipped'
  const { choices, and } = roleOf(purpose, role)?.words ?? {}
  if (!and) return labelOf(choices, meaning)
  const [first = '', ...rest] = meaning.split(' ')
  return `${labelOf(choices, first)}, ${and.toLowerCase()} ${rest.join(' ')}`
}

function usesDates(purpose: Purpose) {
  return Object.values(purpose.roles).some(({ looksLike }) => looksLike === 'date')
}

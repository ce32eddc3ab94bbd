import { type AccountType, accountTypes } from '../../../lib/account-number.ts'
import { type ChartFormat, longestNumber, mostSegments, separators } from '../../../lib/chart-format.ts'
import { describeFormat } from '../../../lib/chart-format-words.ts'
import { FormReader, type FormResult } from '../../../lib/form.ts'
import { isReadable } from '../../../lib/read-as-format.ts'
import { fieldOf, readSegment } from './read-segment.ts'
import { longestName } from './settings.ts'

export const typeField = (type: AccountType) => `type-${type}`
const segmentFields = ['Name', 'Alphabet', 'Shortest', 'Longest', 'Separator'] as const
const rows = Array.from({ length: mostSegments }, (_, index) => index + 1)

export const keptFields = [
  'name',
  ...accountTypes.map(({ value }) => typeField(value)),
  ...rows.flatMap((row) => segmentFields.map((field) => fieldOf(row, field))),
  'fund',
  'account',
]

export type FormatForm = { format: ChartFormat; version: number }

/** A format as its form sends it; what is not told yet is as it mostly is. */
export function valuesOf(format: ChartFormat | undefined): Record<string, string | boolean> {
  const unused = rows.map((row) => ({
    [fieldOf(row, 'Alphabet')]: 'digits',
    [fieldOf(row, 'Separator')]: 'hyphen',
  }))
  if (!format) return Object.assign({}, ...unused)
  const segments = format.segments.map((segment, index) => ({
    [fieldOf(index + 1, 'Name')]: segment.name,
    [fieldOf(index + 1, 'Alphabet')]: segment.alphabet,
    [fieldOf(index + 1, 'Shortest')]: String(segment.shortest),
    [fieldOf(index + 1, 'Longest')]: String(segment.longest),
    [fieldOf(index + 1, 'Separator')]: separators.find(({ sign }) => sign === segment.separator)?.value ?? '',
  }))
  return Object.assign(
    {},
    ...unused,
    {
      name: format.name,
      fund: format.fund === null ? '' : String(format.fund + 1),
      account: String(format.account + 1),
    },
    ...format.types.map((type) => ({ [typeField(type)]: true })),
    ...segments,
  )
}

/** How many rows of segments a form shows: those that are used, and never less than four. */
export function rowsOf(values: Record<string, unknown>): number {
  const used = rows.filter((row) =>
    (['Name', 'Shortest', 'Longest'] as const).some((field) => values[fieldOf(row, field)]),
  )
  return Math.max(4, used.at(-1) ?? 0)
}

/** Whether two formats say the same: a new one that is sent twice is one. */
export function isSameFormat(one: ChartFormat, other: ChartFormat): boolean {
  return one.name === other.name && describeFormat(one) === describeFormat(other)
}

/** `others` are the formats beside it; `id` is that of a format that is changed. */
export function readFormatForm(
  body: unknown,
  others: readonly ChartFormat[],
  id: number | undefined,
): FormResult<FormatForm> {
  const form = new FormReader(body)
  const name = form.text('name', 'Name', {
    limit: longestName,
    missing: 'Type a name, such as Balance sheet.',
  })
  const types = accountTypes.flatMap(({ value, label }) =>
    form.checkbox(typeField(value), label) ? [value] : [],
  )
  if (types.length === 0)
    form.addError(typeField('asset'), 'Select the types of account whose numbers are written so.')
  const read = rows.map((row) => ({ row, segment: readSegment(form, row) }))
  const used = read.flatMap(({ row, segment }) => (segment ? [{ row, segment }] : []))
  const segments = used.map(({ segment }, index) =>
    index === used.length - 1 ? { ...segment, separator: '' as const } : segment,
  )
  const first = fieldOf(1, 'Name')
  if (used.length === 0) form.addError(first, 'Describe at least one segment, such as Fund, 2 digits.')
  const length = segments.reduce((all, { longest }) => all + longest + 1, -1)
  if (length > longestNumber)
    form.addError(
      first,
      `A number has at most ${longestNumber} characters; with these segments it has up to ${length}.`,
    )
  const isText = segments.some(({ alphabet }) => alphabet === 'text')
  if (isText && segments.length > 1)
    form.addError(
      first,
      'A format of any text has one segment. Clear the others, or choose what this one is made of.',
    )
  else if (!isReadable({ segments }))
    form.addError(
      first,
      'Segments with nothing between them are told apart by letters beside digits, or by having one length each. Choose what follows a segment, or give it one length.',
    )
  const place = (field: 'fund' | 'account', label: string) => {
    const choices = [...(field === 'fund' ? [''] : []), ...rows.map(String)].map((value) => ({ value }))
    const row = form.choice(field, label, choices)
    const index = used.findIndex((one) => String(one.row) === row)
    if (row !== '' && index < 0) form.addError(field, `${label}: segment ${row} is empty. Choose another.`)
    return index
  }
  const fund = place('fund', 'Fund')
  const account = place('account', 'Natural account')
  if (fund >= 0 && fund === account)
    form.addError(
      'account',
      'The fund and the natural account are two segments. Choose another for one of them.',
    )
  const next = Math.max(0, ...others.map((other) => other.id)) + 1
  const format = { id: id ?? next, name, types, segments, fund: fund < 0 ? null : fund, account }
  const namesake = others.find((other) => other.name.toLowerCase() === name.toLowerCase())
  if (namesake && (id || !isSameFormat(namesake, format)))
    form.addError('name', `There is a format ${name} already. Type another name.`)
  return form.result({ format, version: form.version() })
}

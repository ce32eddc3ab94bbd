import { writeByPattern } from '../lib/date-pattern.ts'
import { notInWindows1252 } from '../lib/windows-1252.ts'
import { writeAmount } from './exact-amount.ts'
import { fillPlace, lineOf } from './place-text.ts'
import { cutAt, lengthOf } from './places.ts'
import { plainRules } from './plain-rules.ts'
import type { FileRules, Place, Profile, ProfileColumn } from './profile.ts'
import { type Purpose, roleOf } from './purpose.ts'
import type { TableValues } from './read-values.ts'

type Written = { text: string } | { wrong: string }

/** Writes rows by a layout, or says all that keeps a row from being written, as ends of sentences. */
export function rowWriter<One extends Purpose>(profile: Profile, purpose: One) {
  const rules = profile.rules ?? plainRules

  return ({ values, several }: TableValues<One>): { line: string } | { errors: string[] } => {
    const cells = profile.columns.map((column): Written => {
      const { role, of } = column
      const value = roleOf(purpose, role)?.of
        ? several.find((one) => one.role === role && one.of === of)?.cents
        : (values as Record<string, string | number | undefined>)[role]
      return writeCell(value ?? profile.fixed[role] ?? column.text ?? '', column, { profile, purpose, rules })
    })
    const errors = [
      ...missingIn(values, purpose),
      ...(rules.onlyAutopay && (values as { autopay?: string }).autopay !== 'Y' ? [notAutopay] : []),
      ...cells.flatMap((cell) => ('wrong' in cell ? [cell.wrong] : [])),
    ]
    if (errors.length > 0) return { errors }
    const texts = cells.map((cell) => ('text' in cell ? cell.text : ''))
    return {
      line: rules.isFixedWidth ? fixedLine(texts, profile.columns) : lineOf(texts, rules, profile.delimiter),
    }
  }
}

const notAutopay = 'it is not paid by autopay, and the layout is only for bills that are'

function missingIn(values: object, { needs }: Purpose) {
  const has = (role: string) => ![undefined, ''].includes((values as Record<string, string>)[role])
  return needs
    .filter(({ ways }) => !ways.some((way) => way.every(has)))
    .map(({ what }) => `${what} is missing`)
}

function fixedLine(texts: string[], columns: ProfileColumn[]) {
  const placed = columns
    .map(({ place }, index) => ({ place, text: texts[index] ?? '' }))
    .filter((cell): cell is { place: Place; text: string } => cell.place !== undefined)
  let line = ''
  for (const { place, text } of placed.toSorted((a, b) => a.place.from - b.place.from)) {
    line = line.padEnd(line.length + place.from - 1 - lengthOf(line)) + text
  }
  return line
}

type Context = { profile: Profile; purpose: Purpose; rules: FileRules }

function writeCell(value: string | number, column: ProfileColumn, context: Context): Written {
  const { rules, purpose } = context
  const { place, pad = ' ' } = column
  const width =
    rules.isFixedWidth && place ? place.to - place.from + 1 : (column.longest ?? Number.POSITIVE_INFINITY)
  const label = roleOf(purpose, column.role)?.label ?? (column.heading || 'A value')
  if (value === '' && column.isNeeded) return { wrong: `${label} is missing` }
  if (typeof value === 'number') {
    const said = writeAmount(value, rules)
    if ('wrong' in said) return { wrong: `${label} ${said.wrong}` }
    const { before, digits, after } = said
    const text = `${before}${digits}${after}`
    if (text.length > width) return { wrong: tooLong(label, text, width) }
    if (!rules.isFixedWidth || !place) return { text: text.trim() }
    const filled =
      pad === '0' ? `${before}${digits.padStart(width - before.length - after.length, '0')}${after}` : text
    return { text: fillPlace(filled, place, column.align ?? 'right', ' ') }
  }
  const said = writeText(value, column, context, label)
  if ('wrong' in said) return said
  const mayBeCut = roleOf(purpose, column.role)?.mayBeCut
  if (lengthOf(said.text) > width && !mayBeCut) return { wrong: tooLong(label, said.text, width) }
  const text = lengthOf(said.text) > width ? cutAt(said.text, { from: 1, to: width }).trimEnd() : said.text
  return { text: rules.isFixedWidth && place ? fillPlace(text, place, column.align ?? 'left', pad) : text }
}

const tooLong = (label: string, text: string, width: number) =>
  `${label} “${text}” has ${lengthOf(text)} characters, and the layout has place for ${width}`

/** A date or a text as one line; what a layout without quotation marks cannot hold is left out where nobody is told by it. */
function writeText(
  value: string,
  column: ProfileColumn,
  { profile, purpose, rules }: Context,
  label: string,
): Written {
  const { looksLike, mayBeCut, words } = roleOf(purpose, column.role) ?? {}
  if (looksLike === 'date' && value !== '') {
    return { text: writeByPattern(value, column.datePattern ?? (rules.datePattern || patternFor(profile))) }
  }
  const meant = words ? wordFor(profile, column.role, value) : value
  const line = meant.replace(/\s+/g, ' ').trim()
  const unseen = /[\p{Cc}\p{Cs}]/u.test(line)
  if (unseen) return { wrong: `${label} “${line}” has a character that cannot be seen` }
  const strange = profile.encoding === 'windows-1252' ? notInWindows1252(line) : []
  if (strange.length > 0)
    return { wrong: `${label} “${line}” has ${strange.join(' ')}, which the encoding of the layout has not` }
  // Readers take it for what keeps a spreadsheet from dropping a zero.
  if (!rules.isFixedWidth && line.startsWith('="')) {
    return { wrong: `${label} “${line}” begins like a formula of a spreadsheet` }
  }
  if (rules.isFixedWidth || rules.quotes === 'as-needed') return { text: line }
  const between = profile.delimiter || ','
  if (!line.includes(between) && !line.startsWith('"')) return { text: line }
  if (!mayBeCut) return { wrong: `${label} “${line}” has a sign that the layout has no quotation marks for` }
  return { text: line.replaceAll(between, ' ').replaceAll('"', "'").replace(/ +/g, ' ').trim() }
}

const patternFor = ({ dateOrder }: Profile) => (dateOrder === 'month-first' ? 'MM/DD/YYYY' : 'DD/MM/YYYY')

/** The file's word for a meaning. */
function wordFor({ words }: Profile, role: string, meaning: string) {
  return Object.entries(words[role] ?? {}).find(([, meant]) => meant === meaning)?.[0] ?? meaning
}

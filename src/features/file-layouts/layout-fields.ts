import { plainRules } from '../../import-profiles/plain-rules.ts'
import type { Profile, RecordRule } from '../../import-profiles/profile.ts'
import type { Submitted } from '../../lib/form.ts'

/** The fields of each row of the form's tables, each with the row's number behind it. */
export const rowFields = {
  column: ['from', 'to', 'heading', 'role', 'of', 'dates', 'text', 'longest', 'zeros', 'needed'],
  record: ['told', 'mark', 'is'],
  figure: ['figureMark', 'figureFrom', 'figureTo', 'holds', 'figureOf', 'figureText'],
  word: ['word', 'meaning'],
} as const

/** The fields to keep while somebody signs in again. */
export const keptFields = [
  ...['name', 'fileKind', 'delimiter', 'encoding', 'headingLine', 'hasHeading', 'lineEnd', 'quotes'],
  ...['datePattern', 'decimals', 'belowZero', 'negativeIs', 'mayEndEarly', 'recordFrom', 'recordTo'],
  ...['passedOver', 'kind', 'onlyAutopay', 'autopayYes', 'autopayNo', 'saidCount', 'saidAmount', 'told-*'],
  ...Object.values(rowFields).flatMap((fields) => fields.map((field) => `${field}-*`)),
]

/** What a figure of a record names it by: its mark, or that it is the last. */
export const nameOfRecord = ({ toldBy, mark }: RecordRule) => (toldBy === 'last' ? 'last' : mark)

/** A layout as its form sends it, to put into the form. */
export function submittedOf(name: string, profile: Profile): Submitted {
  const { delimiter, encoding, columns, fixed, words, passedOver, headingLine, hasHeading } = profile
  const rules = profile.rules ?? plainRules
  const { isFixedWidth, recordAt, records, number, mayEndEarly, onlyAutopay, ...plain } = rules
  const figures = records.flatMap((rule) =>
    rule.columns.map((column) => ({ ...column, record: nameOfRecord(rule) })),
  )
  const meanings = Object.entries(words.kind ?? {})
  const autopay = Object.entries(words.autopay ?? {})
  const writtenFor = (meaning: string) => autopay.find(([, meant]) => meant === meaning)?.[0] ?? ''
  const numbered = <Row>(rows: Row[], tell: (row: Row, index: number) => Submitted) =>
    rows.flatMap((row, index) =>
      Object.entries(tell(row, index)).map(([field, text]) => [`${field}-${index}`, text] as const),
    )
  const said = (value: unknown) => (value === undefined || value === 0 ? '' : String(value))
  const ticked = (is: unknown) => (is ? 'on' : '')
  return {
    name,
    fileKind: isFixedWidth ? 'fixed-width' : 'delimited',
    ...{ delimiter, encoding, headingLine: String(headingLine), hasHeading: ticked(hasHeading) },
    ...{ lineEnd: plain.lineEnd, quotes: plain.quotes, datePattern: plain.datePattern },
    ...{ decimals: plain.decimals, belowZero: plain.belowZero, negativeIs: plain.negativeIs },
    mayEndEarly: ticked(mayEndEarly),
    onlyAutopay: ticked(onlyAutopay),
    recordFrom: said(recordAt?.from),
    recordTo: said(recordAt?.to),
    passedOver: passedOver.join('\n'),
    kind: fixed.kind ?? '',
    ...{ saidCount: '', saidAmount: '', autopayYes: writtenFor('Y'), autopayNo: writtenFor('N') },
    ...Object.fromEntries(number.map((role) => [`told-by-${role}`, 'on'])),
    ...Object.fromEntries([
      ...numbered(
        columns,
        ({ heading, role, of, place, datePattern, text, longest, pad, isNeeded }, index) => ({
          from: said(place?.from ?? index + 1),
          to: isFixedWidth ? said(place?.to) : '',
          ...{ heading, role, of, dates: datePattern ?? '', text: text ?? '', longest: said(longest) },
          ...{ zeros: ticked(pad === '0'), needed: ticked(isNeeded) },
        }),
      ),
      ...numbered(records, ({ toldBy, mark, is }) => ({ told: toldBy, mark, is })),
      ...numbered(figures, ({ record, place, holds, of, text }) => ({
        ...{ figureMark: record, figureFrom: said(place.from), figureTo: isFixedWidth ? said(place.to) : '' },
        ...{ holds, figureOf: of, figureText: text },
      })),
      ...numbered(meanings, ([word, meaning]) => ({ word, meaning })),
    ]),
  }
}

/** How many rows of a kind the form was sent with, empty ones at the end too. */
export function rowsIn(body: Record<string, unknown>, kind: keyof typeof rowFields): number {
  const [field] = rowFields[kind]
  const numbers = Object.keys(body).flatMap((name) => {
    const [, found, number] = /^(\w+)-(\d{1,3})$/.exec(name) ?? []
    return found === field ? [Number(number)] : []
  })
  return Math.min(Math.max(-1, ...numbers) + 1, mostRows)
}

const mostRows = 150

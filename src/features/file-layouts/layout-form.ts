import { plainRules } from '../../import-profiles/plain-rules.ts'
import {
  type FileRules,
  type Profile,
  type ProfileColumn,
  type RecordRule,
  wordKey,
} from '../../import-profiles/profile.ts'
import { type Purpose, roleOf } from '../../import-profiles/purpose.ts'
import { readName } from '../../import-profiles/words-form.ts'
import { wrongPattern } from '../../lib/date-pattern.ts'
import { FormReader, type FormResult } from '../../lib/form.ts'
import { choicesOf, tellingRoles } from './choices.ts'
import { nameOfRecord, rowsIn } from './layout-fields.ts'

export type LayoutForm = { name: string; profile: Profile; said: { count: string; amount: string } }

const longest = { text: 60, pattern: 30, of: 40 }

/** Reads the form of a layout: all that is wrong with it at once. */
export function readLayoutForm(body: unknown, purpose: Purpose, base: Profile): FormResult<LayoutForm> {
  const form = new FormReader(body)
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const choices = choicesOf(purpose)
  const name = readName(form)
  const isFixedWidth = form.choice('fileKind', 'Kind of file', choices.fileKinds) === 'fixed-width'
  const file = {
    delimiter: form.choice('delimiter', 'Between values', choices.delimiters),
    encoding: form.choice('encoding', 'Encoding', choices.encodings),
    headingLine: readNumber(form, 'headingLine', 'First line') ?? 1,
    hasHeading: form.checkbox('hasHeading', 'This line names the columns') && !isFixedWidth,
  }
  const rules: FileRules = {
    ...plainRules,
    isFixedWidth,
    datePattern: readPattern(form, 'datePattern', 'Dates'),
    decimals: form.choice('decimals', 'Amounts', choices.decimalWays),
    mayEndEarly: form.checkbox('mayEndEarly', 'Lines may end early'),
    ...(purpose.direction
      ? { negativeIs: form.choice('negativeIs', 'An amount below zero is', choices.negativeMeanings) }
      : {
          lineEnd: form.choice('lineEnd', 'Line ends', choices.lineEnds),
          quotes: form.choice('quotes', 'Quotation marks', choices.quotations),
          belowZero: form.choice('belowZero', 'Amounts below zero', choices.belowZeroWays),
          ...(form.checkbox('onlyAutopay', 'Only bills that are paid by autopay') && { onlyAutopay: true }),
        }),
  }
  const columns = readColumns(form, purpose, sent, file.hasHeading, isFixedWidth)
  const kind = purpose.direction ? form.choice('kind', 'Kind of every row', choices.kinds) : ''
  const words = purpose.direction ? readWords(form, purpose, rowsIn(sent, 'word')) : readAutopay(form)
  const number = purpose.direction
    ? tellingRoles.filter((role) => form.checkbox(`told-by-${role}`, roleOf(purpose, role)?.label ?? role))
    : []
  const passedOver = form.lines('passedOver', 'Rows to skip', { limit: 100, most: 50 })
  if (passedOver.some((pattern) => /^[*\s]+$/.test(pattern))) {
    form.addError('passedOver', 'A star alone would skip every row. Type what these rows say.')
  }
  const recordAt = readRecordAt(form, isFixedWidth)
  const records = readRecords(form, purpose, sent, isFixedWidth)
  if (records.some(({ toldBy }) => toldBy === 'mark') && !recordAt) {
    form.addError('recordFrom', 'Type where the letter is that tells the records apart.')
  }
  const said = {
    count: form.text('saidCount', 'Rows it has', { limit: 12 }),
    amount: form.text('saidAmount', 'Amount it has', { limit: 20 }),
  }
  checkNeeds(form, purpose, columns, kind)
  const profile: Profile = {
    ...{ ...base, ...file, columns, passedOver },
    fixed: kind === '' ? {} : { kind },
    words: { ...base.words, ...words },
    rules: { ...rules, recordAt, records, number },
  }
  return form.result({ name, profile, said })
}

function readNumber(form: FormReader, field: string, label: string): number | undefined {
  const text = form.text(field, label, { limit: 4 })
  if (text === '') return undefined
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  form.addError(field, `${label} is not a number from 1 on.`)
  return undefined
}

function readPattern(form: FormReader, field: string, label: string): string {
  const pattern = form.text(field, label, { limit: longest.pattern })
  const wrong = pattern === '' ? undefined : wrongPattern(pattern)
  if (wrong) form.addError(field, `${label} ${wrong}.`)
  return pattern
}

/** From and to; of a file with a sign between its values, only the number of the column. */
function readPlace(form: FormReader, fields: [string, string], label: string, isFixedWidth: boolean) {
  const from = readNumber(form, fields[0], `From of ${label}`)
  const to = readNumber(form, fields[1], `To of ${label}`)
  if (from === undefined) return undefined
  if (!isFixedWidth) return { from, to: from }
  if (to !== undefined && to < from) form.addError(fields[1], `To of ${label} is before its From.`)
  return { from, to: to ?? from }
}

function readColumns(
  form: FormReader,
  purpose: Purpose,
  sent: Record<string, unknown>,
  hasHeading: boolean,
  isFixedWidth: boolean,
): ProfileColumn[] {
  const { roles } = choicesOf(purpose)
  const rows = Array.from({ length: rowsIn(sent, 'column') }, (_, index) => {
    const label = `line ${index + 1}`
    const place = readPlace(form, [`from-${index}`, `to-${index}`], label, isFixedWidth)
    const heading = form.text(`heading-${index}`, `Name of ${label}`, { limit: longest.text })
    const role = form.choice(`role-${index}`, `What ${label} holds`, roles)
    const isOf = roleOf(purpose, role)?.of
    const of = form.identifier(`of-${index}`, `${isOf ?? 'Service'} of ${label}`, { limit: longest.of })
    const dates = readPattern(form, `dates-${index}`, `Dates of ${label}`)
    const text = form.text(`text-${index}`, `Text of ${label}`, { limit: longest.text })
    const most = readNumber(form, `longest-${index}`, `Longest of ${label}`)
    const zeros = form.checkbox(`zeros-${index}`, `Zeros of ${label}`)
    const isNeeded = form.checkbox(`needed-${index}`, `Needed of ${label}`)
    if (isOf && of === '') form.addError(`of-${index}`, `Type the ${isOf.toLowerCase()} of ${label}.`)
    if (role !== '' && !place) form.addError(`from-${index}`, `Type where ${label} is in the file.`)
    return {
      ...{ index, place, heading: hasHeading ? heading : '', role, of: isOf ? of : '' },
      ...(dates && { datePattern: dates }),
      ...(text && { text }),
      ...(most && { longest: most }),
      ...(zeros && { pad: '0' as const }),
      ...(isNeeded && { isNeeded }),
    }
  }).filter(({ place }) => place !== undefined)
  const sorted = rows.toSorted((a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0))
  for (const [at, { index, place, role }] of sorted.entries()) {
    const before = sorted[at - 1]
    if (before && (before.place?.to ?? 0) >= (place?.from ?? 0)) {
      form.addError(`from-${index}`, `Line ${index + 1} and line ${before.index + 1} are at the same place.`)
    }
    const same = sorted.find((other) => other.role === role && other !== sorted[at])
    const mayRepeat = role === '' || roleOf(purpose, role)?.of || !purpose.direction
    if (same && same.index < index && !mayRepeat) {
      form.addError(
        `role-${index}`,
        `${roleOf(purpose, role)?.label} is chosen twice. Choose it for one only.`,
      )
    }
  }
  const columns = sorted.map(({ index: _, place, ...column }): ProfileColumn => {
    return isFixedWidth && place ? { ...column, place } : column
  })
  if (isFixedWidth) return columns
  // Columns that nothing is said of keep the others at their places.
  const width = Math.max(0, ...sorted.map(({ place }) => place?.from ?? 0))
  return Array.from({ length: width }, (_, at) => {
    const found = sorted.findIndex(({ place }) => place?.from === at + 1)
    return columns[found] ?? { heading: '', role: '', of: '' }
  })
}

function readWords(form: FormReader, purpose: Purpose, length: number): Profile['words'] {
  const { meanings } = choicesOf(purpose)
  const kind: Record<string, string> = {}
  for (let index = 0; index < length; index += 1) {
    const word = form.text(`word-${index}`, `Word ${index + 1}`, { limit: longest.of })
    const meaning = form.choice(`meaning-${index}`, `What word ${index + 1} means`, meanings)
    if (word === '' && meaning !== '') form.addError(`word-${index}`, 'Type the word that means this.')
    if (word !== '' && meaning === '') form.addError(`meaning-${index}`, `Choose what “${word}” means.`)
    if (word !== '') kind[wordKey(word)] = meaning
  }
  return { kind }
}

/** What is written of a bill that is paid by autopay, and of another, to the letter. */
function readAutopay(form: FormReader): Profile['words'] {
  const [yes, no] = [
    form.text('autopayYes', 'Autopay is written', { limit: longest.of }),
    form.text('autopayNo', 'No autopay is written', { limit: longest.of }),
  ]
  if (yes === no && yes !== '') form.addError('autopayNo', 'Autopay and no autopay are written alike.')
  return { autopay: yes === '' && no === '' ? {} : { [yes]: 'Y', [no]: 'N' } }
}

function readRecordAt(form: FormReader, isFixedWidth: boolean) {
  return readPlace(form, ['recordFrom', 'recordTo'], 'the letter', isFixedWidth) ?? null
}

function readRecords(
  form: FormReader,
  purpose: Purpose,
  sent: Record<string, unknown>,
  isFixedWidth: boolean,
): RecordRule[] {
  const choices = choicesOf(purpose)
  const rules = Array.from({ length: rowsIn(sent, 'record') }, (_, index) => {
    const toldBy = form.choice(`told-${index}`, `Record ${index + 1} is told by`, choices.toldWays)
    const mark = form.text(`mark-${index}`, `Letter of record ${index + 1}`, { limit: 20 })
    const is = form.choice(`is-${index}`, `What record ${index + 1} is`, choices.recordMeanings)
    if (toldBy === 'mark' && mark === '') form.addError(`mark-${index}`, 'Type the letter of these records.')
    if (toldBy === 'values' && !/^[1-9]\d?$/.test(mark)) {
      form.addError(`mark-${index}`, 'Type how many values these records have.')
    }
    return toldBy === '' ? undefined : { toldBy, mark: toldBy === 'last' ? '' : mark, is, columns: [] }
  }).filter((rule) => rule !== undefined) as RecordRule[]
  for (let index = 0; index < rowsIn(sent, 'figure'); index += 1) {
    const label = `figure ${index + 1}`
    const record = form.text(`figureMark-${index}`, `Record of ${label}`, { limit: 20 })
    const place = readPlace(form, [`figureFrom-${index}`, `figureTo-${index}`], label, isFixedWidth)
    const holds = form.choice(`holds-${index}`, `What ${label} is`, choices.holds)
    const of = form.text(`figureOf-${index}`, `Words of ${label}`, { limit: longest.of })
    const text = form.text(`figureText-${index}`, `Text of ${label}`, { limit: longest.text })
    if (holds === '') continue
    const rule = rules.find((one) => nameOfRecord(one) === record)
    if (!rule)
      form.addError(`figureMark-${index}`, `No record above is “${record}”. Type its letter, or last.`)
    if (!place) form.addError(`figureFrom-${index}`, `Type where ${label} is.`)
    if (rule && place) rule.columns.push({ place, holds, of, text })
  }
  return rules
}

function checkNeeds(form: FormReader, purpose: Purpose, columns: ProfileColumn[], kind: string) {
  const has = (role: string) =>
    columns.some((column) => column.role === role) || (role === 'kind' && kind !== '')
  for (const { what, ways } of purpose.needs) {
    if (ways.some((way) => way.every(has))) continue
    const isKind = ways.some((way) => way.includes('kind'))
    form.addError(isKind ? 'kind' : 'role-0', `No column has ${what}. Choose it for one of them.`)
  }
}

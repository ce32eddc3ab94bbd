import { plainRules } from '../../import-profiles/plain-rules.ts'
import { type FileRules, type Profile, type ProfileColumn, wordKey } from '../../import-profiles/profile.ts'
import { type Purpose, roleOf } from '../../import-profiles/purpose.ts'
import { readName } from '../../import-profiles/words-form.ts'
import { FormReader, type FormResult } from '../../lib/form.ts'
import { choicesOf, tellingRoles } from './choices.ts'
import { readColumns } from './columns-form.ts'
import { rowsIn } from './layout-fields.ts'
import { longest, readNumber, readPattern } from './place-form.ts'
import { readRecordAt, readRecords } from './records-form.ts'

export type LayoutForm = { name: string; profile: Profile; said: { count: string; amount: string } }

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

function checkNeeds(form: FormReader, purpose: Purpose, columns: ProfileColumn[], kind: string) {
  const has = (role: string) =>
    columns.some((column) => column.role === role) || (role === 'kind' && kind !== '')
  for (const { what, ways } of purpose.needs) {
    if (ways.some((way) => way.every(has))) continue
    const isKind = ways.some((way) => way.includes('kind'))
    form.addError(isKind ? 'kind' : 'role-0', `No column has ${what}. Choose it for one of them.`)
  }
}

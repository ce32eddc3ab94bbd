import type { RecordRule } from '../../import-profiles/profile.ts'
import type { Purpose } from '../../import-profiles/purpose.ts'
import type { FormReader } from '../../lib/form.ts'
import { choicesOf } from './choices.ts'
import { nameOfRecord, rowsIn } from './layout-fields.ts'
import { longest, readPlace } from './place-form.ts'

export function readRecordAt(form: FormReader, isFixedWidth: boolean) {
  return readPlace(form, ['recordFrom', 'recordTo'], 'the letter', isFixedWidth) ?? null
}

export function readRecords(
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

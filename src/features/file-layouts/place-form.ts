import { wrongPattern } from '../../lib/date-pattern.ts'
import type { FormReader } from '../../lib/form.ts'

/** Characters. */
export const longest = { text: 60, pattern: 30, of: 40 }

export function readNumber(form: FormReader, field: string, label: string): number | undefined {
  const text = form.text(field, label, { limit: 4 })
  if (text === '') return undefined
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  form.addError(field, `${label} is not a number from 1 on.`)
  return undefined
}

export function readPattern(form: FormReader, field: string, label: string): string {
  const pattern = form.text(field, label, { limit: longest.pattern })
  const wrong = pattern === '' ? undefined : wrongPattern(pattern)
  if (wrong) form.addError(field, `${label} ${wrong}.`)
  return pattern
}

/** From and to; of a file with a sign between its values, only the number of the column. */
export function readPlace(form: FormReader, fields: [string, string], label: string, isFixedWidth: boolean) {
  const from = readNumber(form, fields[0], `From of ${label}`)
  const to = readNumber(form, fields[1], `To of ${label}`)
  if (from === undefined) return undefined
  if (!isFixedWidth) return { from, to: from }
  if (to !== undefined && to < from) form.addError(fields[1], `To of ${label} is before its From.`)
  return { from, to: to ?? from }
}

import { accountTypes, formatAccountNumber, servedByType } from '../../lib/account-number.ts'
import { type ChartFormat, fits, longestNumber } from '../../lib/chart-format.ts'
import { FormReader, type FormResult } from '../../lib/form.ts'
import {
  type OutsideName,
  type OutsideNames,
  outsideNameProblem,
  outsideNames,
  tidyOutsideName,
} from '../../lib/outside-names.ts'
import { patternsOf, type Reading, readNumber } from '../../lib/read-account-number.ts'
import { type Account, type AccountInput, fields, longestTitle, numberLabel } from './settings.ts'

export const keptFields = ['number', 'format', ...Object.keys(fields)]

/** Above what any ledger takes, so that what is said is the limit of that ledger. */
const longestOutsideName = 250

export type AccountForm = AccountInput & { number: string; version: number }

/** What a number typed can be, where it can be several; the person says which by its format. */
type Asked = { readings?: Reading[] | undefined }

/** `account` is the one that is changed; a new one has its number typed. */
export function readAccountForm(
  body: unknown,
  formats: readonly ChartFormat[],
  account?: Account,
): FormResult<AccountForm> & Asked {
  const form = new FormReader(body)
  const typed = account ? '' : form.text('number', numberLabel, { limit: longestNumber })
  const chosen = account ? '' : form.text('format', 'Format', { limit: 10 })
  const title = form.text('title', fields.title.label, { limit: longestTitle, missing: 'Type a title.' })
  const type = form.choice('type', fields.type.label, accountTypes)
  const active = form.checkbox('active', fields.active.label)
  const served = servedByType(formats, type)
  const read = account ? { ok: true as const, number: account.number } : readNumber(typed, served)
  const readings = read.ok ? undefined : read.readings
  const meant = readings?.find(({ format }) => String(format.id) === chosen)
  if (!read.ok && !meant) form.addError('number', read.problem)
  if (account && !served.formats.some((format) => fits(account.number, format))) {
    const shown = formatAccountNumber(account.number, account.type, formats)
    form.addError('type', `The number is ${shown}; ${served.a} is written ${patternsOf(served)}.`)
  }
  const named = Object.fromEntries(outsideNames.map(({ value }) => [value, readName(form, value)]))
  const number = read.ok ? read.number : (meant?.number ?? '')
  const value = { ...(named as OutsideNames), number, title, type, active, version: form.version() }
  return { ...form.result(value), readings }
}

function readName(form: FormReader, kind: OutsideName) {
  const name = tidyOutsideName(kind, form.text(kind, fields[kind].label, { limit: longestOutsideName }))
  const problem = outsideNameProblem(kind, name)
  if (problem) form.addError(kind, problem)
  return name
}

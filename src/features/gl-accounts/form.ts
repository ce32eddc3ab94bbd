import {
  accountTypes,
  digitsIn,
  type Masks,
  maskKindOf,
  maskKinds,
  readNumber,
} from '../../lib/account-number.ts'
import { FormReader, type FormResult } from '../../lib/form.ts'
import {
  type OutsideName,
  type OutsideNames,
  outsideNameProblem,
  outsideNames,
  tidyOutsideName,
} from '../../lib/outside-names.ts'
import { type Account, type AccountInput, fields, longestTitle, numberLabel } from './settings.ts'

export const keptFields = ['number', ...Object.keys(fields)]

/** Above what any ledger takes, so that what is said is the limit of that ledger. */
const longestOutsideName = 250

export type AccountForm = AccountInput & { number: string; version: number }

/** `account` is the one that is changed; a new one has its number typed. */
export function readAccountForm(body: unknown, masks: Masks, account?: Account): FormResult<AccountForm> {
  const form = new FormReader(body)
  const submitted = account ? account.number : form.text('number', numberLabel, { limit: 40 })
  const title = form.text('title', fields.title.label, { limit: longestTitle, missing: 'Type a title.' })
  const type = form.choice('type', fields.type.label, accountTypes)
  const active = form.checkbox('active', fields.active.label)
  const kind = maskKindOf(type)
  const number = readNumber(submitted, kind, masks)
  if (account && account.number.length !== digitsIn(masks[kind])) {
    const a = maskKinds.find(({ value }) => value === kind)?.a
    form.addError(
      'type',
      `The number has ${account.number.length} digits; ${a} has ${digitsIn(masks[kind])}.`,
    )
  } else if (!number.ok) {
    form.addError('number', number.problem)
  }
  const named = Object.fromEntries(outsideNames.map(({ value }) => [value, readName(form, value)]))
  return form.result({
    ...(named as OutsideNames),
    number: number.ok ? number.digits : '',
    title,
    type,
    active,
    version: form.version(),
  })
}

function readName(form: FormReader, kind: OutsideName) {
  const name = tidyOutsideName(kind, form.text(kind, fields[kind].label, { limit: longestOutsideName }))
  const problem = outsideNameProblem(kind, name)
  if (problem) form.addError(kind, problem)
  return name
}

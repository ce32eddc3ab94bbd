import type { Db } from '../../../db/db.ts'
import {
  formatAccountNumber,
  formatNumber,
  type MaskKind,
  type Masks,
  maskKindOf,
  maskKinds,
  readNumber,
  withoutFormat,
} from '../../../lib/account-number.ts'
import type { FormReader } from '../../../lib/form.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { type Ledger, ledgerOf } from '../../interfaces/general-ledger/settings.ts'
import type { Account } from '../settings.ts'
import { findAccounts, hasAccounts } from '../store.ts'
import { accountKinds } from './settings.ts'

/** What numbers are checked against: the masks, and the chart where there is one. */
export type Chart = {
  ledger: Ledger
  masks: Masks
  isEmpty: boolean
  /** Those of the accounts asked for that are in the chart, by number. */
  accounts: Map<string, Account>
  /** What stands for text that only one account has: that account's number, by field. */
  taken: Record<string, string>
  /** The fields whose text several accounts have, and those whose text none has. */
  unclear: Record<string, 'several' | 'none'>
}

export async function chartFor(db: Db, settings: Settings, numbers: unknown[]): Promise<Chart> {
  const digits = numbers
    .map((number) => (typeof number === 'string' ? withoutFormat(number) : ''))
    .filter(Boolean)
  return {
    ledger: ledgerOf(settings.generalLedger.interface),
    masks: settings.accountMasks.masks,
    isEmpty: !(await hasAccounts(db)),
    accounts: digits.length > 0 ? await findAccounts(db, digits) : new Map(),
    taken: {},
    unclear: {},
  }
}

export type AccountField = keyof typeof accountKinds

/** Reads a field that takes an account of one kind: its digits, or empty when none is entered. */
export function readAccount(form: FormReader, field: AccountField, label: string, chart: Chart): string {
  const kind = accountKinds[field]
  const submitted = form.text(field, label, { limit: 100 })
  if (submitted === '') return ''
  const problem = (message: string) => form.addError(field, `${label}: ${message}`)
  const account = chart.accounts.get(withoutFormat(submitted))
  const read = readNumber(submitted, account ? maskKindOf(account.type) : kind, chart.masks)
  if (account) {
    const shown = `${formatAccountNumber(account.number, account.type, chart.masks)} ${account.title}`
    if (maskKindOf(account.type) !== kind)
      problem(`${shown} is ${a(maskKindOf(account.type))}; this takes ${a(kind)}.`)
    else if (!read.ok) problem(read.problem)
    else if (!account.active)
      problem(`${shown} is inactive. Choose another, or make it active in the chart of accounts.`)
    return account.number
  }
  if (!read.ok) {
    const unclear = chart.isEmpty ? undefined : chart.unclear[field]
    if (unclear === 'several') problem(severalHave(submitted))
    else if (unclear === 'none' && !/\d/.test(submitted)) problem(noneHas(submitted))
    else problem(read.problem)
  } else if (!chart.isEmpty || chart.ledger.hasInquiry) {
    problem(
      chart.isEmpty
        ? 'The chart of accounts is empty. Import it or add the account there first.'
        : `${formatNumber(read.digits, chart.masks[kind])} is not in the chart of accounts. Look it up, or add it there first.`,
    )
  }
  return read.ok ? read.digits : ''
}

const severalHave = (submitted: string) =>
  `“${submitted}” is in more than one account. Type more of the number or title, or look it up and choose one.`

const noneHas = (submitted: string) =>
  `No active account has “${submitted}” in its number or at the start of a word of its title. Type another, or add the account to the chart of accounts first.`

function a(kind: MaskKind) {
  return maskKinds.find(({ value }) => value === kind)?.a
}

/** The title beside a number, stored or typed, where the chart has it. */
export function titleOf(chart: Chart, number: string): string | undefined {
  const account = chart.accounts.get(withoutFormat(number))
  return account && `${account.title}${account.active ? '' : ' (inactive)'}`
}

/** The same with each account as people write it. */
export function formatAccounts<Values extends object>(values: Values, { accountMasks }: Settings): Values {
  const format = ([field, value]: [string, string]) => [
    field,
    field in accountKinds
      ? formatNumber(value, accountMasks.masks[accountKinds[field as AccountField]])
      : value,
  ]
  return Object.fromEntries(Object.entries(values).map(format))
}

import type { Db } from '../../../db/db.ts'
import {
  type AccountKind,
  anAccountOf,
  formatAccountNumber,
  formatNumber,
  kindOf,
  readingsOf,
  servedByKind,
} from '../../../lib/account-number.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import type { FormReader } from '../../../lib/form.ts'
import { unseenIn } from '../../../lib/identifier.ts'
import { readNumber } from '../../../lib/read-account-number.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { type Ledger, ledgerOf } from '../../interfaces/general-ledger/settings.ts'
import { activeOf } from '../look-up/find.ts'
import type { Account } from '../settings.ts'
import { findAccounts, hasAccounts } from '../store.ts'
import { accountKinds } from './settings.ts'

/** What numbers are checked against: the formats, and the chart where there is one. */
export type Chart = {
  ledger: Ledger
  formats: readonly ChartFormat[]
  isEmpty: boolean
  /** The accounts of the chart that the numbers asked for may be, by number. */
  accounts: Map<string, Account>
  /** What stands for text that only one account has: that account's number, by field. */
  taken: Record<string, string>
  /** The fields whose text several accounts have, and those whose text none has. */
  unclear: Record<string, 'several' | 'none'>
}

/** `numbers` as they were typed or as they are stored. */
export async function chartFor(db: Db, settings: Settings, numbers: unknown[]): Promise<Chart> {
  const { formats } = settings.chartFormats
  const wanted = numbers.flatMap((number) =>
    typeof number === 'string' && number !== ''
      ? [...(unseenIn(number) ? [] : [number]), ...readingsOf(number, { formats }).keys()]
      : [],
  )
  return {
    ledger: ledgerOf(settings.generalLedger.interface),
    formats,
    isEmpty: !(await hasAccounts(db)),
    accounts: wanted.length > 0 ? await findAccounts(db, [...new Set(wanted)]) : new Map(),
    taken: {},
    unclear: {},
  }
}

export type AccountField = keyof typeof accountKinds

/** The accounts of the chart that a number typed may be; those of the kind, where there are any. */
export function meantBy(submitted: string, kind: AccountKind, { accounts, formats }: Chart): Account[] {
  const numbers = [...readingsOf(submitted, { formats }).keys()]
  const found = numbers.flatMap((number) => accounts.get(number) ?? [])
  const ofKind = found.filter(({ type }) => kindOf(type) === kind)
  return ofKind.length > 0 ? ofKind : found
}

/** Reads a field that takes an account of one kind: its number, or empty when none is entered. */
export function readAccount(form: FormReader, field: AccountField, label: string, chart: Chart): string {
  const kind = accountKinds[field]
  const submitted = form.text(field, label, { limit: 100 })
  if (submitted === '') return ''
  const problem = (message: string) => form.addError(field, `${label}: ${message}`)
  const write = ({ number, type }: Account) => formatAccountNumber(number, type, chart.formats)
  const served = servedByKind(chart.formats, kind)
  const read = readNumber(submitted, served)
  const meant = meantBy(submitted, kind, chart)
  const account = meant.length > 1 ? meant.find(({ number }) => read.ok && number === read.number) : meant[0]
  if (account) {
    const shown = `${write(account)} ${account.title}`
    const own = kindOf(account.type)
    if (own !== kind) problem(`${shown} is ${anAccountOf(own)}; this takes ${anAccountOf(kind)}.`)
    else if (!read.ok && !read.readings) problem(read.problem)
    else if (!account.active)
      problem(`${shown} is inactive. Choose another, or make it active in the chart of accounts.`)
    return account.number
  }
  if (meant.length > 0) {
    const all = meant.map((one) => `${write(one)} ${one.title}`)
    problem(
      `“${submitted}” can be ${all.join(' or ')}. Write it with the signs between its parts, or look it up.`,
    )
    return ''
  }
  if (!read.ok) {
    const unclear = chart.isEmpty ? undefined : chart.unclear[field]
    if (unclear === 'several') problem(severalHave(submitted))
    else if (unclear === 'none' && !/\d/.test(submitted)) problem(noneHas(submitted, kind))
    else problem(read.problem)
  } else if (!chart.isEmpty || chart.ledger.hasInquiry) {
    problem(
      chart.isEmpty
        ? 'The chart of accounts is empty. Import it or add the account there first.'
        : `${formatNumber(read.number, served)} is not in the chart of accounts. Look it up, or add it there first.`,
    )
  }
  return read.ok ? read.number : ''
}

const severalHave = (submitted: string) =>
  `“${submitted}” is in more than one account. Type more of the number or title, or look it up and choose one.`

const noneHas = (submitted: string, kind: AccountKind) =>
  `No active ${activeOf(kind)} has “${submitted}” in its number or at the start of a word of its title. Type another, or add the account to the chart of accounts first.`

/** The title beside a number, stored or typed, where the chart has it. */
export function titleOf(chart: Chart, number: string): string | undefined {
  const account = chart.accounts.get(number) ?? onlyReading(chart, number)
  return account && `${account.title}${account.active ? '' : ' (inactive)'}`
}

/** The account of the chart that a number typed is, where it is one alone. */
function onlyReading({ accounts, formats }: Chart, typed: string): Account | undefined {
  const found = [...readingsOf(typed, { formats }).keys()].flatMap((number) => accounts.get(number) ?? [])
  return found.length === 1 ? found[0] : undefined
}

/** The same with each account as people write it. */
export function formatAccounts<Values extends object>(values: Values, { chartFormats }: Settings): Values {
  const format = ([field, value]: [string, string]) => [
    field,
    field in accountKinds
      ? formatNumber(value, servedByKind(chartFormats.formats, accountKinds[field as AccountField]))
      : value,
  ]
  return Object.fromEntries(Object.entries(values).map(format))
}

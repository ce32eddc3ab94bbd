import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { exportNumber, formatAccountNumber, formatNumber, fundOf } from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import { dateIn } from '../../lib/dates.ts'
import { FormReader } from '../../lib/form.ts'
import { justEnded, periodSelect, readPeriod } from '../../lib/periods.ts'
import { lookUp } from '../gl-accounts/look-up/find.ts'
import { elsewhere } from './elsewhere.ts'
import { meantAccount } from './meant-account.ts'
import { periodsWithEntries, readAccounts } from './store.ts'

export const firstPeriod = '1000-01'

export type Query = Record<string, string | undefined>

export const pathOf = (account: string) => `${paths.ledgerInquiry}/${encodeURIComponent(account)}`

/** What is known of accounts by their numbers: as they are shown and as files have them, title, type and fund. */
export async function accountFormatter({ db }: Deps, numbers: string[], formats: ChartFormat[]) {
  const accounts = await readAccounts(db, numbers)
  return (number: string) => {
    const known = accounts.get(number)
    const plain = exportNumber(number, { formats })
    if (!known) {
      return { number: formatNumber(number, { formats }), plain, title: '', type: undefined, fund: undefined }
    }
    const shown = formatAccountNumber(number, known.type, formats)
    return { ...known, number: shown, plain, fund: fundOf(number, known.type, formats) }
  }
}

export type Inquiry = Awaited<ReturnType<typeof readInquiry>>

/** The form of both pages; problems are shown on the trial balance. */
export async function readInquiry({ db, settings, now }: Deps, request: FastifyRequest) {
  const query = request.query as Query
  const { organization, chartFormats, generalLedger } = await settings.at(request.user.revision)
  const { formats } = chartFormats
  const periods = await periodsWithEntries(db)
  const last = periods[0] ?? justEnded(dateIn(organization.timeZone, now()))
  const form = new FormReader({ account: '', from: '', ...query, to: query.to || last })
  const submitted = form.text('account', 'Account', { limit: 100 })
  const from = form.text('from', 'From period', { limit: 20 })
  const to = form.text('to', 'To period', { limit: 20 })
  const span = { from: from ? readPeriod(from) : firstPeriod, to: readPeriod(to) }
  if (!span.from) form.addError('from', 'From period is a month, such as October 2026.')
  if (!span.to) form.addError('to', 'To period is a month, such as October 2026.')
  const { found, only } = await lookUp(db, submitted, formats, { inactiveToo: true })
  // What a service posts to need not be in the chart.
  const isKnown = found.length > 1
  const meant = submitted === '' ? undefined : await meantAccount(db, submitted, formats, { isKnown })
  const account = only?.number ?? (meant?.ok ? meant.number : '')
  const isUnclear = submitted !== '' && account === ''
  if (isUnclear && found.length < 2) {
    form.addError(
      'account',
      `No account has “${submitted}” in its number or at the start of a word of its title. Type another number, or another word of the title.`,
    )
  }
  const begin = periodSelect(periods, from, organization)
  return {
    ...form.result({ account, from: span.from ?? '', to: span.to ?? '' }),
    from: { ...begin, choices: [{ value: '', label: 'The beginning' }, ...begin.choices] },
    to: periodSelect(periods, to, organization),
    found: isUnclear ? found : [],
    formats,
    firstMonth: organization.fiscalYearFirstMonth,
    elsewhere: elsewhere(generalLedger.interface, periods.length > 0),
    hasEntries: periods.length > 0,
  }
}

/** The periods of the form as an address has them. */
export function spanQuery({ from, to }: Inquiry) {
  return new URLSearchParams({ ...(from.value ? { from: from.value } : {}), to: to.value })
}

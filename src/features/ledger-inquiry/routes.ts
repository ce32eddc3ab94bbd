import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { exportNumber, formatAccountNumber } from '../../lib/account-number.ts'
import { type ChartFormat, fits } from '../../lib/chart-format.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { dateIn } from '../../lib/dates.ts'
import { FormReader } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import {
  fiscalYearBegins,
  fiscalYearOf,
  justEnded,
  periodLabel,
  periodSelect,
  readPeriod,
} from '../../lib/periods.ts'
import { lookUp } from '../gl-accounts/look-up/find.ts'
import { elsewhere } from './elsewhere.ts'
import { entryRows } from './entry-rows.ts'
import { meantAccount } from './meant-account.ts'
import { accountEntries, periodsWithEntries, readAccounts, sumsThrough } from './store.ts'
import { beginsAtZero, trialBalance } from './trial-balance.ts'

const entriesOnAPage = 100
const firstPeriod = '1000-01'

type Query = Record<string, string | undefined>

const pathOf = (account: string) => `${paths.ledgerInquiry}/${encodeURIComponent(account)}`

/** What is in the ledger kept here: every account's balance, and one account entry by entry. */
export function ledgerInquiryRoutes(scope: FastifyInstance, deps: Deps) {
  const { db } = deps
  const read = { config: { permission: 'ledger.read' } } as const

  async function accountFormatter(numbers: string[], formats: ChartFormat[]) {
    const accounts = await readAccounts(db, numbers)
    return (number: string) => {
      const known = accounts.get(number)
      if (!known) return { number: exportNumber(number, { formats }), title: '', type: undefined }
      return { ...known, number: formatAccountNumber(number, known.type, formats) }
    }
  }

  /** The form of both pages; problems are shown on the trial balance. */
  async function readForm(request: FastifyRequest) {
    const query = request.query as Query
    const { organization, chartFormats, generalLedger } = await deps.settings.at(request.user.revision)
    const { formats } = chartFormats
    const periods = await periodsWithEntries(db)
    const last = periods[0] ?? justEnded(dateIn(organization.timeZone, deps.now()))
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

  function accountPath(account: string, { from, to }: Awaited<ReturnType<typeof readForm>>) {
    const query = new URLSearchParams({ ...(from.value ? { from: from.value } : {}), to: to.value })
    return `${pathOf(account)}?${query}`
  }

  async function balances(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Awaited<ReturnType<typeof readForm>>,
  ) {
    const { firstMonth } = form
    const to = form.ok ? form.value.to : firstPeriod
    const found = form.ok ? await sumsThrough(db, to, fiscalYearBegins(to, firstMonth)) : []
    const shown = await accountFormatter(
      found.map(({ account }) => account),
      form.formats,
    )
    const { rows, ...balance } = trialBalance(found, (account) => shown(account).type)
    return renderPage(request, reply.status(form.ok ? 200 : 422), {
      template: 'ledger-inquiry/trial-balance',
      title: 'Ledger Inquiry - Organization',
      data: {
        values: { ...form.submitted, from: form.from.value, to: form.to.value },
        from: form.from,
        to: form.to,
        errors: form.ok ? undefined : form.errors,
        found: (form.ok ? form.found : []).map(({ number, ...account }) => ({
          ...account,
          path: accountPath(number, form),
        })),
        elsewhere: form.elsewhere,
        isShown: form.ok && (!form.elsewhere || form.hasEntries),
        through: periodLabel(to, firstMonth),
        year: fiscalYearOf(to, firstMonth).year,
        ...balance,
        rows: rows.map(({ account, ...sides }) => ({
          ...shown(account),
          ...sides,
          path: `${pathOf(account)}?to=${form.to.value}`,
        })),
      },
    })
  }

  scope.get(paths.ledgerInquiry, read, async (request, reply) => {
    const form = await readForm(request)
    if (!form.ok || form.value.account === '') return balances(request, reply, form)
    return reply.redirect(accountPath(form.value.account, form), 303)
  })

  scope.get(`${paths.ledgerInquiry}/:account`, read, async (request, reply) => {
    const { account } = request.params as { account: string }
    const form = await readForm(request)
    if (!form.formats.some((format) => fits(account, format))) {
      const meant = account.length <= 100 ? await meantAccount(db, account, form.formats) : undefined
      if (!meant?.ok) throw httpProblems.notFound()
      const query = new URLSearchParams(request.query as Record<string, string>)
      // Addresses had the digits alone once.
      if (meant.number !== account) return reply.redirect(`${pathOf(meant.number)}?${query}`, 303)
    }
    if (!form.ok) return balances(request, reply, form)
    const { from, to } = form.value
    const after = readCursor((request.query as Query).after, [readPeriod, readRowNumber, readRowNumber])
    const { number, title, type } = (await accountFormatter([account], form.formats))(account)
    const isAnew = beginsAtZero(type)
    const start = after ? String(after[0]) : from
    const since = isAnew ? fiscalYearBegins(start, form.firstMonth) : ''
    const page = { after, limit: entriesOnAPage }
    const { openingCents, rows, next } = await accountEntries(db, { account, from, to, since }, page)
    const entries = entryRows(rows, { account, openingCents, start, firstMonth: form.firstMonth, isAnew })
    return renderPage(request, reply, {
      template: 'ledger-inquiry/account',
      title: `${number} - Ledger Inquiry`,
      data: {
        values: { account: number, from: form.from.value, to: form.to.value },
        from: form.from,
        to: form.to,
        number,
        title,
        opening: formatCents(openingCents),
        elsewhere: form.elsewhere,
        isFirst: !after,
        rows: entries,
        next: next && `${pathOf(account)}?${new URLSearchParams({ from, to, after: next })}`,
      },
    })
  })
}

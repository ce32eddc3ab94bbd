import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refusals } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import {
  type AccountType,
  formatNumber,
  isPartedAs,
  type MaskKind,
  maskKindOf,
  withoutFormat,
} from '../../lib/account-number.ts'
import { dateIn } from '../../lib/dates.ts'
import { FormReader } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { justEnded, monthName, periodSelect, readPeriod } from '../../lib/periods.ts'
import type { SettingsReader } from '../settings/current.ts'
import {
  accountEntries,
  type EntryKey,
  periodsWithEntries,
  readMasks,
  readTitles,
  trialBalance,
} from './store.ts'

const entriesOnAPage = 100
const firstPeriod = '1000-01'

type Query = Record<string, string | undefined>

/** What stands in the ledger kept here: every account's balance, and one account entry by entry. */
export function ledgerRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  const { db } = deps
  const read = { config: { permission: 'ledger.read' } } as const

  async function shownBy(numbers: string[]) {
    const [titles, masks] = [await readTitles(db, numbers), await readMasks(db)]
    return (number: string) => {
      const known = titles.get(number)
      if (!known) return { number, title: '' }
      const mask = masks[maskKindOf(known.type as AccountType) as MaskKind] ?? ''
      return { number: formatNumber(number, mask), title: known.title }
    }
  }

  /** The form of both pages; problems are shown on the trial balance. */
  async function readForm(request: FastifyRequest) {
    const query = request.query as Query
    const { organization, accountMasks } = await settings(request.user.revision)
    const periods = await periodsWithEntries(db)
    const last = periods[0] ?? justEnded(dateIn(organization.timeZone, deps.now()))
    const form = new FormReader({ account: '', from: '', ...query, to: query.to || last })
    const typed = form.text('account', 'Account', { most: 40 })
    const account = withoutFormat(typed)
    const masks = Object.values(accountMasks.masks)
    const from = form.text('from', 'From period', { most: 20 })
    const to = form.text('to', 'To period', { most: 20 })
    const span = { from: from ? readPeriod(from) : firstPeriod, to: readPeriod(to) }
    if (!span.from) form.problem('from', 'From period is a month, such as October 2026.')
    if (!span.to) form.problem('to', 'To period is a month, such as October 2026.')
    if (!/^\d*$/.test(account)) form.problem('account', 'An account number is made of digits.')
    else if (!masks.some((mask) => isPartedAs(typed, mask))) {
      form.problem('account', `An account number is written ${[...new Set(masks)].join(', or ')}.`)
    }
    const begin = periodSelect(periods, from, organization)
    return {
      ...form.result({ account, from: span.from ?? '', to: span.to ?? '' }),
      from: { ...begin, choices: [{ value: '', label: 'The beginning' }, ...begin.choices] },
      to: periodSelect(periods, to, organization),
    }
  }

  async function balances(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Awaited<ReturnType<typeof readForm>>,
  ) {
    const found = form.ok ? await trialBalance(db, form.value.to) : []
    const shown = await shownBy(found.map(({ account }) => account))
    const sum = (field: 'debitCents' | 'creditCents') =>
      formatCents(found.reduce((all, balance) => all + balance[field], 0))
    return renderPage(request, reply.status(form.ok ? 200 : 422), {
      template: 'ledger/trial-balance',
      title: `${form.ok ? '' : 'Error: '}Ledger Inquiry - Organization`,
      data: {
        typed: form.typed,
        from: form.from,
        to: form.to,
        problems: form.ok ? undefined : form.problems,
        through: form.ok ? monthName(form.value.to) : '',
        rows: found.map(({ account, debitCents, creditCents }) => ({
          ...shown(account),
          debit: debitCents ? formatCents(debitCents) : '',
          credit: creditCents ? formatCents(creditCents) : '',
          path: `${paths.ledgerInquiry}/${account}?to=${form.to.value}`,
        })),
        debit: sum('debitCents'),
        credit: sum('creditCents'),
      },
    })
  }

  scope.get(paths.ledgerInquiry, read, async (request, reply) => {
    const form = await readForm(request)
    if (!form.ok || form.value.account === '') return balances(request, reply, form)
    const from = form.from.value
    const query = new URLSearchParams({ ...(from ? { from } : {}), to: form.value.to })
    return reply.redirect(`${paths.ledgerInquiry}/${form.value.account}?${query}`, 303)
  })

  scope.get(`${paths.ledgerInquiry}/:account`, read, async (request, reply) => {
    const { account } = request.params as { account: string }
    if (!/^\d{1,20}$/.test(account)) throw refusals.notFound()
    const form = await readForm(request)
    if (!form.ok) return balances(request, reply, form)
    const { from, to } = form.value
    const { after } = request.query as Query
    const span = { account, from, to }
    const { openingCents, entries } = await accountEntries(db, span, keyOf(after), entriesOnAPage + 1)
    const shown = entries.slice(0, entriesOnAPage)
    const { number, title } = (await shownBy([account]))(account)
    let balance = openingCents
    const rows = shown.map(({ batch, line, period, date, journal, reverses, cents }) => {
      balance += cents
      return {
        batch,
        line,
        period,
        date,
        journal,
        words: reverses === null ? 'Utility billing' : `Reverses batch ${reverses}`,
        debit: cents > 0 ? formatCents(cents) : '',
        credit: cents < 0 ? formatCents(-cents) : '',
        balance: formatCents(balance),
        path: `${paths.batches}/${batch}`,
        down: `${paths.batches}/${batch}/transactions?account=${account}`,
      }
    })
    const last = shown.at(-1)
    const next = new URLSearchParams({ from, to })
    if (last) next.set('after', `${last.period}.${last.batch}.${last.line}`)
    return renderPage(request, reply, {
      template: 'ledger/account',
      title: `${number} - Ledger Inquiry`,
      data: {
        typed: { account: number },
        from: form.from,
        to: form.to,
        number,
        title,
        opening: formatCents(openingCents),
        isFirst: !keyOf(after),
        rows,
        next: entries.length > entriesOnAPage && `${paths.ledgerInquiry}/${account}?${next}`,
      },
    })
  })
}

function keyOf(after: string | undefined): EntryKey | undefined {
  const [, period, batch, line] = /^(\d{4}-\d\d)\.(\d{1,9})\.(\d{1,9})$/.exec(after ?? '') ?? []
  return period ? { period, batch: Number(batch), line: Number(line) } : undefined
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { isPanelRequest } from '../../http/security.ts'
import { dateIn, formatDate, momentIn } from '../../lib/dates.ts'
import { type FieldError, labelOf, type Submitted } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { monthName, periodSelect, periodsAround } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { postingRules } from '../interfaces/general-ledger/posting-rules.ts'
import { ledgers, updateMethods } from '../interfaces/general-ledger/settings.ts'
import { formatAccount } from './account-view.ts'
import { readBooks, readChart } from './accounts-store.ts'
import { messagesOf, stateOnItsPage } from './batch-view.ts'
import { findBatch, readDetails, readEntries } from './batches-store.ts'
import { nextOpen } from './blockers.ts'
import { exportFormatOf } from './export-formats.ts'

type BatchView = { status?: number; said?: string; errors?: FieldError[]; submitted?: Submitted }

/** Draws one batch: what is true of it, its entries, and what may be done with it. */
export async function batchPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { db, now }: Deps,
  { organization }: Settings,
  number: number,
  view: BatchView = {},
) {
  const batch = await findBatch(db, number)
  if (!batch) throw httpProblems.notFound()
  const books = await readBooks(db)
  const entries = await readEntries(db, number)
  const chart = await readChart(
    db,
    entries.map(({ account }) => account),
  )
  const shown = (account: string) => formatAccount(account, { chart, formats: books.formats })
  const moment = (at: string) => momentIn(organization.timeZone, at)
  const path = `${paths.batches}/${number}`
  const drillDownUrl = (figure: Record<string, string>) =>
    `${path}/transactions?${new URLSearchParams(figure)}`
  const period = periodSelect(
    periodsAround(dateIn(organization.timeZone, now())),
    view.submitted?.period ?? nextOpen(batch.period, books),
    { ...organization, closed: books.closedPeriods },
  )
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'update-general-ledger/batch',
    title: `Batch ${number} - Update General Ledger`,
    data: {
      batch,
      path,
      ...messagesOf(view.said, batch, moment),
      offers: view.said?.startsWith('posted') && { form: 'file', words: 'Download' },
      errors: view.errors,
      values: { ...view.submitted, period: period.value },
      periods: period.choices,
      facts: [
        ['State', stateOnItsPage(batch)],
        ['Run', `${moment(batch.createdAt)}, by ${batch.createdBy}`],
        ['Posting period', monthName(batch.period)],
        ['Journal', batch.journal],
        ['Dates', `${formatDate(batch.beginningDate)} to ${formatDate(batch.endingDate)}`],
        ['Transactions', batch.transactions.toLocaleString('en-US')],
        ['Debits', formatCents(batch.debitCents)],
        ['Credits', formatCents(batch.creditCents)],
        [
          'Settings',
          `${labelOf(ledgers, batch.interface)}, ${labelOf(updateMethods, batch.updateMethod)}, Update Payments ${batch.updatePayments ? 'selected' : 'cleared'} (version ${batch.settingsVersion}; posting accounts version ${batch.accountsVersion})`,
        ],
        ['Include payments', batch.includePayments ? 'Selected' : 'Cleared'],
        ...(batch.updateAgain ? [['Updated again because', batch.reason]] : []),
        ...(batch.downloadedAt
          ? [['File first downloaded', `${moment(batch.downloadedAt)}, by ${batch.downloadedBy}`]]
          : []),
        ...(batch.confirmedAt
          ? [
              [
                'Confirmed posted',
                `${moment(batch.confirmedAt)}, by ${batch.confirmedBy}, as ${batch.confirmedReference}`,
              ],
            ]
          : []),
        ['Fingerprint', batch.fingerprint],
      ],
      entries: entries.map(({ account, cents }) => ({
        ...shown(account),
        debit: cents > 0 ? formatCents(cents) : '',
        credit: cents < 0 ? formatCents(-cents) : '',
        drillDownUrl: drillDownUrl({ account }),
      })),
      details: (await readDetails(db, number)).map((detail) => ({
        ...detail,
        label: postingRules[detail.kind].label,
        debit: shown(detail.debit).account,
        credit: shown(detail.credit).account,
        cents: formatCents(detail.cents),
        drillDownUrl: drillDownUrl({
          kind: detail.kind,
          service: detail.service,
          sign: detail.negative ? '-' : '+',
        }),
      })),
      layout: exportFormatOf(batch.layout),
      mayUpdate: may(request.user.role, 'ledger.update'),
    },
  })
}

/** After an act: the batch at once where script is on, else a redirect to it. */
export function answerBatch(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  settings: Settings,
  number: number,
  said: string,
) {
  const path = `${paths.batches}/${number}`
  if (!isPanelRequest(request)) {
    reply.flash(said)
    return reply.redirect(path, 303)
  }
  reply.header('hx-push-url', path)
  return batchPage(request, reply, deps, settings, number, { said })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { isPanelRequest } from '../../http/security.ts'
import { formatDate, momentIn } from '../../lib/dates.ts'
import { type FieldError, labelOf, type Submitted } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { monthName } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { postingRules } from '../interfaces/general-ledger/posting-rules.ts'
import { ledgers, updateMethods } from '../interfaces/general-ledger/settings.ts'
import { entryLines, formatAccount } from './account-view.ts'
import { readBooks, readChart } from './accounts-store.ts'
import { messagesOf, nextStep, stateOnItsPage } from './batch-view.ts'
import { findBatch, readDetails, readEntries } from './batches-store.ts'
import { exportFormatOf } from './export-formats.ts'

type BatchView = { status?: number; said?: string; errors?: FieldError[]; submitted?: Submitted }

/** Draws one batch: what is true of it, its entries, and what may be done with it. */
export async function batchPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { db }: Deps,
  { organization }: Settings,
  number: number,
  view: BatchView = {},
) {
  const batch = await findBatch(db, number)
  if (!batch) throw httpProblems.notFound()
  const { formats } = await readBooks(db)
  const entries = await readEntries(db, number)
  const chart = await readChart(
    db,
    entries.map(({ account }) => account),
  )
  const accounts = { chart, formats }
  const shown = (account: string) => formatAccount(account, accounts).account
  const moment = (at: string) => momentIn(organization.timeZone, at)
  const path = `${paths.batches}/${number}`
  const mayUpdate = may(request.user.role, 'ledger.update')
  const drillDownUrl = (figure: Record<string, string>) =>
    `${path}/transactions?${new URLSearchParams(figure)}`
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'update-general-ledger/batch',
    title: `Batch ${number} - Update General Ledger`,
    trail: [['Batches', paths.batches]],
    paper: { period: monthName(batch.period), isSigned: true },
    data: {
      batch,
      path,
      ...messagesOf(view.said, batch, moment),
      next: mayUpdate ? nextStep(batch) : { heading: stateOnItsPage(batch) },
      errors: view.errors,
      values: view.submitted,
      facts: [
        ['State', stateOnItsPage(batch)],
        ['Posted', `${moment(batch.createdAt)}, by ${batch.createdBy}`],
        ['Posting period', monthName(batch.period)],
        ['Journal', batch.journal],
        ['Dates', `${formatDate(batch.beginningDate)} to ${formatDate(batch.endingDate)}`],
        ['Transactions', batch.transactions.toLocaleString('en-US')],
        ['Debits', formatCents(batch.debitCents)],
        ['Credits', formatCents(batch.creditCents)],
        ['Include payments', batch.includePayments ? 'Selected' : 'Cleared'],
        ...(batch.reason
          ? [[batch.reverses === null ? 'Updated again because' : 'Undone because', batch.reason]]
          : []),
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
      ],
      origin: [
        [
          'Settings',
          `${labelOf(ledgers, batch.interface)}, ${labelOf(updateMethods, batch.updateMethod)}, Update Payments ${batch.updatePayments ? 'selected' : 'cleared'} (version ${batch.settingsVersion}; posting accounts version ${batch.accountsVersion})`,
        ],
        ['Fingerprint', batch.fingerprint],
      ],
      entries: entryLines(entries, accounts).map((line) => ({
        ...line,
        drillDownUrl: drillDownUrl({ account: line.number }),
      })),
      debits: formatCents(batch.debitCents),
      credits: formatCents(batch.creditCents),
      details: (await readDetails(db, number)).map((detail) => ({
        ...detail,
        label: postingRules[detail.kind].label,
        transactions: detail.transactions.toLocaleString('en-US'),
        debit: shown(detail.debit),
        credit: shown(detail.credit),
        cents: formatCents(detail.cents),
        drillDownUrl: drillDownUrl({
          kind: detail.kind,
          service: detail.service,
          sign: detail.negative ? '-' : '+',
        }),
      })),
      layout: exportFormatOf(batch.layout),
      mayUpdate,
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

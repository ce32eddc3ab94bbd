import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { renderPage } from '../../../http/render.ts'
import { momentIn } from '../../../lib/dates.ts'
import { type FieldError, FormReader } from '../../../lib/form.ts'
import { parseCents } from '../../../lib/money.ts'
import { may } from '../../../lib/permissions.ts'
import { findingsOf } from './findings-store.ts'
import type { Import } from './import-store.ts'
import { findingsView, importView } from './import-view.ts'
import { fingerprintOf, previewOf } from './preview.ts'
import { journalView, previewView } from './preview-view.ts'

/** What an import that waits would do; `errors` are about pressing Import. */
export async function previewPage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  one: Import,
  { errors, status = 200 }: { errors?: FieldError[]; status?: number } = {},
) {
  const { organization } = await deps.settings.at(request.user.revision)
  const view = importView(one)
  const preview = await previewOf(deps.db, one)
  const findings = await findingsOf(deps.db, one.id)
  const journal = readJournalTotal(request.query)
  const isWrong = !journal.ok && !errors
  return renderPage(request, reply.status(isWrong ? 422 : status), {
    template: 'transactions/preview',
    title: `${view.title} - Transactions`,
    data: {
      view,
      moment: momentIn(organization.timeZone, one.startedAt),
      message: reply.takeFlash()?.startsWith('saved') ? 'The service is saved.' : undefined,
      errors: errors ?? (journal.ok ? undefined : journal.errors),
      errorHeading: isWrong ? 'Not compared yet' : 'Not imported',
      values: journal.submitted,
      ...previewView(one, preview),
      journal: journalView(preview, journal.ok ? journal.value : undefined),
      questions: findings.filter(({ kind }) => kind === 'question'),
      tables: findingsView(findings),
      fingerprint: await fingerprintOf(deps, deps.db, one),
      mayImport: may(request.user.role, 'transactions.import'),
      maySetUp: may(request.user.role, 'accounts.change'),
    },
  })
}

/** The total of the billing journal as a person types it to compare it; undefined while nobody has. */
function readJournalTotal(query: unknown) {
  const form = new FormReader(query)
  const label = 'Total of the billing journal'
  const text = form.text('journalTotal', label, { limit: 40 })
  const cents = text === '' ? undefined : parseCents(text)
  if (typeof cents === 'object') form.addError('journalTotal', `${label} ${cents.wrong}.`)
  return form.result(typeof cents === 'object' ? undefined : cents)
}

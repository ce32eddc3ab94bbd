import type { FastifyInstance, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import { billProvider } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { dateIn, formatDate, readDate } from '../../lib/dates.ts'
import { FormReader } from '../../lib/form.ts'
import { plainMoney } from '../../lib/money.ts'
import { firstDay, lastDay, periodOf } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { atProviderView, matchedView, registerView } from './compared-view.ts'
import { listOnlyInRegister } from './days-store.ts'
import { providerPaymentEvents } from './events.ts'
import { paymentPaths } from './payments-paths.ts'
import { type Days, listMatched, listOnlyAtProvider } from './payments-store.ts'

const rowsOnAPage = 50
const rowsAtOnce = 1_000

const lists = [
  { value: 'provider', label: 'Only at the provider' },
  { value: 'register', label: 'Only in the register' },
  { value: 'matched', label: 'Matched' },
] as const

type List = (typeof lists)[number]['value']

/** The three lists of a comparison, by day, and each as a file. */
export function comparedRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'billing.read' } } as const
  scope.get(paymentPaths.compared, read, async (request, reply) => {
    const settings = await deps.settings.at(request.user.revision)
    const asked = readAsked(request, deps, settings)
    const { after } = request.query as { after?: unknown }
    const page = { after: readAfter(after), limit: rowsOnAPage }
    const { list, days } = asked.value
    const { rows, next } = asked.ok
      ? await pageOf(deps, settings, asked.value, page)
      : { rows: [], next: undefined }
    const address = (more: Record<string, string> = {}, path: string = paymentPaths.compared) =>
      `${path}?${new URLSearchParams({ list, ...days, ...more })}`
    return renderPage(request, reply.status(asked.ok ? 200 : 422), {
      template: 'provider-payments/compared',
      title: 'Compared payments - Billing',
      paper: { period: `${formatDate(days.from)} to ${formatDate(days.to)}`, isSigned: true },
      data: {
        here: 'compared',
        links: paymentPaths,
        list,
        label: lists.find(({ value }) => value === list)?.label,
        lists,
        values: { list, ...days, ...asked.submitted },
        errors: asked.errors,
        rows,
        first: page.after && address(),
        next: next && address({ after: next }),
        csv: rows.length > 0 && address({}, paymentPaths.comparedCsv),
        mayExport: may(request.user.role, 'billing.export'),
      },
    })
  })

  const take = { config: { permission: 'billing.export' } } as const
  scope.get(paymentPaths.comparedCsv, take, async (request, reply) => {
    const settings = await deps.settings.at(request.user.revision)
    const asked = readAsked(request, deps, settings)
    if (!asked.ok) return reply.redirect(paymentPaths.compared, 303)
    const { list, days } = asked.value
    const { label } = lists.find(({ value }) => value === list) as (typeof lists)[number]
    await appendEvent(
      deps,
      deps.db,
      actorOf(request),
      providerPaymentEvents.exported('', { list: label, ...days }),
    )
    return sendCsv(reply, 'compared-payments.csv', headings[list], csvRows(deps, settings, asked.value))
  })
}

type Asked = { list: List; days: Days }

function readAsked(request: FastifyRequest, deps: Deps, { organization }: Settings) {
  const month = periodOf(dateIn(organization.timeZone, deps.now()))
  const form = new FormReader({
    ...{ list: 'provider', from: firstDay(month), to: lastDay(month) },
    ...(request.query as object),
  })
  const list = form.choice('list', 'List', lists)
  const missing = 'Choose a day.'
  const from = form.date('from', 'From', { missing })
  const to = form.date('to', 'To', { missing })
  if (from && to && from > to) form.addError('to', 'To is before From. Switch them.')
  const value: Asked = { list, days: { from: from || firstDay(month), to: to || lastDay(month) } }
  const read = form.result(value)
  return { ...read, value, errors: read.ok ? undefined : read.errors }
}

const readAfter = (after: unknown) => readCursor(after, [readDate, readRowNumber])

async function pageOf(
  { db }: Deps,
  { providerPayments: { inRegister } }: Settings,
  { list, days }: Asked,
  page: Parameters<typeof listMatched>[3],
) {
  if (list === 'matched') {
    const { rows, next } = await listMatched(db, billProvider, days, page)
    return { rows: rows.map(matchedView), next }
  }
  if (list === 'provider') {
    const { rows, next } = await listOnlyAtProvider(db, billProvider, days, page)
    return { rows: rows.map(atProviderView), next }
  }
  const { rows, next } = await listOnlyInRegister(db, days, inRegister, page)
  return { rows: rows.map(registerView), next }
}

const headings: Record<List, string[]> = {
  provider: ['Paid on', 'Customer', 'Name', 'Number', 'Kind', 'Amount', 'Reason'],
  register: ['Date', 'Customer', 'Service', 'Reference', 'Kind', 'Amount', 'Reason'],
  matched: [
    ...['Paid on', 'Customer', 'Name', 'Number', 'Kind', 'Amount'],
    ...['Reference', 'Date in the register', 'Matched by'],
  ],
}

/** A page in memory at a time. */
async function* csvRows(deps: Deps, settings: Settings, asked: Asked): AsyncGenerator<string[][]> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = await pageOf(deps, settings, asked, { after: readAfter(next), limit: rowsAtOnce })
    yield page.rows.map(({ cells, cents }) => {
      const [day = '', customer = '', third = '', fourth = '', kind = '', ...rest] = cells
      return [day, customer, third, fourth, kind, plainMoney(cents), ...rest]
    })
    next = page.next
  }
}

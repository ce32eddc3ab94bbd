import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { rowNumberOf } from '../../http/request.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { FormReader } from '../../lib/form.ts'
import { monthName } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import { runAt } from './bill-run-at.ts'
import { runPath } from './bill-run-path.ts'
import { billFacts, billRow } from './bill-view.ts'
import { chargesOf, findBill, listBills } from './bills-store.ts'
import { doubts } from './doubts.ts'
import type { Run } from './runs-store.ts'

const billsShown = 100
const all = { value: '', label: 'All bills' } as const
const doubtChoices = [all, ...doubts.map(({ value, label }) => ({ value, label }))]

const trailTo = ({ id, period }: Run): [string, string] => [`Bills of ${monthName(period)}`, runPath(id)]

/** The bills of a run, a page at a time, and each of them. */
export function billRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'billing.read' } } as const

  scope.get(`${paths.bills}/:id/bills`, read, async (request, reply) => {
    const run = await runAt(deps, request)
    const query = request.query as Record<string, unknown>
    const form = new FormReader(query)
    const asked = {
      customer: form.text('customer', 'Customer', { limit: 60 }),
      doubt: form.choice('doubt', 'Which', doubtChoices) || undefined,
    }
    const { ok, submitted } = form.result(undefined)
    const after = readCursor(query.after, [readRowNumber])
    const page = ok
      ? await listBills(deps.db, run, asked, { after, limit: billsShown })
      : { rows: [], next: undefined }
    const path = `${runPath(run.id)}/bills`
    const address = (more: Record<string, string>) => {
      const { customer, doubt = '' } = asked
      const said = Object.entries({ customer, doubt, ...more }).filter(([, value]) => value !== '')
      return said.length > 0 ? `${path}?${new URLSearchParams(said)}` : path
    }
    const ofRun = asked.doubt === 'gone' ? run.comparedWith : run.id
    return renderPage(request, reply, {
      template: 'bills/bills',
      title: `Bills of run ${run.id} - Billing`,
      trail: [trailTo(run)],
      paper: { period: monthName(run.period) },
      data: {
        values: { customer: submitted.customer ?? '', doubt: asked.doubt ?? '' },
        path,
        title: `Bills of ${monthName(run.period)}`,
        choices: doubtChoices,
        says: doubts.find(({ value }) => value === asked.doubt)?.says,
        rows: page.rows.map((bill) => billRow(bill, ofRun ?? run.id)),
        hasLast: run.comparedWith !== null && asked.doubt !== 'gone',
        isFiltered: asked.customer !== '' || asked.doubt !== undefined,
        first: after && address({}),
        next: page.next && address({ after: page.next }),
        run: runPath(run.id),
        csv: may(request.user.role, 'billing.export') && `${runPath(run.id)}/bills.csv`,
      },
    })
  })

  scope.get(`${paths.bills}/:id/bills/:line`, read, async (request, reply) => {
    const run = await runAt(deps, request)
    const line = rowNumberOf(request, 'line')
    const bill = await findBill(deps.db, run, line)
    if (!bill) throw httpProblems.notFound()
    const charges = (await chargesOf(deps.db, run.id, line, line)).get(line) ?? []
    return renderPage(request, reply, {
      template: 'bills/bill',
      title: `Bill of ${bill.customer} - Billing`,
      trail: [trailTo(run), ['Bills', `${runPath(run.id)}/bills`]],
      data: { title: `Bill of ${bill.name}`, ...billFacts(bill, charges), run: runPath(run.id) },
    })
  })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { billProvider } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { readFileChunks } from '../../exchange-files/files-store.ts'
import { isAwaited } from '../../exchange-files/is-awaited.ts'
import { isGoingOn, mayHaveArrived, sendState } from '../../exchange-files/send-state.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { takeDraft } from '../../http/request.ts'
import { versionLabel } from '../../import-profiles/profile.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { momentIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { formatSum } from '../../lib/money.ts'
import { firstDay, lastDay, monthName } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import { runPath } from './bill-run-path.ts'
import { count, factsOf, sendRows } from './bill-run-view.ts'
import { countDoubts, currentCharges, registerBillings } from './bills-store.ts'
import { doubts } from './doubts.ts'
import type { Unwritten } from './file/write-file.ts'
import { billsInFile, findRun, type Run, sentOfPeriod } from './runs-store.ts'
import { sendFingerprint } from './send/send.ts'
import { listSends } from './sends-store.ts'
import { tieOut } from './tie-out.ts'
import { sendingOf } from './what-is-missing.ts'

type View = {
  errors?: FieldError[]
  submitted?: Submitted
  status?: number
  message?: string
  unwritten?: Unwritten
}

const refreshSeconds = 5
const linesShown = 5
const longestLine = 300

/** The bills of a run as they will be sent, whether they may be, and what became of them. */
export async function runPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  run: Run,
  view: View = {},
) {
  const settings = await deps.settings.at(request.user.revision)
  const { timeZone } = settings.organization
  const { id, period, comparedWith, send, file, remarks } = run
  const { way, layout, missing } = await sendingOf(deps, settings)
  const state = send && sendState(send)
  const compared = comparedWith === null ? undefined : await findRun(deps.db, comparedWith)
  const counted = await doubtsOf(deps, run)
  const asked = counted.filter(({ isAsked }) => isAsked)
  const sends = await listSends(deps.db, id)
  const draft = takeDraft(request, `${runPath(id)}/send`)
  const submitted = view.submitted ?? draft?.submitted
  const { role } = request.user
  const mayResend = state !== 'unknown' || may(role, 'connections.change')
  const goesOn = state !== undefined && isGoingOn(state)
  const isStopped = goesOn && (await readHealth(deps.db, billProvider)).isStopped
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'bills/run',
    title: `${view.unwritten ? 'Error: ' : ''}Bills of ${monthName(period)} - Billing`,
    refresh: goesOn && !view.errors ? refreshSeconds : undefined,
    paper: { period: monthName(period), isSigned: true },
    data: {
      ...view,
      values: submitted ?? {},
      isForLater: ['sendDate', 'sendTime'].some((name) => submitted?.[name]),
      path: runPath(id),
      id,
      title: `Bills of ${monthName(period)}`,
      total: `${count(run.bills)}, ${formatSum(run.amountDueCents)} due`,
      facts: factsOf(run, timeZone),
      notes: remarks.notes,
      passedOver: remarks.passedOver,
      compared: compared?.isBroughtIn
        ? { label: `${monthName(compared.period)}, run ${compared.id}`, path: runPath(compared.id) }
        : undefined,
      doubts: counted,
      tie: tieOut(await currentCharges(deps.db, id), await registerBillings(deps.db, period)),
      register: `${paths.transactions}?${new URLSearchParams({ from: firstDay(period), to: lastDay(period), kind: 'billing' })}`,
      month: monthName(period),
      missing,
      isByHand: way.isByHand,
      place: way.place,
      folder: way.folder,
      file: file && {
        ...{
          name: file.name,
          size: file.size.toLocaleString('en-US'),
          sha256: file.sha256,
          layout: file.layout,
        },
        path: `${runPath(id)}/files/${file.id}`,
        lines: may(role, 'billing.read') ? await firstLines(deps, file.id) : [],
        leftOut: file.leftOut > 0 && `${count(file.leftOut)}, ${formatSum(file.leftOutCents)} due`,
        holds: holdsOf(run),
        isOld: layout !== undefined && versionLabel(layout) !== file.layout,
      },
      fingerprint: file && sendFingerprint(deps, run, way),
      sends: sendRows(sends, timeZone),
      state,
      goesOn,
      isStopped,
      isAwaited: isAwaited(deps, send, isStopped),
      number: send?.number,
      isAgain: run.sends > 0 && state !== 'canceled',
      others: (await sentOfPeriod(deps.db, run)).map((other) => ({ id: other, path: runPath(other) })),
      asks: asked.reduce((sum, { bills }) => sum + bills, 0),
      waitsFor:
        send && state === 'ready' && send.dueAt > deps.now().toISOString() && momentIn(timeZone, send.dueAt),
      maySend: may(role, 'billing.send') && mayResend,
      mayDecide: may(role, 'connections.change'),
      isEditor: may(role, 'billing.send'),
      mayExport: may(role, 'billing.export'),
      hasArrived: state !== undefined && mayHaveArrived(state),
    },
  })
}

function holdsOf(run: Run) {
  const { bills, amountDue } = billsInFile(run)
  return `${count(bills)}, ${formatSum(amountDue)} due`
}

/** What is to be looked at, of each as many bills as there are. */
export async function doubtsOf({ db }: Deps, run: Run) {
  // With nothing before, every customer would be new.
  const looked = doubts.filter(({ value }) => run.comparedWith !== null || value !== 'new')
  const counts = await countDoubts(
    db,
    run,
    looked.map(({ value }) => value),
  )
  return looked
    .map((doubt) => ({ ...doubt, bills: counts[doubt.value] ?? 0 }))
    .filter(({ bills }) => bills > 0)
    .map(({ value, ...doubt }) => ({
      ...doubt,
      bills: doubt.bills,
      path: `${runPath(run.id)}/bills?${new URLSearchParams({ doubt: value })}`,
    }))
}

/** As the provider gets them, for a look. */
async function firstLines({ db }: Deps, fileId: number): Promise<string[]> {
  for await (const bytes of readFileChunks(db, fileId)) {
    const lines = bytes
      .subarray(0, linesShown * 2_000)
      .toString('utf-8')
      .split(/\r?\n/)
    return lines.slice(0, linesShown).map((line) => line.slice(0, longestLine))
  }
  return []
}

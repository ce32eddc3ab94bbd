import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { momentIn } from '../../lib/dates.ts'
import { may } from '../../lib/permissions.ts'
import { versionOf } from '../../multispeak/version.ts'
import { accountAt } from './account-at.ts'
import { accountPath, actPaths } from './account-path.ts'
import { accountFacts, listedRow, statusRow, titleOf } from './account-view.ts'
import { asking } from './ask-vendor.ts'
import { type Call, callLabels, callState, callStateLabels } from './call.ts'
import { findLastCall, listCalls } from './calls-store.ts'
import { decisions } from './decide-call.ts'
import { progressOf } from './progress.ts'
import { knownStates } from './status-act.ts'
import { listStatuses } from './statuses-store.ts'

const callsShown = 20
const statusesShown = 20

/** One account: what is known of it, what was asked of the vendor, and what the vendor said of it. */
export async function accountPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  view: { message?: string },
) {
  const account = await accountAt(deps, request)
  const { organization, prepaidMetering } = await deps.settings.at(request.user.revision)
  const { timeZone } = organization
  const { id, state, customer, service } = account
  const path = accountPath(id)
  const query = request.query as { after?: unknown; calls?: unknown }
  const after = readCursor(query.after, [readRowNumber])
  const before = readCursor(query.calls, [readRowNumber])
  const calls = await listCalls(deps.db, id, { after: before, limit: callsShown })
  const statuses = await listStatuses(deps.db, id, { after, limit: statusesShown })
  const last = before ? await findLastCall(deps.db, id) : calls.rows[0]
  const lastState = last && callState(last)
  const isOpen =
    last !== undefined && lastState !== 'done' && lastState !== 'refused' && lastState !== 'canceled'
  const { mark, isAwaited } = await progressOf(deps, account)
  const mayChange = may(request.user.role, 'prepaid.change')
  return renderPage(request, reply, {
    template: 'prepaid-accounts/account',
    title: `${titleOf(account)} - Prepaid`,
    data: {
      ...view,
      ...{ id, path, title: titleOf(account), mayChange },
      progress: isAwaited && `${path}/progress?${new URLSearchParams({ mark })}`,
      facts: accountFacts(account, timeZone),
      row: listedRow(account, timeZone),
      open: isOpen && last && openCall(last),
      mayDecide: may(request.user.role, 'connections.change'),
      decisions,
      calls: calls.rows.map((call) => callRow(call, timeZone)),
      statuses: statuses.rows.map((status) => statusRow(status, timeZone)),
      callPages: {
        first: before && path,
        next: calls.next && `${path}?${new URLSearchParams({ calls: calls.next })}`,
      },
      first: after && path,
      next: statuses.next && `${path}?${new URLSearchParams({ after: statuses.next })}`,
      hasProblems: statuses.rows.some(({ problem }) => problem),
      selection: actPaths.selection,
      acts: {
        enroll: mayChange && asking.enroll.from.includes(state) && `${actPaths.enrollment}?account=${id}`,
        unenroll:
          mayChange && asking.unenroll.from.includes(state) && `${actPaths.unenrollment}?account=${id}`,
        meter: mayChange && !isOpen && asking.meter.from.includes(state) && `${path}/meter-exchange`,
        isAsked:
          versionOf(prepaidMetering.interface) !== undefined && (knownStates as string[]).includes(state),
      },
      balances: (knownStates as string[]).includes(state) && `${paths.prepaidBalances}/${id}`,
      register: `${paths.transactions}?${new URLSearchParams({ customer, service })}`,
    },
  })
}

/** What is not answered yet, and what may be done about it. */
function openCall(call: Call) {
  const state = callState(call)
  return {
    ...{ id: call.id, state, label: callLabels[call.act], words: callStateLabels[state] },
    problem: call.jobProblem ?? '',
    isUnknown: state === 'unknown',
    mayCancel: state !== 'unknown' && call.jobState !== 'working',
    goOn: state === 'unknown' ? 'Look again' : 'Try now',
  }
}

function callRow(call: Call, timeZone: string) {
  const { act, askedAt, askedBy, answeredAt, content, problem, jobProblem } = call
  const state = callState(call)
  return {
    label: callLabels[act],
    state: callStateLabels[state],
    problem: problem ?? (answeredAt === null ? jobProblem : null) ?? '',
    asked: `${momentIn(timeZone, askedAt)}${askedBy ? ` by ${askedBy}` : ''}`,
    answered: answeredAt ? momentIn(timeZone, answeredAt) : '',
    to: content.place ?? 'Told by hand',
  }
}

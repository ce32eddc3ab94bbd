import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import type { Messages } from '../../http/flash.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { takeDraft } from '../../http/request.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import { balancePath, balancePaths, entryPath } from './balance-paths.ts'
import { countNotDone, type Entry, listOpen } from './entries-list-store.ts'
import { entryState, stateLabels } from './entry-state.ts'
import { entryFacts, entryRow, kindOf } from './entry-view.ts'

const rowsOnAPage = 50
const draftIsBack = 'You are signed in again and the reason you typed is back. Nothing is decided yet.'

/** What a person has to decide about, of all accounts. */
export async function openPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  messages: Messages = {},
) {
  const { organization, prepaidMeteringConnection } = await deps.settings.at(request.user.revision)
  const after = readCursor((request.query as { after?: unknown }).after, [readRowNumber])
  const { rows, next } = await listOpen(deps.db, prepaidMeteringConnection.whoAsks, {
    after,
    limit: rowsOnAPage,
  })
  const notDone = await countNotDone(deps.db)
  return renderPage(request, reply, {
    template: 'prepaid-balances/open',
    title: 'To decide - Prepaid',
    data: {
      ...messages,
      tryAll: notDone.entries > 0 && may(request.user.role, 'prepaid.change') && balancePaths.tryAll,
      notDone: notDone.entries,
      rows: rows.map((row) => entryRow(row, organization.timeZone)),
      first: after && balancePaths.open,
      next: next && `${balancePaths.open}?${new URLSearchParams({ after: next })}`,
    },
  })
}

type View = {
  status?: number
  errors?: FieldError[]
  submitted?: Submitted
  message?: string | undefined
}

/** A payment or adjustment, how far the vendor was told of it, and what may be decided about it. */
export async function entryPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  entry: Entry,
  view: View = {},
) {
  const { organization, prepaidMeteringConnection } = await deps.settings.at(request.user.revision)
  const { id, accountId, cents, customer, problem, objectId } = entry
  const state = entryState(entry)
  const { role } = request.user
  const path = entryPath(id)
  const draft = takeDraft(request, `${path}/leaving-out`) ?? takeDraft(request, `${path}/again`)
  const isAskedAgain = state === 'may-be-told' && prepaidMeteringConnection.whoAsks !== 'us'
  const isDoubtful = state === 'unknown' || (state === 'may-be-told' && !isAskedAgain)
  const isBehind = state === 'held' || state === 'waiting'
  const title = `${kindOf(entry)}: ${formatCents(cents)}, customer ${customer}`
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'prepaid-balances/entry',
    title: `${title} - Prepaid`,
    trail: [[`Balance of ${customer}`, balancePath(accountId)]],
    data: {
      ...{ errors: view.errors, errorHeading: 'Nothing decided', message: view.message },
      note: draft && draftIsBack,
      values: view.submitted ?? draft?.submitted ?? {},
      ...{ title, path, objectId, label: stateLabels[state], began: entry.beganAt ?? '' },
      links: {
        account: `${paths.prepaidAccounts}/${accountId}`,
        register: `${paths.transactions}?${new URLSearchParams({ customer })}`,
        balance: balancePath(accountId),
      },
      subject: `prepaid-account:${accountId}`,
      problem: isBehind || state === 'unknown' ? problem : null,
      facts: entryFacts(entry, organization.timeZone),
      mayTry: isBehind && may(role, 'prepaid.change'),
      mayLeaveOut: (isBehind || state === 'ready') && may(role, 'prepaid.change'),
      isAskedAgain,
      mayDecide: isDoubtful && may(role, 'connections.change'),
      waits: isDoubtful && !may(role, 'connections.change'),
    },
  })
}

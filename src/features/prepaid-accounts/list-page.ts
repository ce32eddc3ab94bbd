import type { FastifyReply, FastifyRequest } from 'fastify'
import { prepaidMetering } from '../../connections/connection.ts'
import { connectionTrouble } from '../../connections/state.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { takeDraft } from '../../http/request.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { type FieldError, FormReader } from '../../lib/form.ts'
import { may } from '../../lib/permissions.ts'
import { versionOf } from '../../multispeak/version.ts'
import { off } from '../interfaces/registry.ts'
import type { AccountState } from './account.ts'
import { actPaths, importPaths } from './account-path.ts'
import { listedRow, stateChoices } from './account-view.ts'
import { listInStates } from './accounts-store.ts'
import { elsewhereView } from './elsewhere-routes.ts'
import { type ListFilter, listAccounts } from './list-store.ts'
import { readSelection } from './selection.ts'
import { missingOf } from './vendor.ts'

const onAPage = 50

const choices = [
  { value: '', label: 'All accounts' },
  ...stateChoices,
  { value: 'waiting', label: 'Not answered yet' },
  { value: 'attention', label: 'To look at' },
] as const

type View = { errors?: FieldError[]; message?: string; warning?: string }

const readText = (part: string) => /^\P{Cc}{1,60}$/u.exec(part)?.[0]

/** The accounts, a page at a time, to be selected and asked about. */
export async function listPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  view: View,
  status = 200,
) {
  const settings = await deps.settings.at(request.user.revision)
  const query = request.query as Record<string, unknown>
  const form = new FormReader(query)
  const customer = form.text('customer', 'Customer', { limit: 60 })
  const which = form.choice('state', 'Which', choices)
  const { ok, submitted } = form.result(undefined)
  const after = readCursor(query.after, [readText, readRowNumber])
  const { rows, next } = ok
    ? await listAccounts(deps.db, { ...filterOf(which), customer }, { after, limit: onAPage })
    : { rows: [], next: undefined }
  const address = (more: Record<string, string>) => {
    const said = Object.entries({ customer, state: which, ...more }).filter(([, value]) => value !== '')
    const { prepaidAccounts } = paths
    return said.length > 0 ? `${prepaidAccounts}?${new URLSearchParams(said)}` : prepaidAccounts
  }
  const draft = takeDraft(request, actPaths.selection)
  const selection = readSelection(draft?.submitted)
  const selected = 'ids' in selection ? selection.ids : []
  return renderPage(request, reply.status(status), {
    template: 'prepaid-accounts/list',
    title: 'Prepaid accounts - Prepaid',
    data: {
      ...view,
      note:
        draft && 'You are signed in again and what you selected is selected again. Nothing was asked yet.',
      isOff: settings.prepaidMetering.interface === off.value,
      missing: await missingOf(deps, settings),
      trouble: connectionTrouble(settings, prepaidMetering, await readHealth(deps.db, prepaidMetering)),
      elsewhere: await elsewhereView(deps.db, settings),
      mayDecide: may(request.user.role, 'connections.change'),
      links: { ...importPaths, ...actPaths, csv: `${paths.prepaidAccounts}/export.csv` },
      values: { customer: submitted.customer ?? '', state: which },
      // Not `choices`: a box of text would offer them.
      whiches: choices,
      isFiltered: customer !== '' || which !== '',
      rows: rows.map((account) => ({
        ...listedRow(account, settings.organization.timeZone),
        isSelected: selected.includes(account.id),
      })),
      hasNew: (await listInStates(deps.db, ['new'], { limit: 1 })).length > 0,
      first: after && address({}),
      next: next && address({ after: next }),
      isAsked: versionOf(settings.prepaidMetering.interface) !== undefined,
      mayChange: may(request.user.role, 'prepaid.change'),
      mayExport: may(request.user.role, 'prepaid.export'),
    },
  })
}

function filterOf(which: (typeof choices)[number]['value']): ListFilter {
  if (which === '') return {}
  return which === 'waiting' || which === 'attention' ? { only: which } : { states: [which as AccountState] }
}

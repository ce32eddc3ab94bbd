import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { restoredAt } from '../../jobs/restores-store.ts'
import { momentIn } from '../../lib/dates.ts'
import { type FieldError, FormReader, type FormResult, type Submitted } from '../../lib/form.ts'
import { formatCents, formatSum, parseCents, plainMoney } from '../../lib/money.ts'
import { fingerprint } from '../../versioned-form/save-version.ts'
import type { PrepaidAccount } from './account.ts'
import { accountPath, actPaths } from './account-path.ts'
import { listInStates } from './accounts-store.ts'
import { asking } from './ask-vendor.ts'
import { findWaiting } from './calls-store.ts'
import { locationOf } from './location.ts'
import type { Selection } from './selection.ts'
import { toldApart } from './told-apart.ts'
import { type Way, wayToVendor } from './vendor.ts'

type Act = 'enroll' | 'unenroll'

/** What is asked of the vendor once a person confirms it; `leftOut`: how many of those selected cannot be asked about. */
type ToConfirm = {
  act: Act
  selection: Selection
  accounts: PrepaidAccount[]
  leftOut: number
  /** How many the vendor could not tell from another. */
  alike: number
  way: Way | { missing: string }
  fingerprint: string
  /** When the database was put back from a backup, where that is not long ago. */
  restored: string | undefined
}

/** More than a town has. */
const most = 20_000
const mostShown = 100
const mostCents = 10_000_000_000

export async function toConfirm(deps: Deps, act: Act, selection: Selection): Promise<ToConfirm> {
  const way = await wayToVendor(deps)
  const ids = 'ids' in selection ? selection.ids : undefined
  const states = ids ? asking[act].from : asking[act].from.filter((state) => state === 'new')
  const found = await listInStates(deps.db, states, { ids, limit: most })
  const waiting = act === 'unenroll' ? await findWaiting(deps.db, ids ?? []) : new Set<number>()
  const free = found.filter(({ id }) => !waiting.has(id))
  const accounts = act === 'enroll' && 'place' in way ? await toldApart(deps.db, free) : free
  const told = [act, way, accounts.map((account) => locationOf(account))]
  return {
    ...{ act, selection, accounts, way, leftOut: ids ? ids.length - free.length : 0 },
    alike: free.length - accounts.length,
    fingerprint: fingerprint(deps, ['prepaid-confirm', ...told]),
    restored: act === 'enroll' ? await restoredLately(deps) : undefined,
  }
}

const doubtedForMs = 60 * 24 * 3_600_000

/** A restored database does not know who was enrolled after its backup. */
async function restoredLately({ db, now, settings }: Deps) {
  const at = await restoredAt(db)
  if (at === null || now().getTime() - Date.parse(at) > doubtedForMs) return undefined
  return momentIn((await settings.now()).organization.timeZone, at)
}

/** Reads what is told otherwise than it is known here: the balance of one account. */
export function readConfirmForm(
  body: unknown,
  { act, accounts }: ToConfirm,
): FormResult<{ openingCents?: number }> {
  const form = new FormReader(body)
  if (act !== 'enroll' || accounts.length !== 1) return form.result({})
  const text = form.text('opening', 'Balance at enrollment', {
    limit: 20,
    missing: 'Type what the customer has, such as 25.00, or 0.00.',
  })
  const cents = text === '' ? 0 : parseCents(text)
  if (typeof cents !== 'number') form.addError('opening', `Balance at enrollment ${cents.wrong}.`)
  else if (Math.abs(cents) > mostCents)
    form.addError('opening', 'Balance at enrollment is more than 100,000,000.00.')
  return form.result({ openingCents: typeof cents === 'number' ? cents : 0 })
}

type View = { status?: number; errors?: FieldError[]; submitted?: Submitted }

export async function confirmPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { act, selection, accounts, leftOut, alike, way, fingerprint, restored }: ToConfirm,
  { status = 200, errors, submitted }: View = {},
) {
  const verb = act === 'enroll' ? 'Enroll' : 'Unenroll'
  const [only] = accounts
  const isOne = accounts.length === 1 && only !== undefined
  const count = accounts.length.toLocaleString('en-US')
  const title = isOne ? `${verb} ${only.customer}, ${only.service}` : `${verb} ${count} accounts`
  return renderPage(request, reply.status(status), {
    template: 'prepaid-accounts/confirm',
    title: `${title} - Prepaid`,
    data: {
      ...{ errors, title, verb, leftOut, alike, fingerprint, restored, isEnroll: act === 'enroll' },
      values: { opening: only ? plainMoney(only.openingCents) : '', ...submitted },
      path: act === 'enroll' ? actPaths.enrollment : actPaths.unenrollment,
      back: isOne ? accountPath(only.id) : paths.prepaidAccounts,
      all: 'all' in selection,
      ids: 'ids' in selection ? accounts.map(({ id }) => id) : [],
      missing: 'missing' in way ? way.missing : undefined,
      place: 'place' in way ? way.place : undefined,
      hasOpening: isOne && act === 'enroll',
      count,
      sum: formatSum(accounts.reduce((sum, { openingCents }) => sum + openingCents, 0)),
      rows: accounts.slice(0, mostShown).map((account) => ({
        ...account,
        path: accountPath(account.id),
        opening: formatCents(account.openingCents),
        deposit: formatCents(account.depositCents),
      })),
      more: Math.max(0, accounts.length - mostShown),
    },
  })
}

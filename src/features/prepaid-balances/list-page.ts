import type { FastifyReply, FastifyRequest } from 'fastify'
import { prepaidMetering } from '../../connections/connection.ts'
import { connectionTrouble } from '../../connections/state.ts'
import type { Deps } from '../../deps.ts'
import type { Messages } from '../../http/flash.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { momentIn } from '../../lib/dates.ts'
import { FormReader } from '../../lib/form.ts'
import { formatSum } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { missingOf } from '../prepaid-accounts/vendor.ts'
import { balancePaths } from './balance-paths.ts'
import { balanceRow, standings } from './balance-view.ts'
import { type BalanceFilter, listBalances, sumBalances } from './balances-list-store.ts'
import { differSince } from './differences-store.ts'
import { countNotAskedFor, countOpen } from './entries-list-store.ts'
import { type LastPull, lastPulls } from './overview-store.ts'
import { methodOf } from './pulls-store.ts'
import { unaskedInWords, waitingTooLong } from './unasked.ts'
import { listWaiting } from './unasked-store.ts'

const rowsOnAPage = 50
const anyStanding = { value: '', label: 'All accounts' }

export function readFilter(query: unknown): BalanceFilter {
  const form = new FormReader({ standing: '', customer: '', ...(query as object) })
  const standing = form.choice('standing', 'State', [anyStanding, ...standings])
  const customer = form.text('customer', 'Customer', { limit: 60 })
  return { standing, customer }
}

export const readAfter = (after: unknown) => readCursor(after, [readStanding, readRowNumber])
const readStanding = (text: string) => (/^[0-4]$/.test(text) ? Number(text) : undefined)

/** All enrolled accounts with both sides of each, what differs first. */
export async function listPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  messages: Messages = {},
) {
  const { db } = deps
  const settings = await deps.settings.at(request.user.revision)
  const { timeZone } = settings.organization
  const { role } = request.user
  const filter = readFilter(request.query)
  const after = readAfter((request.query as { after?: unknown }).after)
  const { rows, next } = await listBalances(db, filter, { after, limit: rowsOnAPage })
  const sums = await sumBalances(db, filter)
  const since = await differSince(db)
  const open = await countOpen(db, settings.prepaidMeteringConnection.whoAsks)
  const pulls = await lastPulls(db)
  const address = (more: Record<string, string> = {}, path: string = paths.prepaidBalances) =>
    `${path}?${new URLSearchParams({ ...filter, ...more })}`
  return renderPage(request, reply, {
    template: 'prepaid-balances/list',
    title: 'Balances - Prepaid',
    paper: { period: sums.workedOutAt ? momentIn(timeZone, sums.workedOutAt) : '', isSigned: true },
    data: {
      ...messages,
      links: balancePaths,
      values: filter,
      standings: [anyStanding, ...standings],
      isFiltered: filter.standing !== '' || filter.customer !== '',
      isOff: settings.prepaidMetering.onSince === null,
      isNotAsked: settings.prepaidMetering.interface === 'exceleron-myusage',
      missing: await missingOf(deps, settings),
      late: waitingTooLong(await listWaiting(db), settings, deps.now()).map((one) =>
        unaskedInWords(one, timeZone),
      ),
      trouble: connectionTrouble(settings, prepaidMetering, await readHealth(db, prepaidMetering)),
      differing: since && {
        since: momentIn(timeZone, since),
        path: address({ standing: '0', customer: '' }),
      },
      open: open.entries > 0 && { ...inWords(open), path: balancePaths.open },
      pulls: pullsInWords(pulls, timeZone),
      unasked: await unasked(deps, settings, pulls),
      mayDecide: may(role, 'connections.change'),
      limit: settings.prepaidBalances.differenceLimit,
      rows: rows.map((row) => balanceRow(row, timeZone)),
      sums: { ...sumsInWords(sums), accounts: sums.accounts.toLocaleString('en-US') },
      workedOut: sums.workedOutAt && momentIn(timeZone, sums.workedOutAt),
      first: after && address(),
      next: next && address({ after: next }),
      csv: rows.length > 0 && may(role, 'prepaid.export') && address({}, balancePaths.csv),
    },
  })
}

function inWords({ entries, cents }: { entries: number; cents: number }) {
  const count = entries.toLocaleString('en-US')
  return {
    words: entries === 1 ? '1 payment or adjustment' : `${count} payments and adjustments`,
    amount: formatSum(cents),
    isOne: entries === 1,
  }
}

function sumsInWords(sums: Awaited<ReturnType<typeof sumBalances>>) {
  const { openingCents, paymentsCents, adjustmentsCents, usageCents, oursCents, theirsCents } = sums
  return {
    opening: formatSum(openingCents),
    payments: formatSum(paymentsCents),
    adjustments: formatSum(adjustmentsCents),
    usage: formatSum(usageCents),
    ours: formatSum(oursCents),
    theirs: formatSum(theirsCents),
  }
}

/** `The vendor asked for payments last Nov 3, 2026, 4:10 PM, up to …` */
function pullsInWords(pulls: LastPull[], timeZone: string): string[] {
  return pulls.map(({ method, askedAt, to }) => {
    const what = method === methodOf.payment ? 'payments' : 'adjustments'
    const [asked, upTo] = [askedAt, to].map((at) => momentIn(timeZone, at))
    return `The vendor asked for ${what} last ${asked}, up to ${upTo}.`
  })
}

/** What nobody asked for before we began to send. */
async function unasked({ db }: Deps, settings: Settings, pulls: LastPull[]) {
  if (settings.prepaidMeteringConnection.whoAsks !== 'us') return undefined
  const counted = await countNotAskedFor(db)
  if (counted.entries === 0) return undefined
  const since = pulls
    .map(({ askedAt }) => askedAt)
    .sort()
    .at(-1)
  return { ...inWords(counted), since: since && momentIn(settings.organization.timeZone, since) }
}

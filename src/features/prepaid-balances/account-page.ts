import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { rowNumberOf } from '../../http/request.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { formatDate, momentIn } from '../../lib/dates.ts'
import { formatSum } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import { findAccount } from '../prepaid-accounts/accounts-store.ts'
import { balancePath } from './balance-paths.ts'
import { oursThen, standingInWords, unbilledOf } from './balance-view.ts'
import { findBalance, type ListedBalance } from './balances-list-store.ts'
import { listEntries } from './entries-list-store.ts'
import { entryRow } from './entry-view.ts'

const rowsOnAPage = 50

export const readAfterEntry = (after: unknown) => readCursor(after, [readInstant, readRowNumber])
const readInstant = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? text : undefined

export async function accountAt({ db }: Deps, request: FastifyRequest) {
  const account = await findAccount(db, rowNumberOf(request))
  if (!account) throw httpProblems.notFound()
  return account
}

/** What one account's balance is made of on both sides, and what the vendor is told of it. */
export async function accountPage(deps: Deps, request: FastifyRequest, reply: FastifyReply) {
  const { organization } = await deps.settings.at(request.user.revision)
  const { timeZone } = organization
  const { id, customer, name, service, enrolledAt } = await accountAt(deps, request)
  const after = readAfterEntry((request.query as { after?: unknown }).after)
  const { rows, next } = await listEntries(deps.db, id, { after, limit: rowsOnAPage })
  const balance = await findBalance(deps.db, id)
  const register = new URLSearchParams({ customer, service })
  return renderPage(request, reply, {
    template: 'prepaid-balances/account',
    title: `Balance of ${customer} - Prepaid`,
    data: {
      title: `Balance of ${customer}`,
      about: [name, service].filter(Boolean).join(', '),
      enrolled: enrolledAt && momentIn(timeZone, enrolledAt),
      ...(balance && sidesOf(balance, timeZone)),
      account: `${paths.prepaidAccounts}/${id}`,
      register: `${paths.transactions}?${register}`,
      rows: rows.map((row) => entryRow(row, timeZone)),
      first: after && balancePath(id),
      next: next && `${balancePath(id)}?${new URLSearchParams({ after: next })}`,
      csv: rows.length > 0 && may(request.user.role, 'prepaid.export') && `${balancePath(id)}/entries.csv`,
    },
  })
}

function sidesOf(balance: ListedBalance, timeZone: string) {
  const { billedOn, comparedAt, comparedTheirsCents, comparedUntoldCents, differenceCents } = balance
  const { theirsCents, theirsAt, oursCents, standing } = balance
  const { words, on } = standingInWords(balance)
  const moment = (at: string) => momentIn(timeZone, at)
  const atBilling = comparedAt &&
    billedOn && {
      when: `Billing date, ${formatDate(billedOn)}`,
      asked: moment(comparedAt),
      ours: formatSum(oursThen(balance) ?? 0),
      untold: formatSum(comparedUntoldCents ?? 0),
      theirs: formatSum(comparedTheirsCents ?? 0),
      difference: formatSum(differenceCents ?? 0),
      differs: standing === 0,
    }
  const latest = {
    when: 'Now',
    asked: theirsAt ? moment(theirsAt) : 'No answer yet',
    ours: formatSum(oursCents),
    untold: theirsCents === null ? '' : formatSum(balance.untoldCents),
    theirs: theirsCents === null ? '' : formatSum(theirsCents),
    difference: theirsCents === null ? '' : formatSum(-unbilledOf(balance, theirsCents)),
  }
  return {
    standing: `${words} ${on}`.trim(),
    differs: standing === 0,
    opening: formatSum(balance.openingCents),
    sums: [
      ['Payments', formatSum(balance.paymentsCents)],
      ['Adjustments', formatSum(balance.adjustmentsCents)],
      ['Billed usage', formatSum(-balance.usageCents)],
      ['Our balance', formatSum(oursCents)],
    ],
    sides: atBilling ? [atBilling, latest] : [latest],
  }
}

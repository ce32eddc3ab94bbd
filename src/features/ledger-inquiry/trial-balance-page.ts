import type { FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { formatCents, plainMoney } from '../../lib/money.ts'
import { fiscalYearBegins, fiscalYearOf, monthName, periodLabel } from '../../lib/periods.ts'
import { inquiryEvents } from './events.ts'
import { accountFormatter, firstPeriod, type Inquiry, pathOf, spanQuery } from './inquiry.ts'
import { sumsThrough } from './store.ts'
import { trialBalance } from './trial-balance.ts'

const csvHeading = ['Account', 'Title', 'Debit', 'Credit']

async function balancesOf(deps: Deps, form: Inquiry) {
  const to = form.ok ? form.value.to : firstPeriod
  const found = form.ok ? await sumsThrough(deps.db, to, fiscalYearBegins(to, form.firstMonth)) : []
  const shown = await accountFormatter(
    deps,
    found.map(({ account }) => account),
    form.formats,
  )
  return { to, shown, ...trialBalance(found, shown) }
}

/** Every account's balance at the end of a period, below the form of the inquiry. */
export async function trialBalancePage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  form: Inquiry,
) {
  const { to, shown, rows, earlier, ...totals } = await balancesOf(deps, form)
  const isShown = form.ok && (!form.elsewhere || form.hasEntries)
  return renderPage(request, reply.status(form.ok ? 200 : 422), {
    template: 'ledger-inquiry/trial-balance',
    title: 'Ledger Inquiry - General Ledger',
    ...(isShown && { paper: { period: monthName(to) } }),
    data: {
      values: { ...form.submitted, from: form.from.value, to: form.to.value },
      from: form.from,
      to: form.to,
      errors: form.ok ? undefined : form.errors,
      found: (form.ok ? form.found : []).map(({ number, ...account }) => ({
        ...account,
        path: `${pathOf(number)}?${spanQuery(form)}`,
      })),
      elsewhere: form.elsewhere,
      isShown,
      through: periodLabel(to, form.firstMonth),
      year: fiscalYearOf(to, form.firstMonth).year,
      ...sides(totals),
      csv: `${paths.trialBalanceCsv}?to=${form.to.value}`,
      earlier: earlier.map(({ fund, ...cents }) => ({ fund, ...oneSide(cents) })),
      rows: rows.map(({ account, ...cents }) => ({
        ...shown(account),
        ...oneSide(cents),
        path: `${pathOf(account)}?to=${form.to.value}`,
      })),
    },
  })
}

type Sides = { debitCents: number; creditCents: number }

function sides({ debitCents, creditCents }: Sides) {
  return { debit: formatCents(debitCents), credit: formatCents(creditCents) }
}

/** The other side of a balance is empty. */
function oneSide(cents: Sides) {
  return { ...sides(cents), [cents.creditCents > 0 ? 'debit' : 'credit']: '' }
}

/** The same as a file, numbers as other programs have them. */
export async function trialBalanceCsv(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  form: Inquiry,
) {
  const { to: period, shown, rows, earlier } = await balancesOf(deps, form)
  await appendEvent(deps, deps.db, actorOf(request), inquiryEvents.trialBalanceExported('', { period }))
  const amounts = (cents: Sides) => [cents.debitCents, cents.creditCents].map(plainMoney)
  return sendCsv(reply, `trial-balance-${period}.csv`, csvHeading, [
    rows.map(({ account, ...cents }) => [shown(account).plain, shown(account).title, ...amounts(cents)]),
    earlier.map(({ fund, ...cents }) => [
      '',
      `Earlier years${fund ? `, fund ${fund}` : ''}`,
      ...amounts(cents),
    ]),
  ])
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { PageRequest } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { dateIn, formatDate } from '../../lib/dates.ts'
import { formatCents, plainMoney } from '../../lib/money.ts'
import { fiscalYearBegins, monthName, readPeriod } from '../../lib/periods.ts'
import { entryRows } from './entry-rows.ts'
import { inquiryEvents } from './events.ts'
import { accountFormatter, firstPeriod, type Inquiry, pathOf, type Query, spanQuery } from './inquiry.ts'
import { accountEntries } from './store.ts'
import { beginsAtZero } from './trial-balance.ts'

const entriesOnAPage = 100
const entriesOfCsvAtOnce = 1_000
const cursor = [readPeriod, readRowNumber, readRowNumber]
const csvHeading = 'Period,Date,Journal,Batch,Description,Debit,Credit,Balance'.split(',')

type Asked = Inquiry & { ok: true }

/** Reads an account's entries a page at a time, each with the balance after it. */
async function entriesOf(deps: Deps, account: string, form: Asked) {
  const { from, to } = form.value
  const known = (await accountFormatter(deps, [account], form.formats))(account)
  const isAnew = beginsAtZero(known.type)
  const read = async (page: PageRequest) => {
    const start = page.after ? String(page.after[0]) : from
    const since = isAnew ? fiscalYearBegins(start, form.firstMonth) : ''
    const { openingCents, rows, next } = await accountEntries(deps.db, { account, from, to, since }, page)
    const before = { account, openingCents, start, firstMonth: form.firstMonth, isAnew }
    return { openingCents, rows: entryRows(rows, before), next }
  }
  return { ...known, read }
}

/** One account entry by entry, below the form of the inquiry. */
export async function accountPage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  account: string,
  form: Asked,
) {
  const { from, to } = form.value
  const { number, title, read } = await entriesOf(deps, account, form)
  const after = readCursor((request.query as Query).after, cursor)
  const { openingCents, rows, next } = await read({ after, limit: entriesOnAPage })
  const through = monthName(to)
  return renderPage(request, reply, {
    template: 'ledger-inquiry/account',
    title: `${[number, title].filter(Boolean).join(' ')} - Ledger Inquiry`,
    paper: { period: from === firstPeriod ? `Through ${through}` : `${monthName(from)} to ${through}` },
    data: {
      values: { account: number, from: form.from.value, to: form.to.value },
      from: form.from,
      to: form.to,
      number,
      title,
      opening: formatCents(openingCents),
      elsewhere: form.elsewhere,
      isFirst: !after,
      rows: rows.map(({ debitCents, creditCents, balanceCents, ...row }) => ({
        ...row,
        period: monthName(row.period),
        date: formatDate(row.date),
        debit: debitCents > 0 ? formatCents(debitCents) : '',
        credit: creditCents > 0 ? formatCents(creditCents) : '',
        balance: formatCents(balanceCents),
      })),
      csv: `${pathOf(account)}/entries.csv?${spanQuery(form)}`,
      trialBalance: `${paths.ledgerInquiry}?to=${form.to.value}`,
      first: after && `${pathOf(account)}?${spanQuery(form)}`,
      next: next && `${pathOf(account)}?${new URLSearchParams({ from, to, after: next })}`,
    },
  })
}

/** The same as a file, whole. */
export async function accountCsv(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  account: string,
  form: Asked,
) {
  const { from, to } = form.value
  const { number, read } = await entriesOf(deps, account, form)
  const narrowed = { account: number, from: from === firstPeriod ? undefined : from, to }
  // First: a person who breaks it off has had the lines all the same.
  await appendEvent(deps, deps.db, actorOf(request), inquiryEvents.accountExported('', narrowed))
  const day = dateIn('UTC', deps.now())
  return sendCsv(reply, `ledger-account-${day}.csv`, csvHeading, csvPages(read))
}

const balanceRow = (words: string, cents: number) => ['', '', '', '', words, '', '', plainMoney(cents)]

async function* csvPages(read: Awaited<ReturnType<typeof entriesOf>>['read']): AsyncGenerator<string[][]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof read>> = await read({
      after: readCursor(after, cursor),
      limit: entriesOfCsvAtOnce,
    })
    if (after === '') yield [balanceRow('Beginning balance', page.openingCents)]
    yield page.rows.flatMap((row) => [
      ...(row.begins ? [balanceRow(`Fiscal year ${row.begins} begins`, 0)] : []),
      [
        ...[row.period, row.date, row.journal, String(row.batch), row.words],
        ...[row.debitCents, row.creditCents, row.balanceCents].map(plainMoney),
      ],
    ])
    after = page.next
  }
}

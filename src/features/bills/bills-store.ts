import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { escapeLike } from '../../db/like.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, countOf } from '../../db/rows.ts'
import type { Bill, Charge } from './bill.ts'
import type { Doubt } from './doubts.ts'

const fields = columnsOf(
  'b',
  [
    'line statement customer name serviceAddress mailingAddress mailingCityStateZip email billDate dueDate',
    'previousCents paymentsCents adjustmentsCents currentCents amountDueCents emailIsWrong',
  ].join(' ') as 'line',
)

/** Its last bill, where the run is compared with another. */
export type ListedBill = Bill & { lastCents: number | null }

/** The runs whose bills are looked at, and with which they are compared. */
type Compared = { id: number; comparedWith: number | null }

// biome-ignore lint/suspicious/noExplicitAny: a row is what the query selects
function billOf({ autopay, emailIsWrong, ...row }: any): ListedBill {
  return { ...row, isAutopay: Boolean(autopay), emailIsWrong: Boolean(emailIsWrong) }
}

/** The bills of a run as b. */
const bills = (db: Db, { id }: Compared) => db('bills as b').where('b.run_id', id)

/** Of the customer of b, in the run that it is compared with: one by one, because a page needs only those on it. */
const lastBills = (db: Db, { comparedWith }: Compared) =>
  db('bills as l')
    .where('l.run_id', comparedWith ?? 0)
    .whereRaw('l.customer = b.customer')

/** What a page has of a bill, and what the last one came to. */
const fieldsWithLast = (db: Db, run: Compared) => ({
  ...{ ...fields, autopay: 'b.autopay' },
  lastCents: lastBills(db, run).sum('l.amount_due_cents'),
})

/** A bill is unlike the last one where it is so many times as high or low and differs by at least so much, or below zero. */
const unlike = { times: 3, cents: 50_00 }

const twice = (column: 'customer' | 'statement') => (query: Knex.QueryBuilder) =>
  query
    .whereNot(`b.${column}`, '')
    .whereExists((other) =>
      other
        .from('bills as o')
        .select('o.line')
        .whereRaw('o.run_id = b.run_id and o.line <> b.line')
        .whereRaw('o.?? = b.??', [column, column]),
    )

type Condition = (query: Knex.QueryBuilder, last: Knex.QueryBuilder) => Knex.QueryBuilder

const conditions: Record<Exclude<Doubt, 'gone'>, Condition> = {
  customer: twice('customer'),
  statement: twice('statement'),
  sum: (query) =>
    query.whereRaw(
      `b.previous_cents + b.current_cents - coalesce(b.payments_cents, 0) + coalesce(b.adjustments_cents, 0)
         <> b.amount_due_cents`,
    ),
  address: (query) => query.where({ 'b.mailing_address': '', 'b.email': '' }),
  email: (query) => query.where('b.email_is_wrong', true),
  unlike: (query, last) =>
    query.where((either) =>
      either.where('b.amount_due_cents', '<', 0).orWhereExists(
        last
          .select('l.run_id')
          .groupBy('l.run_id')
          .havingRaw(
            `abs(b.amount_due_cents - sum(l.amount_due_cents)) >= ? and
             (b.amount_due_cents > sum(l.amount_due_cents) * ? or b.amount_due_cents * ? < sum(l.amount_due_cents))`,
            [unlike.cents, unlike.times, unlike.times],
          ),
      ),
    ),
  new: (query, last) => query.whereNotExists(last.select('l.line')),
}

/** The bills that a doubt is about; of those that are gone, the bills of the run before. */
function doubted(db: Db, run: Compared, doubt: Doubt) {
  if (doubt === 'gone') {
    return db('bills as b')
      .where('b.run_id', run.comparedWith ?? 0)
      .whereNotExists(
        db('bills as o').where('o.run_id', run.id).whereRaw('o.customer = b.customer').select('o.line'),
      )
  }
  return conditions[doubt](bills(db, run), lastBills(db, run))
}

export async function countDoubts(db: Db, run: Compared, doubts: readonly Doubt[]) {
  const counts: Partial<Record<Doubt, number>> = {}
  for (const doubt of doubts) counts[doubt] = await countOf(doubted(db, run, doubt))
  return counts
}

type Asked = { customer?: string; doubt?: Doubt | undefined }

/** By their lines in the file; `customer` is how a number begins, or a part of a name. */
export async function listBills(
  db: Db,
  run: Compared,
  { customer = '', doubt }: Asked,
  page: PageRequest,
): Promise<Page<ListedBill>> {
  const query = doubt ? doubted(db, run, doubt) : bills(db, run)
  if (customer !== '') {
    query.where((any) =>
      any
        .whereRaw(`lower(b.customer) like ? escape '!'`, [`${escapeLike(customer.toLowerCase())}%`])
        .orWhereRaw(`lower(b.name) like ? escape '!'`, [`%${escapeLike(customer.toLowerCase())}%`]),
    )
  }
  const compared = doubt === 'gone' ? { ...run, comparedWith: null } : run
  query.select(fieldsWithLast(db, compared))
  return readPage(query, { by: { line: 'b.line' } }, page, billOf)
}

export async function findBill(db: Db, run: Compared, line: number): Promise<ListedBill | undefined> {
  const row = await bills(db, run).where('b.line', line).first(fieldsWithLast(db, run))
  return row && billOf(row)
}

/** The charges of bills from one line to another, by line. */
export async function chargesOf(
  db: Db,
  runId: number,
  from: number,
  to: number,
): Promise<Map<number, Charge[]>> {
  const rows = await db('bill_charges')
    .where({ run_id: runId })
    .whereBetween('line', [from, to])
    .orderBy(['line', 'service'])
    .select('line', 'service', 'cents')
  const byLine = new Map<number, Charge[]>()
  for (const { line, service, cents } of rows) {
    byLine.set(line, [...(byLine.get(line) ?? []), { service, cents }])
  }
  return byLine
}

type BillSums = { current: number; services: Charge[] }

/** The current charges of a run, in all and by service. */
export async function currentCharges(db: Db, runId: number): Promise<BillSums> {
  const [all] = await db('bills').where({ run_id: runId }).sum({ current: 'current_cents' })
  const services: Charge[] = await db('bill_charges')
    .where({ run_id: runId })
    .groupBy('service')
    .orderBy('service')
    .select('service', db.raw('sum(cents) as cents'))
  return { current: all?.current ?? 0, services }
}

/** What the register billed in a month, by service; each service with the name that it is set up by. */
export async function registerBillings(db: Db, month: string): Promise<(Charge & { name: string })[]> {
  return db('month_totals as t')
    .leftJoin('services as s', 's.code', 't.service')
    .where({ 't.month': month, 't.kind': 'billing' })
    .orderBy('t.service')
    .select({ service: 't.service', name: db.raw('coalesce(s.name, t.service)'), cents: 't.cents' })
}

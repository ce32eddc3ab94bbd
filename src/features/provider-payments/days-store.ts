import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import { openRows } from './compare-store.ts'
import type { Days } from './payments-store.ts'

/** What a day comes to; amounts are cents. */
type DaySums = {
  day: string
  payments: number
  paymentCents: number
  returns: number
  returnCents: number
  feeCents: number
  matchedCents: number
  onlyProviderCents: number
}

const matched = 'exists (select 1 from payment_matches m where m.payment_id = p.id)'
const signed = "case when p.kind = 'return' then -p.amount_cents else p.amount_cents end"

function sums(db: Db, connection: string, { from, to }: Days) {
  return db('provider_payments as p')
    .where({ 'p.connection': connection, 'p.state': 'counts' })
    .whereIn('p.kind', ['payment', 'return'])
    .whereBetween('p.paid_on', [from, to])
    .groupBy('p.paid_on')
}

const numbers = <Row extends object>(row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, name === 'day' ? value : Number(value)]),
  ) as Row

/** By the day on which customers paid. */
export async function sumsByDay(db: Db, connection: string, days: Days): Promise<DaySums[]> {
  const sum = (what: string, where: string) => db.raw(`sum(case when ${where} then ${what} else 0 end)`)
  const rows = await sums(db, connection, days).select({
    day: 'p.paid_on',
    payments: sum('1', "p.kind = 'payment'"),
    paymentCents: sum('p.amount_cents', "p.kind = 'payment'"),
    returns: sum('1', "p.kind = 'return'"),
    returnCents: sum('p.amount_cents', "p.kind = 'return'"),
    feeCents: sum('p.fee_cents', '1 = 1'),
    matchedCents: sum(signed, matched),
    onlyProviderCents: sum(signed, `not ${matched}`),
  })
  return rows.map((row) => numbers(row as DaySums))
}

type Deposit = { day: string; cents: number; feeCents: number }

/** By the day on which the money reached the bank, as far as files say it. */
export async function depositsByDay(db: Db, connection: string, { from, to }: Days): Promise<Deposit[]> {
  const rows = await db('provider_payments as p')
    .where({ 'p.connection': connection, 'p.state': 'counts' })
    .whereIn('p.kind', ['payment', 'return'])
    .where((reached) =>
      reached
        .whereBetween('p.settled_on', [from, to])
        .orWhere((unsaid) => unsaid.where('p.settled_on', '').whereBetween('p.paid_on', [from, to])),
    )
    .groupByRaw("case when p.settled_on = '' then p.paid_on else p.settled_on end")
    .select({
      day: db.raw("case when p.settled_on = '' then p.paid_on else p.settled_on end"),
      cents: db.raw(`sum(${signed})`),
      feeCents: db.raw('sum(p.fee_cents)'),
    })
  return rows.map((row) => numbers(row as Deposit))
}

/** What the register has on a day and the provider does not. */
export async function onlyInRegisterByDay(
  db: Db,
  { from, to }: Days,
  inRegister: string,
): Promise<{ day: string; cents: number }[]> {
  const rows = await openRows(db, inRegister)
    .whereBetween('t.date', [from, to])
    .groupBy('t.date')
    .select({
      day: 't.date',
      cents: db.raw("sum(case when t.kind = 'payment' then t.amount_cents else -t.amount_cents end)"),
    })
  return rows.map((row) => numbers(row as { day: string; cents: number }))
}

export type RegisterRow = {
  id: number
  date: string
  kind: 'payment' | 'payment-adjustment'
  reference: string
  customer: string
  service: string
  amountCents: number
  because: string | null
  note: string | null
}

function rowsWithReasons(db: Db, inRegister: string) {
  return openRows(db, inRegister)
    .leftJoin('payment_reasons as r', (on) => on.on('r.subject_id', 't.id').onVal('r.side', 'register'))
    .select({
      ...columnsOf('t', 'id date kind reference customer service amountCents'),
      ...{ because: 'r.reason', note: 'r.note' },
    })
}

export function listOnlyInRegister(
  db: Db,
  { from, to }: Days,
  inRegister: string,
  page: PageRequest,
): Promise<Page<RegisterRow>> {
  const query = rowsWithReasons(db, inRegister).whereBetween('t.date', [from, to])
  return readPage(query, { by: { date: 't.date', id: 't.id' } }, page)
}

export async function findOpenRow(db: Db, id: number): Promise<RegisterRow | undefined> {
  return rowsWithReasons(db, '').where('t.id', id).first()
}

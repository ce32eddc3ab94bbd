import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, onlyRow } from '../../db/rows.ts'
import type { Period } from '../../lib/periods.ts'
import type { Amounts } from './parts.ts'

/** What a month's bills of a customer come to; charges and credits in one, as bills tell their adjustments. */
export type BilledAmounts = {
  usage: number
  miscellaneous: number
  tax: number
  device: number
  total: number
}

type Of = { id: number; period: Period }

/** What people write a service as on a bill, its code or its name, with its code. */
function spellings(db: Db, id: number) {
  const mapped = () => db('prepaid_reconciliation_services as m').where('m.reconciliation_id', id)
  const all = mapped()
    .select({ spelling: db.raw('lower(trim(m.service))'), service: 'm.service' })
    .union(
      mapped()
        .join('services as s', 's.code', 'm.service')
        .select({ spelling: db.raw('lower(trim(s.name))'), service: 's.code' }),
    )
  return db(all.as('all')).groupBy('spelling').select('spelling').min({ service: 'service' }).as('k')
}

/** The bills of the month as b, of each customer those of the newest run that has any; beside its first account as f. */
function bills(db: Db, { id, period }: Of) {
  const newer = db('bills as n')
    .join('bill_runs as q', 'q.id', 'n.run_id')
    .whereRaw('n.customer = b.customer and n.run_id > b.run_id')
    .where('q.period', period)
    .whereNotNull('q.brought_in_at')
  return db('prepaid_reconciliation_rows as f')
    .join('bills as b', 'b.customer', 'f.customer')
    .join('bill_runs as r', 'r.id', 'b.run_id')
    .where({ 'f.reconciliation_id': id, 'f.first': true, 'r.period': period })
    .whereNotNull('r.brought_in_at')
    .whereNotExists(newer.select('n.line'))
}

/** What the charges of those bills count as, by the line of the account they are of. */
function charges(db: Db, of: Of) {
  const sum = (part: string) => db.raw('sum(case when p.part = ? then c.cents else 0 end)', [part])
  return bills(db, of)
    .join('bill_charges as c', (on) => on.on('c.run_id', 'b.run_id').andOn('c.line', 'b.line'))
    .join(spellings(db, of.id), 'k.spelling', db.raw('lower(trim(c.service))'))
    .join('prepaid_reconciliation_services as p', (on) =>
      on.on('p.service', 'k.service').andOnVal('p.reconciliation_id', of.id),
    )
    .leftJoin('prepaid_reconciliation_rows as o', (on) =>
      on
        .on('o.customer', 'b.customer')
        .andOn('o.service', 'k.service')
        .andOnVal('o.reconciliation_id', of.id),
    )
    .whereNot('p.part', 'none')
    .where((either) => either.whereNotNull('o.line').orWhereNot('p.part', 'usage'))
    .groupByRaw('coalesce(o.line, f.line)')
    .select({
      line: db.raw('coalesce(o.line, f.line)'),
      ...{ usage: sum('usage'), miscellaneous: sum('miscellaneous'), tax: sum('tax'), device: sum('device') },
    })
}

/** What the bills raise and lower besides, which they tell in one sum for all services. */
function adjustments(db: Db, of: Of) {
  return bills(db, of)
    .groupBy('f.line')
    .select({ line: 'f.line', cents: db.raw('sum(coalesce(b.adjustments_cents, 0))') })
    .count({ bills: '*' })
}

const compared = ['Usage', 'Miscellaneous', 'Tax', 'Device']

const miscellaneous = 'r.charge_cents - r.credit_cents'
/**
 * A bill has one sum of adjustments for all services of its customer. So the other accounts of a customer are taken to agree, and what
 * is left of that sum is held against the first.
 */
const billedMiscellaneous = `case when r.first
  then coalesce(g.miscellaneous, 0) + coalesce(j.cents, 0)
    - sum(case when r.first then 0 else ${miscellaneous} - coalesce(g.miscellaneous, 0) end) over (partition by r.customer)
  else ${miscellaneous} end`

/** Each account with what the bills say, as x; `agrees` is 1 where both say the same. */
function beside(db: Db, of: Of) {
  const added = {
    ...{ miscellaneous, billedMiscellaneous, bills: 'coalesce(j.bills, 0)' },
    ...{ billedUsage: 'coalesce(g.usage, 0)', billedTax: 'coalesce(g.tax, 0)' },
    billedDevice: 'coalesce(g.device, 0)',
  }
  const raw = Object.fromEntries(Object.entries(added).map(([name, text]) => [name, db.raw(text)]))
  const each = db('prepaid_reconciliation_rows as r')
    .leftJoin(charges(db, of).as('g'), 'g.line', 'r.line')
    .leftJoin(adjustments(db, of).as('j'), 'j.line', 'r.line')
    .where('r.reconciliation_id', of.id)
    .select({
      ...columnsOf('r', 'line accountId customer service'),
      ...{ usage: 'r.usage_cents', credits: 'r.credit_cents', charges: 'r.charge_cents' },
      ...{ tax: 'r.tax_cents', device: 'r.device_cents', ...raw },
    })
  const same = compared.map((name) => [name.toLowerCase(), `billed${name}`])
  const agrees = db.raw(
    `case when ${same.map(() => '?? = ??').join(' and ')} then 1 else 0 end as agrees`,
    same.flat(),
  )
  return db(db(each.as('e')).select('*', agrees).as('x')) as Knex.QueryBuilder
}

export type BesideBills = {
  line: number
  accountId: number
  customer: string
  service: string
  amounts: Amounts
  billed: BilledAmounts
  agrees: boolean
}

type Columns = Amounts & Record<'billedUsage' | 'billedMiscellaneous' | 'billedTax' | 'billedDevice', number>

function amountsOf(row: Columns): { amounts: Amounts; billed: BilledAmounts } {
  const { usage, credits, charges, tax, device } = row
  const billed = {
    ...{ usage: row.billedUsage, miscellaneous: row.billedMiscellaneous },
    ...{ tax: row.billedTax, device: row.billedDevice },
  }
  const total = billed.usage + billed.miscellaneous + billed.tax + billed.device
  return { amounts: { usage, credits, charges, tax, device }, billed: { ...billed, total } }
}

/** A page of the accounts, those that differ from the bills first. */
export function listBeside(db: Db, of: Of, page: PageRequest): Promise<Page<BesideBills>> {
  return readPage(beside(db, of), { by: { agrees: 'agrees', line: 'line' } }, page, (row) => ({
    ...{ line: row.line, accountId: row.accountId, customer: row.customer, service: row.service },
    ...amountsOf(row),
    agrees: row.agrees === 1,
  }))
}

export type TotalsBeside = {
  amounts: Amounts
  billed: BilledAmounts
  /** Of the customers, in that month. */
  bills: number
  /** Accounts of which the bills say something else. */
  differing: number
}

export async function totalsBeside(db: Db, of: Of): Promise<TotalsBeside> {
  const names =
    'usage credits charges tax device billedUsage billedMiscellaneous billedTax billedDevice bills'
  const sums = Object.fromEntries(
    names.split(' ').map((name) => [name, db.raw('coalesce(sum(??), 0)', [name])]),
  )
  const row = await onlyRow<Columns & { bills: number; differing: number }>(
    beside(db, of).select({ ...sums, differing: db.raw('coalesce(sum(1 - agrees), 0)') }),
  )
  return { ...amountsOf(row), bills: row.bills, differing: row.differing }
}

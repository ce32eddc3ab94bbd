import type { Db } from '../../db/db.ts'
import { countOf, insertMany, onlyRow } from '../../db/rows.ts'
import type { ReceivedPayment } from './payment.ts'

const contents = [
  ...['file_id', 'line', 'kind', 'numbered_by', 'customer', 'name', 'amount_cents', 'fee_cents'],
  ...['paid_on', 'settled_on', 'reason', 'refers_to'],
]

/** Puts rows of a file aside until all of it is read and known to be sound. */
export function stageRows(db: Db, fileId: number, rows: ReceivedPayment[]) {
  const { columns, values } = {
    columns: ['number', ...contents].join(', '),
    values: rows.map((row) => [
      ...[row.number, fileId, row.line, row.kind, row.numberedBy, row.customer, row.name],
      ...[row.amountCents, row.feeCents, row.paidOn, row.settledOn, row.reason, row.refersTo],
    ]),
  }
  return insertMany(db, 'received_rows', columns, values)
}

const someRows = 5_000

export async function removeStaged(db: Db, fileId: number) {
  for (let isMore = true; isMore; ) {
    const lines = db('received_rows').where({ file_id: fileId }).limit(someRows).select('line')
    isMore =
      (await db('received_rows').where({ file_id: fileId }).whereIn('line', lines).delete()) === someRows
  }
}

type Conflict = { line: number; number: string; customer: string; amountCents: number; thereLine: number }

const differs = `(a.customer <> b.customer or a.amount_cents <> b.amount_cents or a.paid_on <> b.paid_on
  or (a.settled_on <> '' and b.settled_on <> '' and a.settled_on <> b.settled_on))`

/** Rows whose number, as the provider gave it, is that of a payment with other contents, known or in the same file. */
export async function findConflicts(
  db: Db,
  connection: string,
  fileId: number,
  limit: number,
): Promise<Conflict[]> {
  const rows = () =>
    db('received_rows as a')
      .where({ 'a.file_id': fileId, 'a.numbered_by': 'provider' })
      .orderBy('a.line')
      .limit(limit)
      .select({ line: 'a.line', number: 'a.number', customer: 'a.customer', amountCents: 'a.amount_cents' })
  const known = await rows()
    .join('provider_payments as b', (on) =>
      on.on('b.kind', 'a.kind').on('b.number', 'a.number').onVal('b.connection', connection),
    )
    .whereRaw(differs)
    .select({ thereLine: db.raw('0') })
  const here = await rows()
    .join('received_rows as b', (on) =>
      on.on('b.file_id', 'a.file_id').on('b.kind', 'a.kind').on('b.number', 'a.number'),
    )
    .whereRaw('b.line < a.line')
    .whereRaw(differs)
    .select({ thereLine: 'b.line' })
  return [...known, ...here].slice(0, limit)
}

const numbersOf = (column: string) => `length(${column}) - length(replace(${column}, '|', ''))`

/**
 * The same as a payment of another file, but numbered another way: since then the layout takes the number from elsewhere, so
 * that no number tells whether it is the same money.
 */
const renumbered = `r.kind <> 'cancel' and exists (select 1 from provider_payments o
  where o.connection = ? and o.kind = r.kind and o.customer = r.customer and o.amount_cents = r.amount_cents
    and o.paid_on = r.paid_on and o.file_id <> r.file_id and o.state in ('counts', 'canceled')
    and o.number not like '%|file %'
    and (o.numbered_by <> r.numbered_by
      or (r.numbered_by = 'file' and ${numbersOf('o.number')} <> ${numbersOf('r.number')})))`

/** Makes the rows put aside payments; what is known already adds none, and is asked where no number tells it. */
export async function takeStaged(trx: Db, connection: string, fileId: number) {
  const counted = await onlyRow<{ rows: number }>(
    trx('received_rows').where({ file_id: fileId }).count({ rows: '*' }),
  )
  // A later file may say when a payment reached the bank.
  await trx('provider_payments')
    .where({ connection, settled_on: '' })
    .whereIn(
      ['kind', 'number'],
      trx('received_rows')
        .where({ file_id: fileId })
        .where('settled_on', '<>', '')
        .where('numbered_by', 'provider')
        .select('kind', 'number'),
    )
    .update({
      settled_on: trx('received_rows as r')
        .where('r.file_id', fileId)
        .whereRaw('r.kind = provider_payments.kind and r.number = provider_payments.number')
        .max('r.settled_on') as never,
    })
  const columns = contents.map((column) => `r.${column}`)
  const isNew = 'case when p.id is null then'
  const rows = trx('received_rows as r')
    .leftJoin('provider_payments as p', (on) =>
      on.on('p.kind', 'r.kind').on('p.number', 'r.number').onVal('p.connection', connection),
    )
    .where('r.file_id', fileId)
    .whereRaw("(p.id is null or r.numbered_by = 'file')")
    // The same row twice under one number is one.
    .whereNotExists(
      trx('received_rows as b')
        .whereRaw('b.file_id = r.file_id and b.kind = r.kind and b.number = r.number and b.line < r.line')
        .select('b.line'),
    )
    .orderBy('r.line')
    .select(columns)
    .select({
      connection: trx.raw('?', [connection]),
      number: trx.raw(`${isNew} r.number else r.number || ? end`, [`|file ${fileId}`]),
      state: trx.raw(`case when p.id is not null or (${renumbered}) then 'asked' else 'counts' end`, [
        connection,
      ]),
    })
  await trx(
    trx.raw(`provider_payments (${[...contents, 'connection', 'number', 'state'].join(', ')})`),
  ).insert(rows)
  const added = await countOf(trx('provider_payments').where({ file_id: fileId }))
  return { known: counted.rows - added }
}

/** A cancellation takes back what was scheduled, whichever of the two came first. */
export async function cancelScheduled(trx: Db, connection: string) {
  await trx('provider_payments')
    .where({ connection, kind: 'payment', state: 'counts' })
    .whereIn(
      'number',
      trx('provider_payments')
        .where({ connection, kind: 'cancel' })
        .whereRaw("kind <> 'payment'")
        .select(trx.raw("case when refers_to = '' then number else refers_to end")),
    )
    .update({ state: 'canceled' })
}

type Counted = {
  payments: number
  returns: number
  cancels: number
  asked: number
  paymentCents: number
  returnCents: number
  feeCents: number
}

/** What of a file has become payments. */
export async function countTaken(trx: Db, fileId: number): Promise<Counted> {
  const sum = (what: string, where: string) =>
    trx.raw(`coalesce(sum(case when ${where} then ${what} end), 0)`)
  const isNew = "state <> 'asked'"
  const row = await onlyRow<Record<keyof Counted, number | string>>(
    trx('provider_payments')
      .where({ file_id: fileId })
      .select({
        payments: sum('1', `kind = 'payment' and ${isNew}`),
        returns: sum('1', `kind = 'return' and ${isNew}`),
        cancels: sum('1', `kind = 'cancel' and ${isNew}`),
        asked: sum('1', "state = 'asked'"),
        paymentCents: sum('amount_cents', `kind = 'payment' and ${isNew}`),
        returnCents: sum('amount_cents', `kind = 'return' and ${isNew}`),
        feeCents: sum('fee_cents', isNew),
      }),
  )
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as Counted
}

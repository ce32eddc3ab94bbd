import type { Db } from '../../db/db.ts'
import { columnsOf } from '../../db/rows.ts'
import { inParts } from '../../lib/in-parts.ts'
import type { PaymentKind } from './payment.ts'

type Receipt = {
  id: number
  kind: PaymentKind
  number: string
  customer: string
  amountCents: number
  paidOn: string
  settledOn: string
}

function open(db: Db, connection: string) {
  return db('provider_payments as p')
    .where({ 'p.connection': connection, 'p.state': 'counts', 'p.receipts_file_id': null })
    .whereIn('p.kind', ['payment', 'return'])
}

/** Days whose payments no file for cash receipting has yet. */
export async function daysToReceipt(
  db: Db,
  connection: string,
  limit: number,
): Promise<{ day: string; payments: number }[]> {
  const rows = await open(db, connection)
    .groupBy('p.paid_on')
    .orderBy('p.paid_on')
    .limit(limit)
    .select({ day: 'p.paid_on', payments: db.raw('count(*)') })
  return rows.map(({ day, payments }) => ({ day, payments: Number(payments) }))
}

export async function takeReceipts(db: Db, connection: string, day: string): Promise<Receipt[]> {
  return open(db, connection)
    .where('p.paid_on', day)
    .orderBy('p.id')
    .select(columnsOf('p', 'id kind number customer amountCents paidOn settledOn'))
}

const rowsAtOnce = 500

export async function noteReceipts(trx: Db, ids: number[], fileId: number): Promise<number> {
  let noted = 0
  for (const some of inParts(ids, rowsAtOnce))
    noted += await trx('provider_payments')
      .whereIn('id', some)
      .whereNull('receipts_file_id')
      .update({ receipts_file_id: fileId })
  return noted
}

type ReceiptsFile = { id: number; name: string; keptAt: string }

/** The newest first. */
export async function listReceiptsFiles(db: Db, connection: string, limit: number): Promise<ReceiptsFile[]> {
  return db('exchange_files as e')
    .where({ 'e.connection': connection, 'e.direction': 'out' })
    .orderBy('e.id', 'desc')
    .limit(limit)
    .select(columnsOf('e', 'id name keptAt'))
}

import type { Db } from '../../db/db.ts'
import type { BatchDetail } from './batch.ts'
import type { LedgerEntry } from './entries.ts'

export async function readDetails(db: Db, number: number): Promise<BatchDetail[]> {
  const rows = await db('batch_details')
    .where({ batch_id: number })
    .orderBy(['kind', 'service', 'negative'])
    .select('kind', 'service', 'negative', 'debit', 'credit', 'transactions', 'cents')
  return rows.map((row) => ({ ...row, negative: Boolean(row.negative) }))
}

export async function readEntries(db: Db, number: number): Promise<LedgerEntry[]> {
  return db('ledger_entries')
    .where({ batch_id: number })
    .orderBy('line')
    .select('account', { cents: 'amount_cents' })
}

export async function readFile(db: Db, number: number): Promise<{ name: string; text: string }> {
  return db('batch_files').where({ batch_id: number }).first('name', 'text')
}

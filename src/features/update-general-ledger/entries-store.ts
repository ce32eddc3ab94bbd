import type { Db } from '../../db/db.ts'
import type { BatchDetail } from './batch.ts'
import type { LedgerEntry } from './entries.ts'
import type { BatchFile } from './export-file.ts'
import type { ExportFormatKey } from './export-formats.ts'

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

/** The titles of the accounts that have entries, by number. */
export async function readPostedTitles(db: Db): Promise<Map<string, string>> {
  const rows = await db('gl_accounts')
    .whereIn('number', db('ledger_entries').select('account'))
    .select('number', 'title')
  return new Map(rows.map(({ number, title }) => [number, title]))
}

/** The files of every batch in a layout. */
export async function readFiles(db: Db, layout: ExportFormatKey): Promise<string[]> {
  return db('batch_files as f')
    .join('posting_batches as b', 'b.id', 'f.batch_id')
    .where('b.layout', layout)
    .orderBy('b.id')
    .pluck('f.text')
}

export async function readFile(db: Db, number: number): Promise<BatchFile> {
  return db('batch_files').where({ batch_id: number }).first('name', 'text', 'encoding')
}

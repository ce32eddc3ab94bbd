import type { Db, Tables } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, onlyRow, rowOf } from '../../db/rows.ts'
import type { AccountType } from '../../lib/account-number.ts'
import type { Batch, NewBatch } from './batch.ts'
import type { Detail, LedgerEntry } from './entries.ts'
import type { BatchFile } from './export-file.ts'
import type { ExportFormatKey } from './export-formats.ts'

/**
 * The next batch number. The row stays taken until the transaction ends, so that runs and undos come one
 * after the other on both engines, and a number that is not used is given out again.
 */
export async function takeNumber(trx: Db): Promise<number> {
  const numbers = trx('ledger_numbers').where({ id: 1 }).increment('last_batch', 1)
  return (await onlyRow(numbers.returning('last_batch'))).last_batch
}

/** Makes runs and undos come before this transaction or after it. */
export async function lockNumbers(trx: Db) {
  await trx('ledger_numbers')
    .where({ id: 1 })
    .update({ last_batch: trx.raw('last_batch') })
}

/** The batch comes last: the database looks at its entries before it accepts it. */
export async function insertBatch(
  trx: Db,
  batch: NewBatch,
  { details, entries, file }: { details: Detail[]; entries: LedgerEntry[]; file: BatchFile },
) {
  const batch_id = batch.number
  // SQLite takes a limited number of values a statement.
  await trx.batchInsert(
    'batch_details',
    details.map((detail) => ({ batch_id, ...detail })),
    100,
  )
  const lines = entries.map(({ account, cents }, index) => ({
    batch_id,
    line: index + 1,
    account,
    amount_cents: cents,
  }))
  await trx.batchInsert('ledger_entries', lines, 100)
  await trx('batch_files').insert({ batch_id, ...file })
  const { number: id, ...columns } = batch
  await trx('posting_batches').insert(rowOf({ id, ...columns }))
}

const columns = {
  ...columnsOf('b', 'fingerprint createdAt interface updateMethod updatePayments settingsVersion'),
  ...columnsOf('b', 'accountsVersion layout beginningDate endingDate period date journal includePayments'),
  ...columnsOf('b', 'updateAgain reason transactions entries debitCents creditCents reverses state'),
  ...columnsOf('b', 'reversedBy downloadedAt confirmedAt confirmedReference'),
  number: 'b.id',
  createdBy: 'created_by.name',
  downloadedBy: 'downloaded_by.name',
  confirmedBy: 'confirmed_by.name',
}

function batches(db: Db) {
  const query = db('posting_batches as b').select(columns)
  for (const act of ['created_by', 'downloaded_by', 'confirmed_by']) {
    query.leftJoin(`users as ${act}`, `${act}.id`, `b.${act}`)
  }
  return query
}

function batchOf(row: Batch): Batch {
  return {
    ...row,
    updatePayments: Boolean(row.updatePayments),
    includePayments: Boolean(row.includePayments),
    updateAgain: Boolean(row.updateAgain),
  }
}

export async function findBatch(db: Db, number: number): Promise<Batch | undefined> {
  const row = await batches(db).where('b.id', number).first()
  return row && batchOf(row)
}

export async function findByFingerprint(db: Db, fingerprint: string): Promise<Batch | undefined> {
  const row = await batches(db).where('b.fingerprint', fingerprint).first()
  return row && batchOf(row)
}

/** A page of batches, newest first. */
export async function listBatches(db: Db, page: PageRequest): Promise<Page<Batch>> {
  return readPage(batches(db), { by: { number: 'b.id' }, order: 'desc' }, page, batchOf)
}

/** What was chosen last time, to begin with this time. */
export async function lastChoice(
  db: Db,
): Promise<Pick<Batch, 'includePayments' | 'journal' | 'layout'> | undefined> {
  const row = await batches(db).whereNull('b.reverses').orderBy('b.id', 'desc').first()
  return row && batchOf(row)
}

/** Makes others who would change the batch wait until this transaction ends. */
export async function lockBatch(trx: Db, number: number) {
  await trx('posting_batches')
    .where({ id: number })
    .update({ state: trx.raw('state') })
}

/** Changes what may change about a batch; false when it was not in the state it should be in. */
export async function moveBatch(
  trx: Db,
  number: number,
  from: Partial<Tables['posting_batches']>,
  to: Partial<Tables['posting_batches']>,
): Promise<boolean> {
  return (
    (await trx('posting_batches')
      .where({ id: number, ...from })
      .update(to)) === 1
  )
}

export async function readDetails(db: Db, number: number): Promise<Detail[]> {
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

/** The accounts of the chart that have entries. */
export async function readPostedAccounts(
  db: Db,
): Promise<{ number: string; title: string; type: AccountType }[]> {
  return db('gl_accounts')
    .whereIn('number', db('ledger_entries').select('account'))
    .select('number', 'title', 'type')
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

import type { Db } from '../../db/db.ts'
import type { Batch, BatchDetail, NewBatch } from './batch.ts'
import type { LedgerEntry } from './entries.ts'
import type { BatchFile } from './export-file.ts'

/**
 * The next batch number. The row stays taken until the transaction ends, so that runs and undos come one
 * after the other on both engines, and a number that is not used is given out again.
 */
export async function takeNumber(trx: Db): Promise<number> {
  const [row] = await trx('ledger_numbers')
    .where({ id: 1 })
    .increment('last_batch', 1)
    .returning('last_batch')
  return row.last_batch
}

/** The batch comes last: the database looks at its entries before it accepts it. */
export async function insertBatch(
  trx: Db,
  batch: NewBatch,
  { details, entries, file }: { details: BatchDetail[]; entries: LedgerEntry[]; file: BatchFile },
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
  await trx('posting_batches').insert({
    id: batch.number,
    fingerprint: batch.fingerprint,
    created_at: batch.createdAt,
    created_by: batch.createdBy,
    interface: batch.interface,
    update_method: batch.updateMethod,
    update_payments: batch.updatePayments,
    settings_version: batch.settingsVersion,
    accounts_version: batch.accountsVersion,
    layout: batch.layout,
    begins: batch.beginningDate,
    ends: batch.endingDate,
    period: batch.period,
    date: batch.date,
    journal: batch.journal,
    include_payments: batch.includePayments,
    update_again: batch.updateAgain,
    reason: batch.reason,
    transactions: batch.transactions,
    entries: batch.entries,
    debit_cents: batch.debitCents,
    credit_cents: batch.creditCents,
    reverses: batch.reverses,
    state: batch.state,
  })
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the database gives it
function batchOf(row: any): Batch {
  return {
    number: row.id,
    fingerprint: row.fingerprint,
    createdAt: row.created_at,
    createdBy: row.created_by_name,
    interface: row.interface,
    updateMethod: row.update_method,
    updatePayments: Boolean(row.update_payments),
    settingsVersion: row.settings_version,
    accountsVersion: row.accounts_version,
    layout: row.layout,
    beginningDate: row.begins,
    endingDate: row.ends,
    period: row.period,
    date: row.date,
    journal: row.journal,
    includePayments: Boolean(row.include_payments),
    updateAgain: Boolean(row.update_again),
    reason: row.reason,
    transactions: row.transactions,
    entries: row.entries,
    debitCents: row.debit_cents,
    creditCents: row.credit_cents,
    reverses: row.reverses,
    state: row.state,
    reversedBy: row.reversed_by,
    downloadedAt: row.downloaded_at,
    downloadedBy: row.downloaded_by_name,
    confirmedAt: row.confirmed_at,
    confirmedBy: row.confirmed_by_name,
    confirmedReference: row.confirmed_reference,
  }
}

function batches(db: Db) {
  const query = db('posting_batches as b').select('b.*')
  for (const act of ['created', 'downloaded', 'confirmed']) {
    query
      .leftJoin(`users as ${act}_by`, `${act}_by.id`, `b.${act}_by`)
      .select(`${act}_by.name as ${act}_by_name`)
  }
  return query
}

export async function findBatch(db: Db, number: number): Promise<Batch | undefined> {
  const row = await batches(db).where('b.id', number).first()
  return row && batchOf(row)
}

export async function findByFingerprint(db: Db, fingerprint: string): Promise<Batch | undefined> {
  const row = await batches(db).where('b.fingerprint', fingerprint).first()
  return row && batchOf(row)
}

/** Newest first; `before` is the number of the last one seen. */
export async function listBatches(db: Db, before: number | undefined, limit: number): Promise<Batch[]> {
  const query = batches(db).orderBy('b.id', 'desc').limit(limit)
  if (before !== undefined) query.where('b.id', '<', before)
  return (await query).map(batchOf)
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
    .update({ state: trx.ref('state') })
}

/** Changes what may change about a batch; false when it was not in the state it should be in. */
export async function moveBatch(
  trx: Db,
  number: number,
  condition: (query: ReturnType<Db>) => void,
  columns: Record<string, string | number | null>,
): Promise<boolean> {
  const query = trx('posting_batches').where({ id: number })
  condition(query)
  return (await query.update(columns)) === 1
}

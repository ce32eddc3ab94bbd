import type { Db } from '../../../db/db.ts'
import { onlyRow } from '../../../db/rows.ts'
import type { Transaction } from './csv-schema.ts'
import { asTransaction, contentOf, looksLike } from './staged-rows-store.ts'

export type Document = { source: string; reference: string }

/** The documents asked about, as a table; `t` is the register as it was before the import. */
function asked(db: Db, documents: Document[]) {
  const values = documents.map(() => '(?, ?)').join()
  const bindings = documents.flatMap(({ source, reference }) => [source, reference])
  return db.with('asked', ['source', 'reference'], db.raw(`values ${values}`, bindings)).from('asked')
}

/** Which of these the register has from earlier imports. */
export async function findDocuments(db: Db, importId: number, documents: Document[]): Promise<Document[]> {
  if (documents.length === 0) return []
  const there = db('utility_transactions as t')
    .whereRaw(looksLike)
    .where('t.import_id', '<', importId)
    .whereRaw('t.reference = asked.reference')
  return asked(db, documents)
    .whereExists(there.select(db.raw('1')))
    .select('source', 'reference')
}

export type Alike = Document & { alike: string }

/** Those of these documents, none of which the register has, that differ from one of it in zeros in front only. */
export async function findAlike(db: Db, importId: number, documents: Document[]): Promise<Alike[]> {
  if (documents.length === 0) return []
  const there = db('utility_transactions as t').whereRaw(looksLike).where('t.import_id', '<', importId)
  const rows = await asked(db, documents).select('source', 'reference', {
    alike: there.select('t.reference').limit(1),
  })
  return rows.filter(({ alike }) => alike !== null)
}

/** The rows of this import that are there with one of these lines of documents already. */
export async function findLines(db: Db, importId: number, rows: Transaction[]): Promise<Transaction[]> {
  if (rows.length === 0) return []
  const values = rows.map(() => '(?, ?, ?)').join()
  const bindings = rows.flatMap(({ source, reference, line }) => [source, reference, line])
  const found = await db
    .with('asked', ['source', 'reference', 'line'], db.raw(`values ${values}`, bindings))
    .from('asked')
    .join('utility_transactions as t', (on) =>
      on
        .on('t.source', 'asked.source')
        .on('t.reference', 'asked.reference')
        .on('t.line', 'asked.line')
        // In these words the index over lines is found.
        .on(db.raw("t.line <> ''")),
    )
    .where('t.import_id', importId)
    .select('t.source', 't.reference', 't.line', contentOf(db))
  return found.map(asTransaction)
}

/** How many documents of this import have rows equal in everything, none of which a line tells apart, and one of them. */
export async function countEqual(
  db: Db,
  importId: number,
): Promise<{ documents: number; such: string | null }> {
  const columns = [
    'source',
    'reference',
    'date',
    'kind',
    'customer',
    'service',
    'amount_cents',
    'description',
  ]
  const equal = db('utility_transactions')
    .where({ import_id: importId, line: '' })
    .groupBy(columns)
    .havingRaw('count(*) > 1')
    .select('source', 'reference')
  const documents = db.distinct('source', 'reference').from(equal.as('equal')).as('documents')
  return onlyRow(db(documents).count({ documents: '*' }).min({ such: 'reference' }))
}

import type { Db } from '../../db/db.ts'
import { contentSeparator } from './imported-rows-store.ts'
import type { TransactionKind } from './kinds.ts'
import type { Transaction } from './layout.ts'

export type Document = { source: string; reference: string }

/** The documents asked about, as a table; `t` is the register as it was before the import. */
function asked(db: Db, documents: Document[]) {
  const values = documents.map(() => '(?, ?)').join()
  const bindings = documents.flatMap(({ source, reference }) => [source, reference])
  return db.with('asked', ['source', 'reference'], db.raw(`values ${values}`, bindings)).from('asked')
}

const looksLike = "t.source = asked.source and ltrim(t.reference, '0') = ltrim(asked.reference, '0')"

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

/** The rows of this import that stand there with one of these lines of documents already. */
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
    .select('t.source', 't.reference', 't.line', content(db))
  return found.map(asTransaction)
}

/** What a row of the register says, as `putAside` writes it. */
function content(db: Db) {
  const amount = 'cast(t.amount_cents as text)'
  const columns = ['t.date', 't.kind', 't.customer', 't.service', amount, 't.description']
  const separators = columns.slice(1).map(() => contentSeparator)
  return db.raw(`${columns.join(' || ? || ')} as content`, separators)
}

/** Equal rows of a document: how often they stand in the file and in the register. */
export type Difference = { row: Transaction; here: number; there: number; line: number }

/**
 * Where the documents put aside differ from those of the register, as sets in which equal rows count each. Lines only
 * tell which rows of the file are one: a file without them brings the same document. `line` is the row's in the file,
 * or where its document begins there. Up to `most` of them, with the number of all. Unless the file `isWhole`, what it
 * lacks says nothing.
 */
export async function findDifferences(
  db: Db,
  importId: number,
  { most, isWhole }: { most: number; isWhole: boolean },
): Promise<{ total: number; differences: Difference[] }> {
  const own = db('import_rows').select('source', 'reference', 'content', 'line', 'file_line')
  const theirs = db('utility_transactions as t')
    .join(db('import_rows').distinct('source', 'reference').as('asked'), (on) =>
      on.on(db.raw(looksLike)).on('t.reference', 'asked.reference'),
    )
    .where('t.import_id', '<', importId)
    .select('t.source', 't.reference', content(db), 't.line', db.raw('cast(null as integer)'))
  const counted = db(own.unionAll(theirs).as('both'))
    .groupBy('source', 'reference', 'content')
    .select('source', 'reference', 'content')
    .select({
      here: db.raw(
        "count(distinct case when file_line is not null then nullif(line, '') end) + count(case when line = '' then file_line end)",
      ),
      there: db.raw('count(*) - count(file_line)'),
      file_line: db.raw('min(file_line)'),
      document_line: db.raw('min(min(file_line)) over (partition by source, reference)'),
    })
  const rows = await db(counted.as('counted'))
    .whereRaw(isWhole ? 'here <> there' : 'here > there')
    .orderByRaw('document_line, source, reference, coalesce(file_line, document_line), content')
    .limit(most)
    .select('*', db.raw('count(*) over () as total'))
  return {
    total: Number(rows[0]?.total ?? 0),
    differences: rows.map(({ here, there, file_line, document_line, ...row }) => ({
      row: asTransaction(row),
      here: Number(here),
      there: Number(there),
      line: file_line ?? document_line,
    })),
  }
}

/** The first rows put aside, in the order of the file. */
export async function listAside(db: Db, most: number): Promise<{ line: number; reference: string }[]> {
  return db('import_rows').orderBy('file_line').limit(most).select('file_line as line', 'reference')
}

/** How many documents of this import have rows equal in everything, none of which a line tells apart, and one of them. */
export async function countEqual(db: Db, importId: number): Promise<{ documents: number; such: string }> {
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
  const row = await db(db.distinct('source', 'reference').from(equal.as('equal')).as('documents'))
    .count({ documents: '*' })
    .min({ such: 'reference' })
    .first()
  return { documents: Number(row?.documents), such: String(row?.such) }
}

type Row = Document & { line?: string; content: string }

function asTransaction({ source, reference, line = '', content }: Row): Transaction {
  const [date = '', kind, customer = '', service = '', cents, description = ''] =
    content.split(contentSeparator)
  const amountCents = Number(cents)
  return {
    source,
    reference,
    line,
    date,
    kind: kind as TransactionKind,
    customer,
    service,
    amountCents,
    description,
  }
}

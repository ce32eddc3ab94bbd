import type { Db } from '../../db/db.ts'
import { contents } from './imported-rows-store.ts'
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
    .select(contents.map((column) => `t.${column}`))
  return found.map(asTransaction)
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
  const columns = contents.filter((column) => column !== 'line')
  const own = db('import_rows').select(...columns, 'line', 'file_line')
  const theirs = db('utility_transactions as t')
    .join(db('import_rows').distinct('source', 'reference').as('asked'), (on) =>
      on.on(db.raw(looksLike)).on('t.reference', 'asked.reference'),
    )
    .where('t.import_id', '<', importId)
    .select(...columns.map((column) => `t.${column}`), 't.line', db.raw('cast(null as integer)'))
  const counted = db(own.unionAll(theirs).as('both'))
    .groupBy(columns)
    .select(...columns)
    .select({
      here: db.raw(
        "count(distinct case when file_line is not null and line <> '' then line end) + sum(case when file_line is not null and line = '' then 1 else 0 end)",
      ),
      there: db.raw('sum(case when file_line is null then 1 else 0 end)'),
      file_line: db.raw('min(file_line)'),
      document_line: db.raw('min(min(file_line)) over (partition by source, reference)'),
    })
  const rows = await db(counted.as('counted'))
    .whereRaw(isWhole ? 'here <> there' : 'here > there')
    .orderByRaw('document_line, source, reference, coalesce(file_line, document_line)')
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

// biome-ignore lint/suspicious/noExplicitAny: a row as the database gives it
function asTransaction({ source, reference, line, date, kind, customer, service, description, ...row }: any) {
  const amountCents = Number(row.amount_cents)
  return { source, reference, line: line ?? '', date, kind, customer, service, amountCents, description }
}

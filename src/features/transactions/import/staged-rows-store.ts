import type { Db } from '../../../db/db.ts'
import { insertMany } from '../../../db/rows.ts'
import type { TransactionKind } from '../kinds.ts'
import type { Transaction } from './csv-schema.ts'

export type Numbered = { line: number; transaction: Transaction }

/** A document of the register and one that is `asked` about, but for zeros in front: in these words its index is found. */
export const looksLike = "t.source = asked.source and ltrim(t.reference, '0') = ltrim(asked.reference, '0')"

/** No value holds a tab: the layout refuses it. */
const separator = '\t'

/**
 * Puts rows aside until the whole file is read and their documents can be compared with those of the register. What a
 * row says is one text, because a statement takes the longer the more values it has.
 */
export function putAside(trx: Db, importId: number, rows: Numbered[]) {
  return insertMany(
    trx,
    'import_rows',
    'source, reference, line, content, file_line, import_id',
    rows.map(({ line, transaction: { source, reference, line: own, ...row } }) => [
      source,
      reference,
      own,
      [row.date, row.kind, row.customer, row.service, row.amountCents, row.description].join(separator),
      line,
      importId,
    ]),
  )
}

/** Removes up to `limit` of the rows put aside, and says whether there may be more. */
export async function removeAside(db: Db, importId: number, limit: number): Promise<boolean> {
  const some = db('import_rows').where({ import_id: importId }).limit(limit).select('id')
  return (await db('import_rows').whereIn('id', some).delete()) === limit
}

/** What a row of the register says, as `putAside` writes it. */
export function contentOf(db: Db) {
  const amount = 'cast(t.amount_cents as text)'
  const columns = ['t.date', 't.kind', 't.customer', 't.service', amount, 't.description']
  const separators = columns.slice(1).map(() => separator)
  return db.raw(`${columns.join(' || ? || ')} as content`, separators)
}

type Row = { source: string; reference: string; line?: string; content: string }

export function asTransaction({ source, reference, line = '', content }: Row): Transaction {
  const [date = '', kind, customer = '', service = '', cents, description = ''] = content.split(separator)
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

/** Equal rows of a document: how often they are in the file and in the register. */
export type Difference = { row: Transaction; here: number; there: number; line: number }

/**
 * Where the documents put aside differ from those of the register, as sets in which equal rows count each. Lines only
 * tell which rows of the file are one: a file without them brings the same document. `line` is the row's in the file,
 * or where its document begins there. Up to `limit` of them, with the number of all. Unless the file `isWhole`, what it
 * lacks says nothing.
 */
export async function findDifferences(
  db: Db,
  importId: number,
  { limit, isWhole }: { limit: number; isWhole: boolean },
): Promise<{ total: number; differences: Difference[] }> {
  const aside = () => db('import_rows').where({ import_id: importId })
  const own = aside().select('source', 'reference', 'content', 'line', 'file_line')
  const theirs = db('utility_transactions as t')
    .join(aside().distinct('source', 'reference').as('asked'), (on) =>
      on.on(db.raw(looksLike)).on('t.reference', 'asked.reference'),
    )
    .where('t.import_id', '<', importId)
    .select('t.source', 't.reference', contentOf(db), 't.line', db.raw('cast(null as integer)'))
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
    .limit(limit)
    .select('*', db.raw('count(*) over () as total'))
  return {
    total: rows[0]?.total ?? 0,
    differences: rows.map(({ here, there, file_line, document_line, ...row }) => ({
      row: asTransaction(row),
      here,
      there,
      line: file_line ?? document_line,
    })),
  }
}

/** The first rows put aside, in the order of the file. */
export async function listAside(
  db: Db,
  importId: number,
  limit: number,
): Promise<{ line: number; reference: string }[]> {
  return db('import_rows')
    .where({ import_id: importId })
    .orderBy('file_line')
    .limit(limit)
    .select('file_line as line', 'reference')
}

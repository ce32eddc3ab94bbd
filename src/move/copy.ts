import { bulkOf } from '../db/bulk/bulk.ts'
import type { Table } from '../db/bulk/table.ts'
import type { Db } from '../db/db.ts'
import { said } from '../db/postgres-problem.ts'
import type { DatabaseError } from '../db/problem.ts'
import { Refusal } from '../lib/refusal.ts'
import { RowsDigest } from './rows-digest.ts'

/** What is about people who are signed in, a process that lives and where this database went: none of it is true elsewhere. */
export const leftAside = ['sessions', 'job_leases', 'moves']

/** Bytes that are read, and written, at once; and rows, where they are small. */
const mostBytes = 2_000_000
const mostRows = 2_000

/** How many rows of a table were written so far, or read again. */
export type Progress = { act: 'written' | 'read again'; table: string; done: number; rows: number }
type Say = (progress: Progress) => void

type Copied = { table: Table; atOnce: number; rows: number; sums: string; digest: string }

/**
 * Copies all rows into a database that was migrated just now, and reads them there again: each table must hold as
 * many, with the same sums and the same digest. Answers how many rows each has.
 */
export async function copyAll(db: Db, trx: Db, say: Say): Promise<Map<string, number>> {
  const [source, target] = [bulkOf(db), bulkOf(trx)]
  const pairs = pair(await source.tablesOf(db), await target.tablesOf(trx))
  const putBack = await target.empty(
    trx,
    pairs.map(({ there }) => there),
  )
  const copied: Copied[] = []
  for (const { here, there } of pairs.filter(({ here }) => !leftAside.includes(here.name)))
    copied.push(await copyTable(db, trx, { here, there, say }))
  const ids = withoutLeftAside(await source.lastIds(db))
  await target.setLastIds(trx, ids)
  await inWords(putBack())

  for (const one of copied) await verify(trx, one, say)
  const idsThere = withoutLeftAside(await target.lastIds(trx))
  for (const [table, id] of ids) if (idsThere.get(table) !== id) throw differs(table)
  return new Map(copied.map(({ table, rows }) => [table.name, rows]))
}

/** Numbers that were given once, of tables that are moved. */
function withoutLeftAside(ids: Map<string, number>) {
  return new Map(
    [...ids].filter(([table, id]) => id > 0 && !leftAside.includes(table) && !/^knex_/.test(table)),
  )
}

type Pair = { here: Table; there: Table }

/** Both were made by the same migrations; the columns of each keep the order of the source. */
function pair(source: Table[], target: Table[]): Pair[] {
  const shape = ({ name, columns }: Table) =>
    `${name}: ${columns
      .map((column) => `${column.name} ${column.kind}`)
      .toSorted()
      .join()}`
  const [here, there] = [source, target].map((tables) => tables.map(shape).toSorted())
  const odd = here?.find((one) => !there?.includes(one)) ?? there?.find((one) => !here?.includes(one))
  if (odd) throw new Error(`The two databases are not made alike (${odd}).`)
  return source.flatMap((table) => {
    const other = target.find(({ name }) => name === table.name)
    return other ? [{ here: table, there: { ...other, columns: table.columns } }] : []
  })
}

async function copyTable(db: Db, trx: Db, { here, there, say }: Pair & { say: Say }): Promise<Copied> {
  const { rows, sums, largest } = await bulkOf(db).totalsOf(db, here)
  const atOnce = Math.max(1, Math.min(mostRows, Math.floor(mostBytes / Math.max(largest, 1))))
  const digest = new RowsDigest()
  let done = 0
  // The next rows are read and added to the digest while these are written.
  let writing = Promise.resolve()
  for await (const some of rows > 0 ? bulkOf(db).readRows(db, here, atOnce) : []) {
    digest.add(some)
    await writing
    writing = inWords(bulkOf(trx).writeRows(trx, there, some))
    // It is waited for, with its error, after the next rows are here.
    writing.catch(() => undefined)
    done += some.length
    say({ act: 'written', table: here.name, done, rows })
  }
  await writing
  return { table: there, atOnce, rows, sums, digest: digest.text() }
}

/** A character that is none, and a text that is too long for an index: SQLite takes both. */
const notTaken = ['22P05', '22021', '54000']

async function inWords(act: Promise<void>) {
  try {
    await act
  } catch (error) {
    const fault = error as DatabaseError
    if (!notTaken.includes(fault.code ?? '')) throw error
    throw new Refusal(
      `Nothing was moved: PostgreSQL does not take one of the texts (${said(fault)}). Change it here, then run this again.`,
    )
  }
}

async function verify(trx: Db, { table, atOnce, rows, sums, digest }: Copied, say: Say) {
  const there = await bulkOf(trx).totalsOf(trx, table)
  if (there.rows !== rows || there.sums !== sums) throw differs(table.name)
  const found = new RowsDigest()
  let done = 0
  for await (const some of rows > 0 ? bulkOf(trx).readRows(trx, table, atOnce) : []) {
    found.add(some)
    done += some.length
    say({ act: 'read again', table: table.name, done, rows })
  }
  if (found.text() !== digest) throw differs(table.name)
}

function differs(table: string) {
  return new Refusal(
    `Nothing was moved: ${table} is not the same there as here. The town is here as before; please report this.`,
  )
}

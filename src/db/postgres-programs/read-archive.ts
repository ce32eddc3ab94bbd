import { createRequire } from 'node:module'
import { pipeline } from 'node:stream/promises'
import { copiedInto, piecesOf, type ScriptPiece } from '../../lib/copy-script.ts'
import type { Db } from '../db.ts'
import { findProgram, type Programs, serverVersion, startProgram } from './program.ts'

const require = createRequire(import.meta.url)

type Script = AsyncGenerator<ScriptPiece, undefined>

/** How many rows of each table an archive holds. All of it is read, so that one that is damaged is seen. */
export async function archivedRows(db: Db, file: string, programs: Programs): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const { table, count } of rowsIn(await scriptOf(db, programs, ['--data-only', file])))
    counts.set(table, (counts.get(table) ?? 0) + count)
  return counts
}

/** The migrations that made what an archive holds; none where it is not of this product. */
export async function archivedMigrations(db: Db, file: string, programs: Programs): Promise<string[]> {
  const args = ['--data-only', '--table=knex_migrations', '--table=history_head', file]
  const names: string[] = []
  let hasHistory = false
  for await (const { table, columns, rows, count } of rowsIn(await scriptOf(db, programs, args))) {
    if (table === 'history_head') hasHistory = true
    else if (count > 0)
      for (const line of rows.toString().trimEnd().split('\n'))
        names.push(line.split('\t')[columns.indexOf('name')] ?? '')
  }
  return hasHistory ? names : []
}

/** Brings an archive into an empty database, in this transaction. Answers how many rows each table got. */
export async function loadArchive(trx: Db, file: string, programs: Programs): Promise<Map<string, number>> {
  const script = await scriptOf(trx, programs, [...withoutOwners, file])
  const connection: Connection = await trx.client.acquireConnection()
  const { path } = (await trx.raw("select current_setting('search_path') as path")).rows[0]
  const counts = new Map<string, number>()
  // Read only where it is needed.
  const { from } = require('pg-copy-streams')
  for await (const piece of script) {
    if (typeof piece === 'string') continue
    if ('sql' in piece) await tell(connection, piece.sql)
    else if ('copy' in piece) {
      const target = connection.query(from(piece.copy), () => {})
      await pipeline(rowsUntilEnd(script), target)
      counts.set(copiedInto(piece.copy).table, target.rowCount)
    }
  }
  // The script names all with its schema, and leaves the connection none to look in.
  await trx.raw("select set_config('search_path', ?, false)", [path])
  return counts
}

/** Whose it was, and who had which right, is not kept: all is the role's that restores. */
const withoutOwners = [
  '--no-owner',
  '--no-privileges',
  '--no-comments',
  '--no-security-labels',
  '--no-tablespaces',
]

type Connection = { query(text: unknown, done: (error: Error | null) => void): CopyStream }
type CopyStream = NodeJS.WritableStream & { rowCount: number }

/** Several statements at once, which may hold marks that the query builder would take for its own. */
function tell(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error ? reject(error) : resolve()))
  })
}

async function* rowsUntilEnd(script: Script) {
  for (;;) {
    const { value } = await script.next()
    if (typeof value !== 'object' || !('rows' in value)) return
    yield value.rows
  }
}

/** The rows of each table; a table without any has none once. */
async function* rowsIn(script: Script) {
  let into = { table: '', columns: [''] }
  for await (const piece of script) {
    if (typeof piece === 'string' || 'sql' in piece) continue
    if ('copy' in piece) {
      into = copiedInto(piece.copy)
      yield { ...into, rows: Buffer.alloc(0), count: 0 }
    } else yield { ...into, ...piece }
  }
}

/** What pg_restore would tell this server of what is in an archive. It connects to none: it only reads the file. */
async function scriptOf(db: Db, programs: Programs, args: string[]): Promise<Script> {
  const program = await findProgram('pg_restore', programs, await serverVersion(db))
  const { schema } = (await db.raw('select current_schema() as schema')).rows[0]
  return read(program, ['--file=-', `--schema=${schema}`, ...args])
}

async function* read(program: string, args: string[]): Script {
  const running = startProgram(program, args)
  try {
    yield* piecesOf(running.output)
    await running.ended
  } catch (error) {
    // Where its script was cut short, its own words say why.
    await running.ended
    throw error
  } finally {
    running.stop()
  }
}

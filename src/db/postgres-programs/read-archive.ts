import { createRequire } from 'node:module'
import { pipeline } from 'node:stream/promises'
import { copiedInto, piecesOf, type ScriptPiece } from '../../lib/copy-script.ts'
import type { Db } from '../db.ts'
import { inSchema } from './archive-schema.ts'
import { findProgram, type Programs, serverVersion, startProgram } from './program.ts'

const require = createRequire(import.meta.url)

type Script = AsyncGenerator<ScriptPiece, undefined>

/** How many rows of each table an archive holds. All of it is read, so that one that is damaged is seen. */
export async function archivedRows(db: Db, file: string, programs: Programs): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const args = [`--schema=${await schemaHere(db)}`, '--data-only', file]
  for await (const { table, count } of rowsIn(await scriptOf(db, programs, args)))
    counts.set(table, (counts.get(table) ?? 0) + count)
  return counts
}

/** The migrations that made what an archive holds; none where it is not of this product. */
export async function archivedMigrations(db: Db, file: string, programs: Programs): Promise<string[]> {
  const schema = await schemaOf(db, file, programs)
  const args = [`--schema=${schema}`, '--data-only', '--table=knex_migrations', '--table=history_head', file]
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

async function schemaHere(db: Db): Promise<string> {
  return (await db.raw('select current_schema() as schema')).rows[0].schema
}

/** Where in an archive a town is: a schema has another name where the role has. */
async function schemaOf(db: Db, file: string, programs: Programs): Promise<string> {
  const found: string[] = []
  const script = await scriptOf(db, programs, ['--data-only', '--table=history_head', file])
  for await (const { schema } of rowsIn(script)) found.push(schema)
  const here = await schemaHere(db)
  return found.includes(here) ? here : (found[0] ?? here)
}

/** Brings an archive into an empty database, in this transaction. Answers how many rows each table got. */
export async function loadArchive(trx: Db, file: string, programs: Programs): Promise<Map<string, number>> {
  const [there, here] = [await schemaOf(trx, file, programs), await schemaHere(trx)]
  const script = await scriptOf(trx, programs, [...withoutOwners, `--schema=${there}`, file])
  const counts = new Map<string, number>()
  await inSchema(trx, there, here, async () => {
    const { path } = (await trx.raw("select current_setting('search_path') as path")).rows[0]
    for await (const piece of script) await take(trx, piece, { script, counts })
    // The script names all with its schema, and leaves the connection none to look in.
    await trx.raw("select set_config('search_path', ?, false)", [path])
  })
  return counts
}

async function take(
  trx: Db,
  piece: ScriptPiece,
  { script, counts }: { script: Script; counts: Map<string, number> },
) {
  const connection: Connection = await trx.client.acquireConnection()
  if (typeof piece === 'string') return
  if ('sql' in piece) await tell(connection, piece.sql)
  else if ('copy' in piece) {
    // Read only where it is needed.
    const { from } = require('pg-copy-streams')
    const target = connection.query(from(piece.copy), () => {})
    await pipeline(rowsUntilEnd(script), target)
    counts.set(copiedInto(piece.copy).table, target.rowCount)
  }
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
  let into = { schema: '', table: '', columns: [''] }
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
  return read(program, ['--file=-', ...args])
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

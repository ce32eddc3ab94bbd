import type { Db } from '../db.ts'

/**
 * Lets `load` make an archive's tables and functions in the schema that they have there, and then brings them into the one
 * that the product looks in here, with all that is theirs.
 */
export async function inSchema(trx: Db, there: string, here: string, load: () => Promise<void>) {
  if (there === here) return load()
  const { rows } = await trx.raw('select from pg_namespace where nspname = ?', [there])
  if (rows.length === 0) await trx.raw('create schema ??', [there])
  await load()
  for (const sql of await movesOf(trx, there, here)) await trx.raw(sql)
  // Called as the role is, it would be the first that the product looks in.
  if (rows.length === 0) await trx.raw('drop schema ??', [there])
}

async function movesOf(trx: Db, from: string, to: string): Promise<string[]> {
  const { rows } = await trx.raw(
    `select format('alter %s %s set schema %I', kind, name, ?::text) as sql from (
       select 'table' as kind, oid::regclass::text as name, relnamespace as schema from pg_class where relkind in ('r', 'p')
       union all select 'routine', oid::regprocedure::text, pronamespace from pg_proc) as made
     where schema = quote_ident(?)::regnamespace`,
    [to, from],
  )
  return rows.map(({ sql }: { sql: string }) => sql)
}

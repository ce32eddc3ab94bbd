import type { Db } from './db.ts'

/** The name of something that people made in a PostgreSQL database: not a part of it, nor of an extension. */
export async function anythingIn(db: Db): Promise<string | undefined> {
  const { rows } = await db.raw(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by c.relname limit 1`)
  return rows[0]?.name
}

import type { Knex } from 'knex'

/** What a database has besides rows. A copy has the template's own numbers for all of it. */
const shapeOf = `
  select md5(string_agg(line, E'\\n' order by line)) as shape from (
    select concat_ws(' ', relname, relkind, relowner, relacl, reloptions) from pg_class
      where relnamespace = 'public'::regnamespace
    union all select concat_ws(' ', a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, d.adbin)
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) and a.attnum > 0
    union all select concat_ws(' ', pg_get_constraintdef(oid), convalidated) from pg_constraint
      where connamespace = 'public'::regnamespace
    union all select concat_ws(' ', tgrelid, tgname, tgfoid, tgenabled) from pg_trigger
    union all select concat_ws(' ', indexrelid, indisvalid, indisunique) from pg_index
    union all select concat_ws(' ', proname, prosrc, proacl) from pg_proc where pronamespace = 'public'::regnamespace
    union all select concat_ws(' ', nspname, nspowner, nspacl) from pg_namespace where nspname !~ '^pg_(toast_)?temp_'
    union all select concat_ws(' ', extname, extversion) from pg_extension
    union all select concat_ws(' ', datdba, datacl, datallowconn, datconnlimit) from pg_database
      where datname = current_database()
    union all select setconfig::text from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
      where d.datname = current_database()
  ) as lines (line)`

export type Content = {
  shape: string
  /** Of each table that has some, as JSON. */
  rows: Record<string, string>
  /** The last number that each gave, if any. */
  sequences: Record<string, string | null>
}

const shape = async (db: Knex) => (await db.raw(shapeOf)).rows[0].shape as string

async function sequencesOf(db: Knex) {
  const { rows } = await db.raw('select sequencename, last_value from pg_sequences order by sequencename')
  return Object.fromEntries(rows.map(Object.values)) as Record<string, string | null>
}

async function filledTables(db: Knex): Promise<string[]> {
  const tables = await db('pg_tables').where({ schemaname: 'public' }).pluck('tablename')
  const asked = tables.map((name) => `select '${name}' as name where exists (select from "${name}")`)
  const { rows } = await db.raw(asked.join(' union all '))
  return rows.map(({ name }: { name: string }) => name)
}

/** What the template holds, to be put back into its copies. */
export async function contentOf(template: Knex): Promise<Content> {
  const rows: Record<string, string> = {}
  for (const table of await filledTables(template)) {
    const { rows: found } = await template.raw('select json_agg(one)::text as all from ?? as one', [table])
    rows[table] = found[0].all
  }
  return { shape: await shape(template), rows, sequences: await sequencesOf(template) }
}

/** Makes a copy of the template like new, which is sooner done than to copy it anew. False where more than rows was changed. */
export async function makeLikeNew(db: Knex, content: Content): Promise<boolean> {
  // Who is still in it would write into the next town's.
  await db('pg_stat_activity')
    .whereRaw('datname = current_database() and pid <> pg_backend_pid()')
    .select(db.raw('pg_terminate_backend(pid, 5000)'))
  if ((await shape(db)) !== content.shape) return false
  await db.transaction(async (trx) => {
    // No trigger and no foreign key asks or refuses: the history lets nobody delete it.
    await trx.raw('set local session_replication_role = replica')
    for (const table of await filledTables(trx)) await trx(table).delete()
    for (const [table, rows] of Object.entries(content.rows))
      await trx.raw('insert into ?? select * from json_populate_recordset(null::??, ?)', [table, table, rows])
    for (const [name, last] of Object.entries(await sequencesOf(trx))) {
      const first = content.sequences[name] ?? null
      if (last !== first)
        await trx.raw('select setval(?::regclass, ?, ?)', [`"${name}"`, first ?? 1, first !== null])
    }
  })
  return true
}

import type { Db } from '../db.ts'
import { type Bulk, columnList, quoted, type Table, tablesFrom, totalsStatement } from './table.ts'

const here = 'quote_ident(current_schema())::regnamespace'

async function rowsOf<Row>(db: Db, sql: string, values: string[] = []): Promise<Row[]> {
  return (await db.raw(sql, values)).rows
}

/** The statements that take something off, and those that put it back as it was. */
type Off = { off: string; back: string }

const references = `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as off,
  format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as back
  from pg_constraint where contype = 'f' and connamespace = ${here}`

const indexes = `select format('drop index %s', indexrelid::regclass) as off, pg_get_indexdef(indexrelid) as back
  from pg_index join pg_class on pg_class.oid = indexrelid
  where relnamespace = ${here} and not exists (select 1 from pg_constraint where conindid = indexrelid)`

/** An owner may do so for its own triggers, and needs more rights for those of references. */
const triggers = `select distinct format('alter table %s disable trigger user', tgrelid::regclass) as off,
  format('alter table %s enable trigger user', tgrelid::regclass) as back
  from pg_trigger join pg_class on pg_class.oid = tgrelid where relnamespace = ${here} and not tgisinternal`

function rowAsJson({ name, columns, key }: Table) {
  const list = columns.map(({ name, kind }) =>
    kind === 'flag' ? `${quoted(name)}::int as ${quoted(name)}` : quoted(name),
  )
  const order = key.length > 0 ? `order by ${key.map(quoted).join()}` : ''
  return `select row_to_json(one)::text as json from (select ${list.join()} from ${quoted(name)} ${order}) as one`
}

export const bulkPostgres: Bulk = {
  async tablesOf(db) {
    return tablesFrom(
      await rowsOf(
        db,
        `select relname as "table", attname as "column", format_type(atttypid, atttypmod) as type,
         coalesce(array_position(conkey, attnum), 0) as at
         from pg_class join pg_attribute on attrelid = pg_class.oid
         left join pg_constraint on conrelid = pg_class.oid and contype = 'p'
         where relnamespace = ${here} and relkind = 'r' and attnum > 0 and not attisdropped
         order by relname collate "C", attnum`,
      ),
    )
  },

  async totalsOf(db, table) {
    const [row] = await rowsOf<never>(db, totalsStatement(table))
    if (!row) throw new Error(`Nothing was counted in ${table.name}.`)
    return row
  },

  async *readRows(db, table, atOnce) {
    await db.raw(`declare all_rows no scroll cursor for ${rowAsJson(table)}`)
    for (;;) {
      const rows = await rowsOf<{ json: string }>(db, `fetch ${atOnce} from all_rows`)
      if (rows.length > 0) yield rows.map(({ json }) => json)
      if (rows.length < atOnce) break
    }
    await db.raw('close all_rows')
  },

  async writeRows(trx, table, rows) {
    const list = columnList(table)
    const into = `insert into ${quoted(table.name)} (${list})`
    // Each of its own type: one text with all of them costs one binding.
    await trx.raw(
      `${into} select ${list} from json_populate_recordset(null::${quoted(table.name)}, ?::json)`,
      [`[${rows.join()}]`],
    )
  },

  async empty(trx, tables) {
    // Indexes are made by sorting, which is quicker in memory.
    await trx.raw(`set local maintenance_work_mem = '64MB'`)
    const taken: Off[] = []
    for (const sql of [triggers, references, indexes]) taken.push(...(await rowsOf<Off>(trx, sql)))
    for (const { off } of taken) await trx.raw(off)
    for (const { name } of tables) await trx.raw(`delete from ${quoted(name)}`)
    return async () => {
      for (const { back } of taken.toReversed()) await trx.raw(back)
      for (const { name } of tables) await trx.raw(`analyze ${quoted(name)}`)
    }
  },

  async lastIds(db) {
    const counters = await rowsOf<{ table: string; sequence: string }>(db, sequences)
    const ids = new Map<string, number>()
    for (const { table, sequence } of counters) {
      const [row] = await rowsOf<{ last: number; is_called: boolean }>(
        db,
        `select last_value as last, is_called from ${sequence}`,
      )
      if (row?.is_called) ids.set(table, row.last)
    }
    return ids
  },

  async setLastIds(trx, ids) {
    for (const { table, sequence } of await rowsOf<{ table: string; sequence: string }>(trx, sequences)) {
      const id = ids.get(table) ?? 0
      if (id > 0) await trx.raw('select setval(?, ?)', [sequence, id])
    }
  },
}

const sequences = `select relname as "table", pg_get_serial_sequence(quote_ident(relname), attname) as sequence
  from pg_class join pg_attribute on attrelid = pg_class.oid
  where relnamespace = ${here} and relkind = 'r' and attnum > 0 and not attisdropped
  and pg_get_serial_sequence(quote_ident(relname), attname) is not null and relname not like 'knex%'`

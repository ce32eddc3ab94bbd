import { damageOf } from '../file.ts'
import { type Bulk, columnList, quoted, type Table, tablesFrom, totalsStatement } from './table.ts'

function rowAsJson({ columns }: Table) {
  const fields = columns.map(({ name, kind }) => {
    const value = quoted(name)
    // hex() makes an empty text of nothing.
    return `'${name}', ${kind === 'bytes' ? `iif(${value} is null, null, '\\x' || lower(hex(${value})))` : value}`
  })
  return `json_object(${fields.join()})`
}

export const bulkSqlite: Bulk = {
  async tablesOf(db) {
    const rows = await db.raw(
      `select t.name as "table", c.name as "column", c.type as type, c.pk as at
       from pragma_table_list as t, pragma_table_info(t.name) as c
       where t.schema = 'main' and t.type = 'table' order by t.name, c.cid`,
    )
    return tablesFrom(rows)
  },

  async totalsOf(db, table) {
    const [row] = await db.raw(totalsStatement(table))
    return row
  },

  async *readRows(db, table, atOnce) {
    const [{ wr: hasNoRowNumbers }] = await db.raw('select wr from pragma_table_list where name = ?', [
      table.name,
    ])
    const key = hasNoRowNumbers ? table.key : ['rowid']
    const keys = key.join()
    const page = (where: string) =>
      `select ${key.map((one, at) => `${one} as key${at}`).join()}, ${rowAsJson(table)} as json
       from ${quoted(table.name)} ${where} order by ${keys} limit ${atOnce}`
    const next = page(`where (${keys}) > (${key.map(() => '?').join()})`)
    let rows = await db.raw(page(''))
    while (rows.length > 0) {
      yield rows.map(({ json }: { json: string }) => json)
      const last = rows.at(-1)
      const values = key.map((_, at) => last[`key${at}`])
      rows = rows.length < atOnce ? [] : await db.raw(next, values)
    }
  },

  async writeRows(trx, table, rows) {
    const values = table.columns.map(({ name, kind }) => {
      const value = `value ->> '${name}'`
      return kind === 'bytes' ? `unhex(substr(${value}, 3))` : value
    })
    const into = `insert into ${quoted(table.name)} (${columnList(table)})`
    await trx.raw(`${into} select ${values.join()} from json_each(?)`, [`[${rows.join()}]`])
  },

  async empty(trx, tables) {
    await trx.raw('pragma foreign_keys = off')
    const made = await trx('sqlite_master').whereIn('type', ['index', 'trigger']).whereNotNull('sql')
    for (const { type, name } of made) await trx.raw(`drop ${type} ${quoted(name)}`)
    for (const { name } of tables) await trx.raw(`delete from ${quoted(name)}`)
    return async () => {
      for (const { sql } of made) await trx.raw(sql)
      const [damage] = await damageOf(trx)
      if (damage) throw new Error(`The new database is not whole: ${damage}.`)
    }
  },

  async lastIds(db) {
    const rows: { name: string; seq: number }[] = await db.raw('select name, seq from sqlite_sequence')
    return new Map(rows.map(({ name, seq }) => [name, seq]))
  },

  async setLastIds(trx, ids) {
    for (const [name, seq] of ids) {
      await trx.raw('delete from sqlite_sequence where name = ?', [name])
      await trx.raw('insert into sqlite_sequence (name, seq) values (?, ?)', [name, seq])
    }
  },
}

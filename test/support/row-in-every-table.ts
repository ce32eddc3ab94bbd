import type { Knex } from 'knex'

const hostile = 'ä "quoted" \\back\\ \\x00 \\N \'one\' {a,b} \t\r\n \u0001\u007f\u2028 漢字 \u{1f69c} '

type Column = { name: string; type: string; notnull: 0 | 1; pk: number }

/**
 * Puts rows of what is hard to write down into every table of a SQLite town that has none: texts of every kind and none,
 * the largest numbers, bytes, and nothing where nothing may be. A table that is added later gets some too.
 */
export async function putRowsIntoEveryTable(db: Knex, { but }: { but: string[] }) {
  const tables: string[] = await db('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite_%')
    .whereNotIn('name', but)
    .pluck('name')
  await db.raw('pragma foreign_keys = off')
  for (const table of tables) {
    if (await db(table).first()) continue
    const columns: Column[] = await db.raw('select * from pragma_table_info(?)', [table])
    const references: { from: string; table: string }[] = await db.raw(
      'select * from pragma_foreign_key_list(?)',
      [table],
    )
    for (const number of [1, 2, 3]) {
      const values = columns.map((column) => {
        const { name, notnull, pk } = column
        const reference = references.find(({ from }) => from === name)
        if (number === 2 && !notnull && !pk) return [name, null]
        // The rows that others refer to are numbered so too.
        return [name, reference ? 1 : madeUp(column, number)]
      })
      await db(table).insert(Object.fromEntries(values)).onConflict().ignore()
    }
  }
  await db.raw('pragma foreign_keys = on')
}

function madeUp({ name, pk, ...column }: Column, number: number) {
  const type = column.type.toLowerCase()
  if (type === 'boolean') return number % 2
  if (type === 'blob')
    return number === 1
      ? Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
      : Buffer.alloc(number === 2 ? 0 : 300_000, number)
  if (type === 'bigint') return [2 ** 53 - 1, 0, -(2 ** 53 - 1)][number - 1]
  if (type === 'integer') return pk || name.endsWith('id') ? number : 2 ** 31 - number
  // PostgreSQL takes no more than 2,704 bytes into an index.
  const isLong =
    number === 3 && /^(text|content|changes|findings|remarks|problem|stages|matching|xml)$/.test(name)
  return [`${hostile}${name}`, '', `${hostile.repeat(isLong ? 3_000 : 3)}${name}`][number - 1]
}

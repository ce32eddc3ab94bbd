import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { freshDatabase } from '../support/database.ts'

const isPostgres = process.env.TEST_ENGINE === 'postgres'

/** `users.name`, or `users.disabled_at?` where it may be null, of all tables that src/tables.ts declares. */
function declared() {
  const text = readFileSync(new URL('../../src/tables.ts', import.meta.url), 'utf8')
  const saved = /type Saved = \{(.*)\}/.exec(text)?.[1]
  const [, tables = ''] = text.split('\ninterface Tables')
  return [...tables.matchAll(/^ {2}(\w+): (Saved & )?\{([^}]*)\}/gm)].flatMap(([, table, isSaved, columns]) =>
    [...`${isSaved ? saved : ''};${columns}`.matchAll(/(\w+): ([^;\n]+)/g)].map(
      ([, column, type = '']) => `${table}.${column}${type.includes('| null') ? '?' : ''}`,
    ),
  )
}

test('the stores know the columns of the migrated database, and which may be null', async () => {
  const fresh = await freshDatabase()
  const db = connect({ dataDir: fresh.dataDir, databaseUrl: fresh.databaseUrl })
  await migrate(db)
  const columns = isPostgres
    ? db('information_schema.columns')
        .where({ table_schema: 'public' })
        .select('table_name as table', 'column_name as column', db.raw("is_nullable = 'YES' as maybe"))
    : db
        .from(db.raw('sqlite_master as t, pragma_table_info(t.name) as c'))
        .where('t.type', 'table')
        .select('t.name as table', 'c.name as column', db.raw('not (c."notnull" or c.pk) as maybe'))
  const found = (await columns)
    .filter(({ table }) => !/^(knex|sqlite)_/.test(table))
    .map(({ table, column, maybe }) => `${table}.${column}${maybe ? '?' : ''}`)
  expect(declared().sort()).toEqual(found.sort())
  await db.destroy()
  await fresh.drop()
})

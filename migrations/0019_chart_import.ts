import type { Knex } from 'knex'

const byteOrder = (db: Knex) => (db.client.config.client === 'pg' ? 'text collate "C"' : 'text')

/**
 * Accounts are looked up by reading all of them, which is quick, instead of by nine keys each; the rows of a file that
 * waits to be imported are a table, which the database compares with the chart.
 */
export async function up(db: Knex) {
  await db.schema.dropTable('gl_account_keys')
  await db.schema.alterTable('gl_accounts', (table) => {
    table.dropIndex('title_key')
  })
  await db.schema.dropTable('account_imports')
  await db.schema.createTable('account_imports', (table) => {
    table.increments('id')
    table.integer('user_id').notNullable().references('users.id').index()
    table.text('file_name').notNullable()
    table.text('uploaded_at').notNullable()
    // How many accounts the file has; null until all of them are read and good.
    table.integer('accounts')
    // What its import did, so that a second press is answered alike; null while it waits.
    table.text('outcome')
  })
  await db.schema.createTable('account_import_rows', (table) => {
    table.integer('import_id').notNullable().references('account_imports.id').onDelete('cascade')
    table.integer('line').notNullable()
    table.specificType('number', byteOrder(db)).notNullable()
    table.text('title').notNullable()
    table.specificType('title_key', byteOrder(db)).notNullable()
    table.text('type').notNullable()
    table.boolean('active').notNullable()
    // Not unique by number: which lines have the same one is said of all of them at the end.
    table.index(['import_id', 'number', 'line'])
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('account_import_rows')
  await db.schema.dropTable('account_imports')
  await db.schema.createTable('account_imports', (table) => {
    table.integer('user_id').primary().references('users.id')
    table.text('file_name').notNullable()
    table.text('rows').notNullable()
    table.text('uploaded_at').notNullable()
    table.text('outcome')
  })
  await db.schema.alterTable('gl_accounts', (table) => {
    table.index('title_key')
  })
  await db.schema.createTable('gl_account_keys', (table) => {
    table.boolean('active').notNullable()
    table.boolean('part').notNullable()
    table.specificType('key', byteOrder(db)).notNullable()
    table.integer('account_id').notNullable().references('gl_accounts.id').index()
    table.primary(['active', 'part', 'key', 'account_id'])
  })
  for (const { id, active, number, title_key: title } of await db('gl_accounts')) {
    const words = [...title.matchAll(/ (?=(.*))/g)].map(([, rest]) => rest)
    const ends = Array.from({ length: Math.max(0, number.length - 2) }, (_, at) => number.slice(at + 1))
    const keys = (all: string[], part: boolean) =>
      [...new Set(all)].filter(Boolean).map((key) => ({ active, part, key, account_id: id }))
    await db('gl_account_keys').insert([...keys([number, title], false), ...keys([...words, ...ends], true)])
  }
}

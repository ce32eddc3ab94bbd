import type { Knex } from 'knex'

const saved = (table: Knex.CreateTableBuilder) => {
  table.integer('version').notNullable().defaultTo(0)
  table.text('saved_with')
  table.text('changed_at')
  table.integer('changed_by').references('users.id')
}

export async function up(db: Knex) {
  // Looking up by how a text begins needs an index in the order of its bytes; SQLite's are, PostgreSQL's
  // are in the order of the database's language unless told.
  const inByteOrder = db.client.config.client === 'pg' ? 'text collate "C"' : 'text'
  await db.schema.createTable('gl_accounts', (table) => {
    table.increments('id')
    // Digits only; the mask of its type says how it is shown.
    table.specificType('number', inByteOrder).notNullable().unique()
    table.text('title').notNullable()
    // The title in lower case without signs and accents, for looking up by how it begins.
    table.specificType('title_key', inByteOrder).notNullable().index()
    table.text('type').notNullable()
    table.boolean('active').notNullable()
    saved(table)
  })
  await db.schema.createTable('gl_account_keys', (table) => {
    table.boolean('active').notNullable()
    // False: how the number or the title begins. True: how a part of the number or a later word begins.
    table.boolean('part').notNullable()
    table.specificType('key', inByteOrder).notNullable()
    table.integer('account_id').notNullable().references('gl_accounts.id').index()
    table.primary(['active', 'part', 'key', 'account_id'])
  })
  await db.schema.createTable('account_masks', (table) => {
    // balance-sheet, revenue or expenditure
    table.text('kind').primary()
    table.text('mask').notNullable()
  })
  await db('account_masks').insert([
    { kind: 'balance-sheet', mask: 'FF-AAAA' },
    { kind: 'revenue', mask: 'FF-SS-RRR' },
    { kind: 'expenditure', mask: 'FF-DD-OOO' },
  ])
  // The masks are one form with one version.
  await db.schema.createTable('account_masks_form', (table) => {
    table.integer('id').primary()
    saved(table)
  })
  await db('account_masks_form').insert({ id: 1 })
  // A file that was read and waits for its preview to be confirmed: each person's latest.
  await db.schema.createTable('account_imports', (table) => {
    table.integer('user_id').primary().references('users.id')
    table.text('file_name').notNullable()
    table.text('rows').notNullable()
    table.text('uploaded_at').notNullable()
    // What its import did, so that a second press is answered alike; null while it waits.
    table.text('outcome')
  })
  await db.schema.createTable('services', (table) => {
    table.increments('id')
    table.text('code').notNullable().unique()
    table.text('name').notNullable()
    // Account numbers, not rows: with another maker's ledger there may be no chart here.
    table.text('receivable').notNullable().defaultTo('')
    table.text('revenue').notNullable().defaultTo('')
    saved(table)
  })
  await db.schema.createTable('posting_accounts', (table) => {
    table.integer('id').primary()
    table.text('cash_clearing').notNullable()
    table.text('customer_deposits').notNullable()
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('posting_accounts').insert({ id: 1, cash_clearing: '', customer_deposits: '', version: 0 })
  await db.schema.createTable('posting_periods', (table) => {
    // YYYY-MM; a month that is not listed is open.
    table.text('month').primary()
    table.text('closed_at')
    table.integer('closed_by').references('users.id')
  })
  await db.schema.alterTable('organization', (table) => {
    table.integer('fiscal_year_first_month').notNullable().defaultTo(1)
  })
}

export async function down(db: Knex) {
  await db.schema.alterTable('organization', (table) => {
    table.dropColumn('fiscal_year_first_month')
  })
  const tables = [
    'posting_periods',
    'posting_accounts',
    'services',
    'account_imports',
    'account_masks_form',
    'account_masks',
    'gl_account_keys',
    'gl_accounts',
  ]
  for (const table of tables) await db.schema.dropTable(table)
}

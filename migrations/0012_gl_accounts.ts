import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('gl_accounts', (table) => {
    table.increments('id')
    // Digits only; the mask of its type says how it is shown.
    table.text('number').notNullable().unique()
    table.text('title').notNullable()
    // The title in lower case, for looking up by how it begins.
    table.text('title_key').notNullable().index()
    table.text('type').notNullable()
    table.boolean('active').notNullable()
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
  await db.schema.createTable('services', (table) => {
    table.increments('id')
    table.text('code').notNullable().unique()
    table.text('name').notNullable()
    // Account numbers, not rows: with another maker's ledger there may be no chart here.
    table.text('receivable').notNullable().defaultTo('')
    table.text('revenue').notNullable().defaultTo('')
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
  for (const table of ['posting_periods', 'posting_accounts', 'services', 'account_masks', 'gl_accounts']) {
    await db.schema.dropTable(table)
  }
}

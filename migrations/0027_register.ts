import type { Knex } from 'knex'

/** The register by amount, and by what a reference begins with, also of a million rows. */
export async function up(db: Knex) {
  await db.schema.alterTable('utility_transactions', (table) => {
    // What is filtered by stands in it, so that what does not fit is passed over without being fetched.
    table.index(['amount_cents', 'date', 'id', 'kind'], 'utility_transactions_amount')
  })
  // In the order of its bytes, as SQLite has all text: otherwise PostgreSQL finds no beginning by an index.
  const reference = db.client.config.client === 'pg' ? 'reference collate "C"' : 'reference'
  await db.raw(`create index utility_transactions_reference on utility_transactions (lower(${reference}))`)
}

export async function down(db: Knex) {
  await db.raw('drop index utility_transactions_reference')
  await db.schema.alterTable('utility_transactions', (table) => {
    table.dropIndex([], 'utility_transactions_amount')
  })
}

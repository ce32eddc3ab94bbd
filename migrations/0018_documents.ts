import type { Knex } from 'knex'

/** A document, told by source and reference, may have several rows; a line of its own tells equal ones apart. */
export async function up(db: Knex) {
  await db.schema.alterTable('utility_transactions', (table) => {
    table.dropUnique(['source', 'reference'])
    table.text('line').notNullable().defaultTo('')
  })
  // Without the zeros in front: one index finds a document and those that look like it. The import comes last, so that
  // what an import has brought itself is passed over.
  await db.raw(
    "create index utility_transactions_document on utility_transactions (source, ltrim(reference, '0'), import_id)",
  )
  await db.raw(
    "create unique index utility_transactions_line on utility_transactions (source, reference, line) where line <> ''",
  )
  await db.schema.alterTable('transaction_import_problems', (table) => {
    // problem, repetition or note
    table.text('kind').notNullable().defaultTo('problem')
  })
}

/** Not while a document has several rows: the register of before could not hold them. */
export async function down(db: Knex) {
  await db.schema.alterTable('transaction_import_problems', (table) => {
    table.dropColumn('kind')
  })
  await db.raw('drop index utility_transactions_line')
  await db.raw('drop index utility_transactions_document')
  await db.schema.alterTable('utility_transactions', (table) => {
    table.dropColumn('line')
  })
  await db.schema.alterTable('utility_transactions', (table) => {
    table.unique(['source', 'reference'])
  })
}

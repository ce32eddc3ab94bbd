import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('transaction_imports', (table) => {
    table.increments('id')
    table.text('file_name').notNullable()
    // reading, done, refused, cancelled, failed; transactions count only once their import is done
    table.text('state').notNullable()
    // 1 while rows that do not count may stand in the register, so one import at a time; then null.
    table.integer('under_way').unique()
    // The last sign of life of the process that works on it.
    table.text('alive_at')
    table.bigInteger('bytes_read').notNullable().defaultTo(0)
    table.bigInteger('bytes_all').notNullable().defaultTo(0)
    table.bigInteger('rows_read').notNullable().defaultTo(0)
    table.bigInteger('rows_added').notNullable().defaultTo(0)
    table.bigInteger('rows_known').notNullable().defaultTo(0)
    // Stood in this file before, word for word.
    table.bigInteger('rows_repeated').notNullable().defaultTo(0)
    table.bigInteger('rows_refused').notNullable().defaultTo(0)
    table.text('started_at').notNullable()
    table.text('ended_at')
    table.integer('started_by').references('users.id')
  })
  await db.schema.createTable('utility_transactions', (table) => {
    table.bigIncrements('id')
    table.text('source').notNullable()
    table.text('reference').notNullable()
    // YYYY-MM-DD
    table.text('date').notNullable()
    table.text('kind').notNullable()
    table.text('customer').notNullable()
    table.text('service').notNullable()
    table.bigInteger('amount_cents').notNullable()
    table.text('description').notNullable()
    table.integer('import_id').notNullable().references('transaction_imports.id').index()
    // The batch that updated the ledger with it; null while it is not updated.
    table.integer('batch_id')
    table.unique(['source', 'reference'])
    // The import stands in it so that rows that do not count yet are passed over without being fetched.
    table.index(['date', 'id', 'import_id'])
    table.index(['batch_id', 'date', 'id'])
    table.index(['customer', 'date', 'id'])
  })
  // What each import added by day, kind and service: totals of a million transactions without reading them.
  await db.schema.createTable('transaction_totals', (table) => {
    table.text('date').notNullable()
    table.text('kind').notNullable()
    table.text('service').notNullable()
    table.integer('import_id').notNullable().references('transaction_imports.id').index()
    table.bigInteger('count').notNullable()
    table.bigInteger('amount_cents').notNullable()
    table.primary(['date', 'kind', 'service', 'import_id'])
  })
  await db.schema.createTable('transaction_import_problems', (table) => {
    table.increments('id')
    table.integer('import_id').notNullable().references('transaction_imports.id').index()
    table.integer('line').notNullable()
    table.text('message').notNullable()
  })
}

export async function down(db: Knex) {
  for (const table of [
    'transaction_import_problems',
    'transaction_totals',
    'utility_transactions',
    'transaction_imports',
  ]) {
    await db.schema.dropTable(table)
  }
}

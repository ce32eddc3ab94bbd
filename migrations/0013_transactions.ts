import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('transaction_imports', (table) => {
    table.increments('id')
    table.text('file_name').notNullable()
    // reading, done, refused, cancelled, failed; transactions count only once their import is done
    table.text('state').notNullable()
    table.bigInteger('bytes_read').notNullable().defaultTo(0)
    table.bigInteger('bytes_all').notNullable().defaultTo(0)
    table.bigInteger('rows_read').notNullable().defaultTo(0)
    table.bigInteger('rows_added').notNullable().defaultTo(0)
    table.bigInteger('rows_known').notNullable().defaultTo(0)
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
    table.integer('batch_id').index()
    table.unique(['source', 'reference'])
    table.index(['date', 'id'])
  })
  await db.schema.createTable('transaction_import_problems', (table) => {
    table.increments('id')
    table.integer('import_id').notNullable().references('transaction_imports.id').index()
    table.integer('line').notNullable()
    table.text('message').notNullable()
  })
}

export async function down(db: Knex) {
  for (const table of ['transaction_import_problems', 'utility_transactions', 'transaction_imports']) {
    await db.schema.dropTable(table)
  }
}

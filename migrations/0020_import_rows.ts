import type { Knex } from 'knex'

/** Rows of the import under way whose documents the register has already; empty between imports. */
export async function up(db: Knex) {
  await db.schema.createTable('import_rows', (table) => {
    table.bigIncrements('id')
    table.integer('import_id').notNullable()
    table.text('source').notNullable()
    table.text('reference').notNullable()
    table.text('line').notNullable()
    // All else that the row says, as one text.
    table.text('content').notNullable()
    table.integer('file_line').notNullable()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('import_rows')
}

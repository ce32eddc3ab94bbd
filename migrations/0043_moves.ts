import type { Knex } from 'knex'

/** Where the town of this database was moved to: while there is a row, it is not opened here any more. */
export async function up(db: Knex) {
  await db.schema.createTable('moves', (table) => {
    table.increments('id')
    table.text('moved_at').notNullable()
    table.text('engine').notNullable()
    // The folder, or the address without user and password.
    table.text('place').notNullable()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('moves')
}

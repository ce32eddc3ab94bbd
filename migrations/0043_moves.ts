import type { Knex } from 'knex'

/** Where the town of this database was moved to, or came from: one that was moved away is not opened here any more. */
export async function up(db: Knex) {
  await db.schema.createTable('moves', (table) => {
    // The same on both sides.
    table.text('id').primary()
    table.text('moved_at').notNullable()
    table.boolean('away').notNullable()
    // Of the other side: its engine, and the folder, or the address without user and password.
    table.text('engine').notNullable()
    table.text('place').notNullable()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('moves')
}

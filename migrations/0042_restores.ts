import type { Knex } from 'knex'

/** When the database was put back from a backup: what was done since the backup it does not know. */
export async function up(db: Knex) {
  await db.schema.createTable('restores', (table) => {
    table.increments('id')
    table.text('restored_at').notNullable()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('restores')
}

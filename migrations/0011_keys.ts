import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('key_checks', (table) => {
    table.text('key_id').primary()
    // A constant sealed with the key: a wrong key is seen at start, before anything else is opened.
    table.text('value').notNullable()
    table.text('made_at').notNullable()
  })
  await db.schema.alterTable('secrets', (table) => {
    // The key that opened it was lost; `sealed` is empty and somebody must enter the secret again.
    table.text('lost_at')
  })
}

export async function down(db: Knex) {
  await db.schema.alterTable('secrets', (table) => {
    table.dropColumn('lost_at')
  })
  await db.schema.dropTable('key_checks')
}

import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('users', (table) => {
    table.increments('id')
    table.text('name').notNullable()
    // The name in lower case: two people cannot differ by capitals only.
    table.text('name_key').notNullable().unique()
    table.text('role').notNullable()
    table.text('created_at').notNullable()
    table.text('disabled_at')
  })
  await db.schema.createTable('user_passwords', (table) => {
    table.integer('user_id').primary().references('users.id')
    table.text('hash').notNullable()
    table.text('changed_at').notNullable()
  })
  await db.schema.createTable('sessions', (table) => {
    table.text('id_hash').primary()
    table.integer('user_id').notNullable().references('users.id').index()
    table.text('started_at').notNullable()
    table.text('seen_at').notNullable().index()
    table.text('data').notNullable()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('sessions')
  await db.schema.dropTable('user_passwords')
  await db.schema.dropTable('users')
}

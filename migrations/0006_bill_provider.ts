import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('bill_provider', (table) => {
    table.integer('id').primary()
    table.text('interface').notNullable()
    table.text('user_name').notNullable()
    table.text('on_since')
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('bill_provider').insert({ id: 1, interface: 'none', user_name: '', version: 0 })
}

export async function down(db: Knex) {
  await db.schema.dropTable('bill_provider')
}

import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('organization', (table) => {
    table.integer('id').primary()
    table.text('name').notNullable()
    table.text('time_zone').notNullable()
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('organization').insert({ id: 1, name: '', time_zone: 'America/Denver', version: 0 })
}

export async function down(db: Knex) {
  await db.schema.dropTable('organization')
}

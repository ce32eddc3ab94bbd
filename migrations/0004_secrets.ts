import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('secrets', (table) => {
    table.text('owner').notNullable()
    table.text('field').notNullable()
    // The interface and the user name the secret was entered for: it is never used for another.
    table.text('stored_for').notNullable()
    table.text('stored_user').notNullable()
    table.text('sealed').notNullable()
    table.text('set_at').notNullable()
    table.integer('set_by').references('users.id')
    table.primary(['owner', 'field'])
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('secrets')
}

import type { Knex } from 'knex'

/** What the system of the prepaid vendor logs in with where it asks here. */
export async function up(db: Knex) {
  await db.schema.createTable('vendor_login', (table) => {
    // There is one at most: the passwords change, and the name stays.
    table.integer('id').primary()
    table.text('user_id').notNullable().unique()
    table.integer('failed_tries').notNullable().defaultTo(0)
    table.text('locked_until')
  })
  await db.schema.createTable('vendor_passwords', (table) => {
    table.increments('id')
    table.text('hash').notNullable()
    table.text('made_at').notNullable()
    table.integer('made_by').references('users.id')
    // Null as long as no newer one was made.
    table.text('ends_at')
    table.text('last_used_at')
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('vendor_passwords')
  await db.schema.dropTable('vendor_login')
}

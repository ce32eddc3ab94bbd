import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.alterTable('users', (table) => {
    // Only while the password is a one-time one: when it stops working.
    table.text('password_dies_at')
    // Raised to end every session at once, those that are being started included.
    table.integer('session_round').notNullable().defaultTo(0)
  })
  // Sessions from before have no name to be ended by; whoever is signed in signs in again.
  await db('sessions').delete()
  await db.schema.alterTable('sessions', (table) => {
    table.text('public_id').unique()
    table.integer('round').notNullable().defaultTo(0)
    table.text('address').notNullable().defaultTo('')
    table.text('agent').notNullable().defaultTo('')
  })
}

export async function down(db: Knex) {
  await db.schema.alterTable('sessions', (table) => table.dropUnique(['public_id']))
  for (const column of ['public_id', 'round', 'address', 'agent']) {
    await db.schema.alterTable('sessions', (table) => table.dropColumn(column))
  }
  for (const column of ['password_dies_at', 'session_round']) {
    await db.schema.alterTable('users', (table) => table.dropColumn(column))
  }
}

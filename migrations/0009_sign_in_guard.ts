import type { Knex } from 'knex'

const userColumns = ['failed_tries', 'locked_until', 'two_step_at', 'two_step_used_step']

export async function up(db: Knex) {
  await db.schema.alterTable('users', (table) => {
    table.integer('failed_tries').notNullable().defaultTo(0)
    table.text('locked_until')
    // Null while two-step sign-in is off; the seed is sealed in `secrets`.
    table.text('two_step_at')
    // The newest 30-second step whose code was used: it and all before it are used up.
    table.integer('two_step_used_step').notNullable().defaultTo(0)
  })
  await db.schema.alterTable('sessions', (table) => {
    // The password fitted and the code is due: nobody is signed in yet.
    table.boolean('code_is_due').notNullable().defaultTo(false)
  })
  await db.schema.createTable('recovery_codes', (table) => {
    table.integer('user_id').notNullable().references('users.id')
    table.text('code_hash').notNullable()
    table.primary(['user_id', 'code_hash'])
  })
  await db.schema.createTable('sign_in_addresses', (table) => {
    table.text('address').primary()
    // The instants of its latest failures, as JSON: one row an address, so that counting locks one row.
    table.text('failed_at').notNullable()
    table.text('tried_at').notNullable().index()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('sign_in_addresses')
  await db.schema.dropTable('recovery_codes')
  await db.raw('alter table sessions drop column code_is_due')
  // Knex would rebuild the table on SQLite, which its foreign keys forbid.
  for (const column of userColumns) await db.raw('alter table users drop column ??', [column])
}

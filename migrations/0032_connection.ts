import type { Knex } from 'knex'

/** Where the login at the bill provider is used, and what a check of it found. */
export async function up(db: Knex) {
  await db.schema.createTable('bill_provider_connection', (table) => {
    table.integer('id').primary()
    table.text('exchange').notNullable()
    table.text('server').notNullable()
    table.integer('port').notNullable()
    table.text('bills_folder').notNullable()
    table.text('payments_folder').notNullable()
    table.text('login_by').notNullable()
    table.text('server_key').notNullable()
    table.text('next_server_key').notNullable()
    table.boolean('old_algorithms').notNullable()
    table.text('fetch_days').notNullable()
    table.integer('fetch_hour').notNullable()
    table.text('holidays').notNullable()
    // The public halves of the keys to sign in with; the private ones are sealed among the secrets.
    table.text('public_key')
    table.text('next_public_key')
    // The provider that all of this is meant for: another one has another server.
    table.text('set_for')
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('bill_provider_connection').insert({
    id: 1,
    exchange: 'sftp',
    server: '',
    port: 22,
    bills_folder: '',
    payments_folder: '',
    login_by: 'password',
    server_key: '',
    next_server_key: '',
    old_algorithms: false,
    fetch_days: 'business-days',
    fetch_hour: 6,
    holidays: '',
    version: 0,
  })
  // The server and port that a password was typed for: it is sent to no other.
  await db.schema.alterTable('secrets', (table) => {
    table.text('stored_server').notNullable().defaultTo('')
  })
  await db.schema.createTable('connection_checks', (table) => {
    table.increments('id')
    table.text('connection').notNullable()
    table.integer('user_id').notNullable().references('users.id')
    // The user whose check it is, while it goes on: each has one at a time.
    table.integer('under_way').unique()
    table.text('begun_at').notNullable()
    table.text('ended_at')
    table.text('stages').notNullable()
    table.text('outcome')
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('connection_checks')
  await db.schema.alterTable('secrets', (table) => {
    table.dropColumn('stored_server')
  })
  await db.schema.dropTable('bill_provider_connection')
}

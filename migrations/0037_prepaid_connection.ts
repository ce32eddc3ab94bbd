import type { Knex } from 'knex'

/** Where the login at the vendor of prepaid metering is used. */
export async function up(db: Knex) {
  await db.schema.createTable('prepaid_metering_connection', (table) => {
    table.integer('id').primary()
    // Of MultiSpeak: the vendor's address, and who begins a conversation about payments.
    table.text('address').notNullable()
    table.text('company').notNullable()
    table.text('certificate_authority').notNullable()
    table.text('who_asks').notNullable()
    // Of MyUsage, which takes a file.
    table.text('exchange').notNullable()
    table.text('server').notNullable()
    table.integer('port').notNullable()
    table.text('folder').notNullable()
    table.text('login_by').notNullable()
    table.text('server_key').notNullable()
    table.text('next_server_key').notNullable()
    table.boolean('old_algorithms').notNullable()
    table.text('public_key')
    table.text('next_public_key')
    table.text('set_for')
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('prepaid_metering_connection').insert({
    id: 1,
    ...{ address: '', company: '', certificate_authority: '', who_asks: 'vendor' },
    ...{ exchange: 'sftp', server: '', port: 22, folder: '', login_by: 'password' },
    ...{ server_key: '', next_server_key: '', old_algorithms: false, version: 0 },
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('prepaid_metering_connection')
}

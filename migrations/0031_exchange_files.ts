import type { Knex } from 'knex'

/** What was sent and received, byte for byte: in the database, so that every process and every backup has it. */
export async function up(db: Knex) {
  await db.schema.createTable('exchange_files', (table) => {
    table.increments('id')
    table.text('connection').notNullable()
    table.text('direction').notNullable()
    table.text('name').notNullable()
    table.bigInteger('size').notNullable()
    table.text('sha256').notNullable()
    table.integer('profile_id').references('import_profiles.id')
    table.integer('profile_version')
    table.text('kept_at').notNullable()
    table.integer('kept_by').references('users.id')
    // After seven years only its name and hash are left.
    table.text('removed_at')
    table.index(['connection', 'direction', 'sha256'], 'exchange_files_hash')
    table.index(['connection', 'direction', 'name'], 'exchange_files_name')
  })
  await db.schema.createTable('exchange_file_chunks', (table) => {
    table.integer('file_id').notNullable().references('exchange_files.id')
    table.integer('number').notNullable()
    table.binary('bytes').notNullable()
    table.primary(['file_id', 'number'])
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('exchange_file_chunks')
  await db.schema.dropTable('exchange_files')
}

import type { Knex } from 'knex'

/** How files of other programs are read, each version for good; what an import was read by, and where its rows stood. */
export async function up(db: Knex) {
  await db.schema.createTable('import_profiles', (table) => {
    table.increments('id')
    // transactions, gl-accounts
    table.text('purpose').notNullable()
    table.text('name').notNullable()
    // Without capitals, whose letters the two engines know differently.
    table.text('name_key').notNullable()
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at').notNullable()
    table.integer('changed_by').references('users.id')
    // Kept for the imports that name it, but offered no more.
    table.text('removed_at')
  })
  await db.raw(
    'create unique index import_profiles_name on import_profiles (purpose, name_key) where removed_at is null',
  )
  await db.schema.createTable('import_profile_versions', (table) => {
    table.integer('profile_id').notNullable().references('import_profiles.id')
    table.integer('version').notNullable()
    // JSON
    table.text('content').notNullable()
    table.text('saved_at').notNullable()
    table.integer('saved_by').references('users.id')
    table.primary(['profile_id', 'version'])
  })
  await db.schema.alterTable('transaction_imports', (table) => {
    // The version that read it; null for the product's own layout.
    table.integer('profile_id')
    table.integer('profile_version')
    // The uploaded file's name in the folder of imports, while it may be read again.
    table.text('file')
    // JSON: what a person is asked before the file can be read, and what they have said so far.
    table.text('matching')
    // How often it was read: a preview that was shown before the last time is not confirmed.
    table.integer('reading').notNullable().defaultTo(1)
    table.bigInteger('rows_passed_over').notNullable().defaultTo(0)
    // Of an import that was taken out.
    table.text('removed_at')
    table.integer('removed_by').references('users.id')
    table.text('removal_reason')
  })
  await db.schema.alterTable('utility_transactions', (table) => {
    // Where the row ended in its file; null for what came in before this was kept.
    table.integer('file_line')
  })
}

export async function down(db: Knex) {
  await db.schema.alterTable('utility_transactions', (table) => {
    table.dropColumn('file_line')
  })
  await db.schema.alterTable('transaction_imports', (table) => {
    for (const column of [
      'profile_id',
      'profile_version',
      'file',
      'matching',
      'reading',
      'rows_passed_over',
      'removed_at',
      'removed_by',
      'removal_reason',
    ]) {
      table.dropColumn(column)
    }
  })
  await db.schema.dropTable('import_profile_versions')
  await db.raw('drop index import_profiles_name')
  await db.schema.dropTable('import_profiles')
}

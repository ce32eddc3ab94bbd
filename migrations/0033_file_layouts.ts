import type { Knex } from 'knex'

/** Which layout writes the bills for the provider and which reads its payments, and those in the making. */
export async function up(db: Knex) {
  await db.schema.createTable('file_layouts', (table) => {
    table.integer('id').primary()
    // `profile:7`, or the key of a ready-made one; '' while none is chosen.
    table.text('bills').notNullable()
    table.text('payments').notNullable()
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('file_layouts').insert({ id: 1, bills: '', payments: '', version: 0 })
  // A layout in the making, with the sample that it is proved by: gone once it is saved.
  await db.schema.createTable('layout_drafts', (table) => {
    table.increments('id')
    table.text('purpose').notNullable()
    // What it becomes a version of; null where it becomes a new one.
    table.integer('profile_id').references('import_profiles.id')
    table.integer('profile_version')
    table.text('sample_name')
    table.binary('sample')
    // The form as it was last shown.
    table.text('submitted').notNullable()
    table.text('changed_at').notNullable()
    table.integer('changed_by').references('users.id')
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('layout_drafts')
  await db.schema.dropTable('file_layouts')
}

import type { Knex } from 'knex'

const index = 'history_by_at_subject_id'

/** What a record is about, by an id that no other thing of that type ever has; older records have only its label. */
export async function up(db: Knex) {
  await db.schema.alterTable('history', (table) => {
    table.text('subject_type')
    table.text('subject_id')
  })
  await db.schema.alterTable('history', (table) => {
    const predicate = db.whereNotNull('subject_type')
    table.index(['subject_type', 'subject_id', 'at', 'id'], index, { predicate })
  })
}

export async function down(db: Knex) {
  await db.schema.alterTable('history', (table) => {
    table.dropIndex([], index)
  })
  // Knex would copy the whole table on SQLite, and lose its triggers.
  for (const column of ['subject_type', 'subject_id'])
    await db.raw('alter table history drop column ??', column)
}

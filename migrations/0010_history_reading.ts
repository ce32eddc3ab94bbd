import type { Knex } from 'knex'

// One for each set of filters, so that a page of history takes as long at a million records as at a thousand.
const filters = [
  [],
  ['user_id'],
  ['kind'],
  ['subject'],
  ['user_id', 'kind'],
  ['user_id', 'subject'],
  ['subject', 'kind'],
  ['user_id', 'subject', 'kind'],
]

const nameOf = (columns: string[]) => `history_by_${['at', ...columns].join('_')}`

export async function up(db: Knex) {
  await db.schema.alterTable('history', (table) => {
    for (const columns of filters) table.index([...columns, 'at', 'id'], nameOf(columns))
  })
  // Where the history stood when somebody last looked: records removed from its end show against it.
  await db.schema.createTable('history_note', (table) => {
    table.integer('id').primary()
    table.bigInteger('record_id').notNullable()
    table.text('record_hash').notNullable()
    table.text('noted_at').notNullable()
    table.text('mac').notNullable()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('history_note')
  await db.schema.alterTable('history', (table) => {
    for (const columns of filters) table.dropIndex([...columns, 'at', 'id'], nameOf(columns))
  })
}

import type { Knex } from 'knex'

// One for each filter, in the order of the page. Those of several filters at once are read in stretches
// instead: four more indexes would make every save half again as slow.
const filters = [[], ['user_id'], ['kind'], ['subject']]

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

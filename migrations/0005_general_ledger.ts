import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('general_ledger', (table) => {
    table.integer('id').primary()
    table.text('interface').notNullable()
    table.text('update_method').notNullable()
    table.boolean('update_payments').notNullable()
    table.text('on_since')
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('general_ledger').insert({
    id: 1,
    interface: 'none',
    update_method: 'accrual',
    update_payments: false,
    version: 0,
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('general_ledger')
}

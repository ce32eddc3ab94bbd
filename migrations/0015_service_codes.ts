import type { Knex } from 'knex'

/** Whether any transaction names a service is asked before its code is changed. */
export async function up(db: Knex) {
  await db.schema.alterTable('transaction_totals', (table) => {
    table.index('service')
  })
}

export async function down(db: Knex) {
  await db.schema.alterTable('transaction_totals', (table) => {
    table.dropIndex('service')
  })
}

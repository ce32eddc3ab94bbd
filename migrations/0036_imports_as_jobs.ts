import type { Knex } from 'knex'

/** Whether somebody looks after an import is told by the lease on its job. */
export async function up(db: Knex) {
  await db.raw('alter table transaction_imports drop column alive_at')
}

export async function down(db: Knex) {
  await db.schema.alterTable('transaction_imports', (table) => table.text('alive_at'))
}

import type { Knex } from 'knex'

const amounts = ['usage_cents', 'credit_cents', 'charge_cents', 'tax_cents', 'device_cents']

/** What MyUsage is told a month's bills of prepaid accounts come to: made, held, released and sent. */
export async function up(db: Knex) {
  await db.schema.createTable('prepaid_reconciliations', (table) => {
    table.increments('id')
    // In the name of its file: never used twice.
    table.integer('number').notNullable().unique()
    table.text('period').notNullable()
    // The closing of the period that it is of: closed again, the period has another.
    table.text('closed_at').notNullable()
    // Who closed the period, or had it made anew: where there are two administrators, another releases it.
    table.integer('asked_by').references('users.id')
    table.boolean('anew').notNullable()
    table.text('made_at').notNullable()
    table.integer('accounts').notNullable()
    for (const column of amounts) table.bigInteger(column).notNullable()
    // JSON: the services whose amounts nobody has said the part of. Then there is no file.
    table.text('unmapped').notNullable()
    table.integer('file_id').references('exchange_files.id')
    table.text('replaced_at')
    table.text('released_at')
    table.integer('released_by').references('users.id')
    table.text('reason')
    // Counts what was taken back too.
    table.integer('releases').notNullable().defaultTo(0)
    table.boolean('by_hand').notNullable().defaultTo(false)
    table.text('place').notNullable().defaultTo('')
    table.text('folder').notNullable().defaultTo('')
    table.integer('job_id').references('jobs.id').onDelete('set null').index()
    // From then on it may have arrived.
    table.text('write_began_at')
    table.text('sent_at')
    table.integer('seen_size')
    table.index(['period', 'number'])
  })
  await db.schema.createTable('prepaid_reconciliation_rows', (table) => {
    table.integer('reconciliation_id').notNullable().references('prepaid_reconciliations.id')
    // In the order of the file.
    table.integer('line').notNullable()
    table.integer('account_id').notNullable().references('prepaid_accounts.id')
    table.text('object_id').notNullable()
    table.text('customer').notNullable()
    table.text('service').notNullable()
    // Of its customer: what belongs to none of the accounts is told with it.
    table.boolean('first').notNullable()
    for (const column of amounts) table.bigInteger(column).notNullable()
    table.primary(['reconciliation_id', 'line'])
    table.unique(['reconciliation_id', 'customer', 'service'])
  })
  // What each service counted as when it was made.
  await db.schema.createTable('prepaid_reconciliation_services', (table) => {
    table.integer('reconciliation_id').notNullable().references('prepaid_reconciliations.id')
    table.text('service').notNullable()
    table.text('part').notNullable()
    table.primary(['reconciliation_id', 'service'])
  })
  await db.schema.createTable('prepaid_reconciliation_settings', (table) => {
    table.integer('id').primary()
    // JSON: pairs of a service and the part that it counts as.
    table.text('parts').notNullable()
    table.text('adjustments').notNullable()
    table.text('deposits').notNullable()
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('prepaid_reconciliation_settings').insert({
    ...{ id: 1, parts: '[]', adjustments: 'miscellaneous', deposits: 'none', version: 0 },
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('prepaid_reconciliation_settings')
  await db.schema.dropTable('prepaid_reconciliation_services')
  await db.schema.dropTable('prepaid_reconciliation_rows')
  await db.schema.dropTable('prepaid_reconciliations')
}

import type { Knex } from 'knex'

/** Who pays ahead, what the vendor was asked about them, and how it said they are. */
export async function up(db: Knex) {
  await db.schema.createTable('prepaid_accounts', (table) => {
    table.increments('id')
    table.text('object_id').notNullable().unique()
    table.text('customer').notNullable()
    table.text('name').notNullable()
    table.text('service').notNullable()
    table.text('service_type').notNullable()
    table.text('service_location').notNullable()
    table.text('meter').notNullable()
    table.text('rate').notNullable()
    table.text('billing_cycle').notNullable()
    table.bigInteger('deposit_cents').notNullable()
    table.bigInteger('priority_cents').notNullable()
    table.bigInteger('arrears_cents').notNullable()
    // What the customer has, above zero, or owes when enrolling is asked for.
    table.bigInteger('opening_cents').notNullable()
    table.text('initial_reading').notNullable()
    table.text('last_reading').notNullable()
    table.text('last_reading_date').notNullable()
    table.text('connect_date').notNullable()
    table.text('state').notNullable()
    table.text('enrolled_at')
    table.text('left_at')
    table.text('brought_in_at').notNullable()
    table.integer('brought_in_by').references('users.id')
    // By them the register's rows are told to be of this account.
    table.unique(['customer', 'service'])
    table.index(['state', 'customer', 'id'])
  })
  await db.schema.createTable('prepaid_calls', (table) => {
    table.increments('id')
    table.integer('account_id').notNullable().references('prepaid_accounts.id').index()
    // 'enroll', 'unenroll' or 'meter'
    table.text('act').notNullable()
    table.integer('job_id').references('jobs.id').onDelete('set null')
    // The same however often it is sent.
    table.text('message_id').notNullable()
    // JSON: what is sent, as it was when it was asked for.
    table.text('content').notNullable()
    table.text('asked_at').notNullable()
    table.integer('asked_by').references('users.id')
    // From then on it may have been done.
    table.text('began_at')
    table.text('answered_at')
    // What the vendor said of it where it did not do it.
    table.text('problem')
    table.text('canceled_at')
  })
  await db.schema.createTable('prepaid_statuses', (table) => {
    table.increments('id')
    table.integer('account_id').notNullable().references('prepaid_accounts.id')
    table.text('asked_at').notNullable()
    table.text('meter_status').notNullable()
    // Null where the vendor does not say.
    table.bigInteger('balance_cents')
    table.bigInteger('priority_cents')
    table.bigInteger('arrears_cents')
    table.text('problem')
    table.index(['account_id', 'asked_at'])
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('prepaid_statuses')
  await db.schema.dropTable('prepaid_calls')
  await db.schema.dropTable('prepaid_accounts')
}

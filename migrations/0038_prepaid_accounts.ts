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
    // The address of the vendor that keeps its balance, or MyUsage.
    table.text('enrolled_with')
    table.text('left_at')
    table.text('brought_in_at').notNullable()
    table.integer('brought_in_by').references('users.id')
    // By them the register's rows are told to be of this account.
    table.unique(['customer', 'service'])
    table.index(['state', 'customer', 'id'])
  })
  // Those that are over: an account that came back says only since when it is enrolled now.
  await db.schema.createTable('prepaid_enrollments', (table) => {
    table.increments('id')
    table.integer('account_id').notNullable().references('prepaid_accounts.id').index()
    table.text('enrolled_at').notNullable()
    table.text('left_at').notNullable()
  })
  await db.schema.createTable('prepaid_calls', (table) => {
    table.increments('id')
    table.integer('account_id').notNullable().references('prepaid_accounts.id').index()
    // 'enroll', 'unenroll' or 'meter'
    table.text('act').notNullable()
    table.integer('job_id').references('jobs.id').onDelete('set null').index()
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
  await db.schema.createTable('prepaid_imports', (table) => {
    table.increments('id')
    table.integer('user_id').notNullable().references('users.id')
    table.text('file_name').notNullable()
    table.text('uploaded_at').notNullable()
    // The uploaded file's name in the folder of imports, while it is matched.
    table.text('file')
    // JSON: what a person is asked before the file can be read, and what they have said so far.
    table.text('matching')
    table.integer('profile_id').references('import_profiles.id')
    table.integer('profile_version')
    // Null until the whole file is read.
    table.integer('rows')
    // JSON: what is worth a look, such as the rows that were passed over.
    table.text('remarks')
    // JSON: what it brought, once a person has confirmed it.
    table.text('outcome')
    table.index(['user_id', 'id'])
  })
  await db.schema.createTable('prepaid_import_rows', (table) => {
    table.integer('import_id').notNullable().references('prepaid_imports.id').onDelete('cascade')
    table.integer('line').notNullable()
    table.text('customer').notNullable()
    table.text('service').notNullable()
    table.text('service_type').notNullable()
    // Null where the file has no column for it: an account keeps what it has.
    for (const fact of ['name', 'service_location', 'meter', 'rate', 'billing_cycle']) table.text(fact)
    for (const fact of ['deposit', 'priority', 'arrears', 'opening']) table.bigInteger(`${fact}_cents`)
    for (const fact of ['initial_reading', 'last_reading', 'last_reading_date', 'connect_date'])
      table.text(fact)
    // JSON: why it is not taken, as sentences.
    table.text('reasons')
    table.primary(['import_id', 'line'])
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('prepaid_import_rows')
  await db.schema.dropTable('prepaid_imports')
  await db.schema.dropTable('prepaid_statuses')
  await db.schema.dropTable('prepaid_calls')
  await db.schema.dropTable('prepaid_enrollments')
  await db.schema.dropTable('prepaid_accounts')
}

import type { Knex } from 'knex'

/** The bills of a period as Utility Management gave them, and what became of each file of them. */
export async function up(db: Knex) {
  await db.schema.createTable('bill_runs', (table) => {
    table.increments('id')
    table.text('file_name').notNullable()
    table.text('uploaded_at').notNullable()
    table.integer('uploaded_by').notNullable().references('users.id')
    // The uploaded file's name in the folder of imports, while it is matched.
    table.text('file')
    // JSON: what a person is asked before the file can be read, and what they have said so far.
    table.text('matching')
    table.integer('profile_id').references('import_profiles.id')
    table.integer('profile_version')
    // Null until the whole file is read and good.
    table.text('brought_in_at')
    table.text('period')
    table.integer('bills')
    table.bigInteger('amount_due_cents')
    // The bills that amounts are compared with.
    table.integer('compared_with').references('bill_runs.id').onDelete('set null')
    // JSON: what is worth a look, such as the rows that were passed over.
    table.text('remarks')
    // What is sent is what was previewed: the file as it was made from the bills, and by what.
    table.integer('file_id').references('exchange_files.id')
    table.text('layout')
    // Bills that the layout cannot write, where somebody said that they are left out.
    table.integer('left_out')
    table.bigInteger('left_out_cents')
    table.integer('sends').notNullable().defaultTo(0)
    table.index(['period', 'id'], 'bill_runs_period')
  })
  await db.schema.createTable('bills', (table) => {
    table.integer('run_id').notNullable().references('bill_runs.id').onDelete('cascade')
    table.integer('line').notNullable()
    table.text('statement').notNullable()
    table.text('customer').notNullable()
    table.text('name').notNullable()
    table.text('service_address').notNullable()
    table.text('mailing_address').notNullable()
    table.text('mailing_city_state_zip').notNullable()
    table.text('email').notNullable()
    table.text('bill_date').notNullable()
    table.text('due_date').notNullable()
    // Null where the file does not say. Payments and what they lower a bill by are above zero.
    table.bigInteger('previous_cents')
    table.bigInteger('payments_cents')
    table.bigInteger('adjustments_cents')
    table.bigInteger('current_cents')
    table.bigInteger('amount_due_cents').notNullable()
    table.boolean('autopay').notNullable()
    table.boolean('email_is_wrong').notNullable()
    table.primary(['run_id', 'line'])
    table.index(['run_id', 'customer'], 'bills_of_customer')
    table.index(['run_id', 'statement'], 'bills_by_statement')
    table.index(['customer', 'run_id'], 'customers_bills')
  })
  await db.schema.createTable('bill_charges', (table) => {
    table.integer('run_id').notNullable().references('bill_runs.id').onDelete('cascade')
    table.integer('line').notNullable()
    table.text('service').notNullable()
    table.bigInteger('cents').notNullable()
    table.primary(['run_id', 'line', 'service'])
  })
  await db.schema.createTable('bill_sends', (table) => {
    table.increments('id')
    table.integer('run_id').notNullable().references('bill_runs.id')
    // Of this run's sends, counted from 1: each is a decision of its own.
    table.integer('number').notNullable()
    table.integer('file_id').notNullable().references('exchange_files.id')
    // A person uploads it on the provider's website; there is no job then.
    table.boolean('by_hand').notNullable()
    table.integer('job_id').references('jobs.id').onDelete('set null')
    table.text('name').notNullable()
    table.text('folder').notNullable()
    table.text('asked_at').notNullable()
    table.integer('asked_by').notNullable().references('users.id')
    table.text('due_at').notNullable()
    table.text('reason')
    // From then on it may have arrived, whatever the answer was.
    table.text('write_began_at')
    // When it was seen in the provider's folder, and how large; or when a person said that it is there.
    table.text('sent_at')
    table.bigInteger('seen_size')
    table.text('canceled_at')
    table.unique(['run_id', 'number'])
    table.index('job_id')
  })
}

export async function down(db: Knex) {
  for (const table of ['bill_sends', 'bill_charges', 'bills', 'bill_runs']) await db.schema.dropTable(table)
}

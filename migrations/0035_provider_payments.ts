import type { Knex } from 'knex'

function payment(table: Knex.CreateTableBuilder) {
  table.integer('file_id').notNullable().references('exchange_files.id')
  table.integer('line').notNullable()
  // payment, return or cancel.
  table.text('kind').notNullable()
  // The provider's number, or one made of named fields and the ordinal among equals in the file.
  table.text('number').notNullable()
  // provider, or file where it is made.
  table.text('numbered_by').notNullable()
  table.text('customer').notNullable()
  table.text('name').notNullable()
  table.bigInteger('amount_cents').notNullable()
  // What the provider keeps: never the customer's money.
  table.bigInteger('fee_cents').notNullable()
  table.text('paid_on').notNullable()
  table.text('settled_on').notNullable()
  table.text('reason').notNullable()
  table.text('refers_to').notNullable()
}

/** What the bill provider received for the town, and how it is told apart from the register's payments. */
export async function up(db: Knex) {
  await db.schema.createTable('received_files', (table) => {
    table.increments('id')
    table.integer('file_id').notNullable().unique().references('exchange_files.id')
    // kept: not read yet; read; held: a person has to look; passed-over: a person said so.
    table.text('state').notNullable()
    // The layout and its version that it was read with.
    table.text('layout')
    table.text('problem_code')
    table.text('problem')
    // What else is to be shown of a held file, and the totals that the file says beside those counted: JSON.
    table.text('findings').notNullable().defaultTo('[]')
    table.text('figures').notNullable().defaultTo('[]')
    for (const counted of ['payments', 'returns', 'cancels', 'known', 'asked'])
      table.integer(counted).notNullable().defaultTo(0)
    for (const sum of ['payment_cents', 'return_cents', 'fee_cents'])
      table.bigInteger(sum).notNullable().defaultTo(0)
    table.text('received_at').notNullable()
    table.text('read_at')
    table.text('decided_at')
    table.integer('decided_by').references('users.id')
    table.text('reason')
    // When none had come after it for too long.
    table.text('overdue_at')
    // Null until history tells what became of it.
    table.text('recorded_at')
    table.index(['state', 'id'], 'received_files_state')
  })
  await db.schema.createTable('received_rows', (table) => {
    payment(table)
    table.primary(['file_id', 'line'])
    table.index(['file_id', 'kind', 'number', 'line'], 'received_rows_number')
  })
  await db.schema.createTable('provider_payments', (table) => {
    table.increments('id')
    table.text('connection').notNullable()
    payment(table)
    // counts; asked: the same without a number was in another file; same: a person said that it is that one; canceled.
    table.text('state').notNullable()
    // What a person said that it is entered for, where no rule says it.
    table.text('service').notNullable().defaultTo('')
    // The file for cash receipting that has it.
    table.integer('receipts_file_id').references('exchange_files.id')
    // The number first: by connection and kind nearly all would be found, and an index of days passed over for it.
    table.unique(['number', 'kind', 'connection'], { indexName: 'provider_payments_number' })
    table.index(['customer', 'id'], 'provider_payments_customer')
    table.index(['paid_on', 'id'], 'provider_payments_paid')
    table.index(['settled_on', 'paid_on'], 'provider_payments_settled')
    table.index(['file_id', 'id'], 'provider_payments_file')
  })
  // The few of a kind or state among all payments.
  await db.raw(
    `create index provider_payments_back
       on provider_payments ((case when refers_to = '' then number else refers_to end)) where kind <> 'payment'`,
  )
  await db.raw("create index provider_payments_asked on provider_payments (id) where state = 'asked'")
  await db.raw(
    'create index provider_payments_to_receipt on provider_payments (paid_on) where receipts_file_id is null',
  )
  // A payment of the register may be several rows, one for each service.
  await db.schema.createTable('payment_matches', (table) => {
    table.integer('transaction_id').primary().references('utility_transactions.id').onDelete('cascade')
    table.integer('payment_id').notNullable().references('provider_payments.id').index()
    table.text('how').notNullable()
    table.text('matched_at').notNullable()
    table.integer('matched_by').references('users.id')
  })
  // What a person took apart is not matched again by itself.
  await db.schema.createTable('payment_unmatches', (table) => {
    table.integer('payment_id').notNullable().references('provider_payments.id')
    table.integer('transaction_id').notNullable().references('utility_transactions.id').onDelete('cascade')
    table.text('reason').notNullable()
    table.text('unmatched_at').notNullable()
    table.integer('unmatched_by').references('users.id')
    table.primary(['payment_id', 'transaction_id'])
    table.index('transaction_id')
  })
  // Why a payment is on one side only.
  await db.schema.createTable('payment_reasons', (table) => {
    table.text('side').notNullable()
    table.integer('subject_id').notNullable()
    table.text('reason').notNullable()
    table.text('note').notNullable()
    table.text('given_at').notNullable()
    table.integer('given_by').references('users.id')
    table.primary(['side', 'subject_id'])
  })
  // What an import has brought into the register of a payment, or is about to.
  await db.schema.createTable('payment_entries', (table) => {
    table.text('source').notNullable()
    table.text('reference').notNullable()
    table.integer('payment_id').notNullable().references('provider_payments.id').index()
    table.integer('import_id').notNullable().references('transaction_imports.id').index()
    // payment; or taken-back, which takes one of two out again that are the same money.
    table.text('what').notNullable()
    table.primary(['source', 'reference'])
  })
  // Two rows of the register that may be the same money, and what a person says of them.
  await db.schema.createTable('entry_twins', (table) => {
    table.integer('payment_id').notNullable().references('provider_payments.id')
    table.integer('transaction_id').notNullable().references('utility_transactions.id').onDelete('cascade')
    table.text('answer')
    table.text('answered_at')
    table.integer('answered_by').references('users.id')
    table.primary(['payment_id', 'transaction_id'])
    table.index('transaction_id')
  })
  // Up to which import the register was compared: until then nobody knows of doubles of what was entered.
  await db.schema.createTable('payment_comparisons', (table) => {
    table.text('connection').primary()
    table.integer('import_id').notNullable()
  })
  // A file in the provider's folder is taken when two looks at it agree.
  await db.schema.createTable('folder_looks', (table) => {
    table.text('connection').notNullable()
    table.text('name').notNullable()
    table.bigInteger('size').notNullable()
    table.text('modified_at').notNullable()
    table.text('looked_at').notNullable()
    table.text('taken_at')
    table.primary(['connection', 'name'])
  })
  await db.schema.createTable('provider_payment_settings', (table) => {
    table.integer('id').primary()
    table.text('mode').notNullable()
    table.integer('days_apart').notNullable()
    table.text('fees').notNullable()
    table.text('in_register').notNullable()
    table.text('service_rule').notNullable()
    table.text('service').notNullable()
    table.integer('version').notNullable().defaultTo(0)
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('provider_payment_settings').insert({
    id: 1,
    mode: 'compare',
    days_apart: 3,
    fees: 'on-top',
    in_register: '',
    service_rule: 'one',
    service: '',
  })
}

export async function down(db: Knex) {
  const tables = [
    ...[
      'provider_payment_settings',
      'folder_looks',
      'payment_comparisons',
      'entry_twins',
      'payment_entries',
      'payment_reasons',
    ],
    ...['payment_unmatches', 'payment_matches', 'provider_payments', 'received_rows', 'received_files'],
  ]
  for (const table of tables) await db.schema.dropTable(table)
}

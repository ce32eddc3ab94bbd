import type { Knex } from 'knex'

/** What the vendor of prepaid metering is told of payments and adjustments, and whether its balances are ours. */
export async function up(db: Knex) {
  // One row that is locked to note entries, and to give a window of them away: what is noted later is recorded later.
  await db.schema.createTable('prepaid_feed', (table) => {
    table.integer('id').primary()
    table.text('recorded_at').notNullable()
    // Since when it is told that the vendor does not ask.
    table.text('unasked_since')
  })
  await db('prepaid_feed').insert({ id: 1, recorded_at: '' })
  await db.schema.createTable('prepaid_entries', (table) => {
    table.bigIncrements('id')
    table.integer('account_id').notNullable().references('prepaid_accounts.id')
    // 'payment', which is above zero, or 'adjustment', which has the sign of what it does to the customer's balance
    table.text('kind').notNullable()
    // 'noted', or 'taken-back' where the import that brought it was removed
    table.text('what').notNullable()
    // 'pull' where the vendor asks, 'push' where it is sent: never both.
    table.text('way').notNullable()
    table.bigInteger('cents').notNullable()
    // As it is told, however the account or the register changes.
    table.text('customer').notNullable()
    table.text('service_type').notNullable()
    table.text('location_id').notNullable()
    table.text('description').notNullable()
    table.text('object_id').notNullable().unique()
    table.text('message_id').notNullable()
    // The row of the register, which may be gone by now.
    table.integer('import_id').notNullable().references('transaction_imports.id')
    table.bigInteger('row_id').notNullable()
    table.text('source').notNullable()
    table.text('reference').notNullable()
    table.text('date').notNullable()
    table.text('register_kind').notNullable()
    // Made of what the row says, so that the same row brought in again is known, and how often it was noted.
    table.text('identity').notNullable()
    table.integer('round').notNullable()
    // Where it is in the feed: when it was noted, or later where a question came meanwhile.
    table.text('recorded_at').notNullable()
    table.text('noted_at').notNullable()
    // Of what the vendor asks for: when it was first part of an answer, and when an answer with it was written to its end.
    table.text('asked_at')
    table.text('told_at')
    // Of what is sent.
    table.integer('job_id').references('jobs.id').onDelete('set null').index()
    table.bigInteger('before_cents')
    table.text('before_at')
    // From then on it may have arrived.
    table.text('began_at')
    table.text('sent_at')
    table.bigInteger('after_cents')
    table.text('after_at')
    table.text('left_out_at')
    // Its import was removed before it was sent: it is not in the register and not at the vendor.
    table.text('canceled_at')
    table.text('decided_at')
    table.integer('decided_by').references('users.id')
    table.text('reason')
    // However many servers note them.
    table.unique(['import_id', 'row_id', 'what'])
    table.index(['way', 'kind', 'recorded_at', 'id'], 'prepaid_entries_feed')
    table.index(['account_id', 'recorded_at', 'id'], 'prepaid_entries_account')
    table.index(['way', 'told_at'], 'prepaid_entries_told')
    table.index(['identity'], 'prepaid_entries_identity')
  })
  // What came to count before enrolling was asked for, and is removed: the balance at enrollment has it, the register does not.
  await db.schema.createTable('prepaid_gone_rows', (table) => {
    table.integer('account_id').notNullable().references('prepaid_accounts.id').index()
    // Which enrollment of the account it is about.
    table.text('enrolled_at').notNullable()
    table.integer('import_id').notNullable().references('transaction_imports.id')
    table.bigInteger('row_id').notNullable()
    for (const said of ['source', 'reference', 'line', 'date', 'kind', 'customer', 'service', 'description'])
      table.text(said).notNullable()
    table.bigInteger('amount_cents').notNullable()
    // Among the rows of its document that are equal in all that counts, counted from 0.
    table.integer('ordinal').notNullable()
    table.primary(['import_id', 'row_id'])
  })
  // Of all there ever were, the few that nobody asked for yet, and those that are to be sent or decided about.
  await db.schema.raw(
    "create index prepaid_entries_unasked on prepaid_entries (way, kind, recorded_at) where way = 'pull' and asked_at is null and canceled_at is null",
  )
  await db.schema.raw(
    "create index prepaid_entries_unsent on prepaid_entries (way, id) where way = 'push' and sent_at is null and left_out_at is null and canceled_at is null",
  )
  await db.schema.createTable('prepaid_pulls', (table) => {
    table.increments('id')
    table.text('method').notNullable()
    // Half open.
    table.text('window_from').notNullable()
    table.text('window_to').notNullable()
    table.text('asked_at').notNullable()
    // Null until all of them were given.
    table.integer('rows')
    table.index(['method', 'id'], 'prepaid_pulls_newest')
  })
  // Each account as it was worked out last.
  await db.schema.createTable('prepaid_balances', (table) => {
    table.integer('account_id').primary().references('prepaid_accounts.id')
    for (const sum of ['opening', 'payments', 'adjustments', 'usage', 'ours'])
      table.bigInteger(`${sum}_cents`).notNullable()
    table.bigInteger('theirs_cents')
    table.text('theirs_at')
    // What was recorded by now and the vendor was not told before it said its balance.
    table.bigInteger('untold_cents').notNullable()
    // The vendor's billing date, and both sides at it; null where no status was asked then.
    table.text('billed_on')
    table.text('compared_at')
    table.bigInteger('compared_ours_cents')
    table.bigInteger('compared_theirs_cents')
    // What was recorded before it was asked, and not told: none of ours at that date.
    table.bigInteger('compared_untold_cents')
    // Theirs less ours at that date.
    table.bigInteger('difference_cents')
    // 0 the account differs, 1 no status at its date, 2 no answer yet, 3 usage not billed yet, 4 in step
    table.integer('standing').notNullable()
    table.text('worked_out_at').notNullable()
    table.index(['standing', 'account_id'], 'prepaid_balances_standing')
  })
  // The one notice of an episode in which accounts differ.
  await db.schema.createTable('prepaid_differences', (table) => {
    table.integer('id').primary()
    table.text('since')
    table.integer('accounts').notNullable()
  })
  await db('prepaid_differences').insert({ id: 1, accounts: 0 })
  await db.schema.createTable('prepaid_balance_settings', (table) => {
    table.integer('id').primary()
    // As it is typed: 1.00
    table.text('difference_limit').notNullable()
    table.integer('version').notNullable()
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  await db('prepaid_balance_settings').insert({ id: 1, difference_limit: '1.00', version: 0 })
}

export async function down(db: Knex) {
  for (const table of [
    'balance_settings',
    'differences',
    'balances',
    'pulls',
    'gone_rows',
    'entries',
    'feed',
  ])
    await db.schema.dropTable(`prepaid_${table}`)
}

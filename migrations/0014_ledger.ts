import type { Knex } from 'knex'

/** What is true of a batch for good; its state, its files' journeys and its undoing are the other columns. */
const forGood = `id, fingerprint, created_at, created_by, interface, update_method, update_payments,
  settings_version, accounts_version, layout, begins, ends, period, date, journal, include_payments,
  update_again, reason, transactions, entries, debit_cents, credit_cents, reverses`

/** Looked at when the transaction ends, because a batch comes after its entries. Knex leaves this out on SQLite. */
const ofBatch = 'integer not null references posting_batches (id) deferrable initially deferred'

const neverChanged = ['batch_details', 'batch_transactions', 'batch_files', 'ledger_entries']
const neverDeleted = [...neverChanged, 'posting_batches']

/** Each is true of a batch that may not be: the last look before it stands. */
const refusals: [string, string][] = [
  [
    'the entries of a batch balance',
    `(select coalesce(sum(amount_cents), 0) from ledger_entries where batch_id = new.id) <> 0
      or (select coalesce(sum(amount_cents), 0) from ledger_entries
        where batch_id = new.id and amount_cents > 0) <> new.debit_cents
      or (select count(*) from ledger_entries where batch_id = new.id) <> new.entries`,
  ],
  [
    'a batch has the transactions it counts',
    `new.reverses is null
      and (select count(*) from batch_transactions where batch_id = new.id) <> new.transactions`,
  ],
  [
    'no entry goes into a closed period',
    'exists (select 1 from posting_periods where month = new.period and closed_at is not null)',
  ],
]

export async function up(db: Knex) {
  // One row: taking the next number is also what makes a second run wait for the first.
  await db.schema.createTable('ledger_numbers', (table) => {
    table.integer('id').primary()
    table.integer('last_batch').notNullable()
  })
  await db('ledger_numbers').insert({ id: 1, last_batch: 0 })
  await db.schema.createTable('posting_batches', (table) => {
    // Numbered by the product without gaps, so that a missing batch shows.
    table.integer('id').primary()
    table.text('fingerprint').notNullable().unique()
    table.text('created_at').notNullable()
    table.integer('created_by').notNullable().references('users.id')
    table.text('interface').notNullable()
    table.text('update_method').notNullable()
    table.boolean('update_payments').notNullable()
    table.integer('settings_version').notNullable()
    table.integer('accounts_version').notNullable()
    table.text('layout').notNullable()
    // YYYY-MM-DD, YYYY-MM-DD, YYYY-MM; the entries' own date lies in the period.
    table.text('begins').notNullable()
    table.text('ends').notNullable()
    table.text('period').notNullable()
    table.text('date').notNullable()
    table.text('journal').notNullable()
    table.boolean('include_payments').notNullable()
    table.boolean('update_again').notNullable()
    table.text('reason')
    table.bigInteger('transactions').notNullable()
    table.integer('entries').notNullable()
    table.bigInteger('debit_cents').notNullable()
    table.bigInteger('credit_cents').notNullable()
    // Unique: a batch is undone once.
    table.integer('reverses').unique().references('posting_batches.id')
    table.text('state').notNullable().checkIn(['posted', 'created', 'downloaded', 'confirmed'])
    table.integer('reversed_by').references('posting_batches.id')
    table.text('downloaded_at')
    table.integer('downloaded_by').references('users.id')
    table.text('confirmed_at')
    table.integer('confirmed_by').references('users.id')
    table.text('confirmed_reference')
    table.check('debit_cents = credit_cents', {}, 'batch_balances')
  })
  // What the report showed by kind and service; with it each transaction's debit and credit account are known.
  await db.schema.createTable('batch_details', (table) => {
    table.specificType('batch_id', ofBatch)
    table.text('kind').notNullable()
    table.text('service').notNullable()
    table.boolean('negative').notNullable()
    table.text('debit').notNullable()
    table.text('credit').notNullable()
    table.bigInteger('transactions').notNullable()
    table.bigInteger('cents').notNullable().checkBetween([0, Number.MAX_SAFE_INTEGER])
    table.primary(['batch_id', 'kind', 'service', 'negative'])
  })
  await db.schema.createTable('ledger_entries', (table) => {
    table.specificType('batch_id', ofBatch)
    table.integer('line').notNullable()
    table.text('account').notNullable()
    // A debit is positive.
    table.bigInteger('amount_cents').notNullable()
    table.check('amount_cents <> 0', {}, 'entry_has_amount')
    table.primary(['batch_id', 'line'])
    table.index(['account', 'batch_id', 'line'])
  })
  // The file as it was made, so that fetching it again gives the same bytes.
  await db.schema.createTable('batch_files', (table) => {
    table.specificType('batch_id', `${ofBatch} primary key`)
    table.text('name').notNullable()
    table.text('text').notNullable()
  })
  const isPostgres = db.client.config.client === 'pg'
  // Outlives an undo. Without foreign keys: a million look-ups would double the time of a run.
  await db.raw(`create table batch_transactions (
    batch_id integer not null,
    transaction_id bigint not null,
    previous_batch_id integer,
    primary key (batch_id, transaction_id)
  )${isPostgres ? '' : ' without rowid'}`)
  await (isPostgres ? guardPostgres(db) : guardSqlite(db))
}

async function guardPostgres(db: Knex) {
  await db.raw(`create function posting_is_kept() returns trigger language plpgsql as
    $$ begin raise exception 'batches and entries are never changed or deleted'; end $$`)
  for (const table of neverDeleted) {
    const changes = table === 'posting_batches' ? `update of ${forGood}` : 'update'
    await db.raw(`create trigger ${table}_is_kept before delete or ${changes} on ${table}
      for each row execute function posting_is_kept()`)
    await db.raw(`create trigger ${table}_is_not_emptied before truncate on ${table}
      for each statement execute function posting_is_kept()`)
  }
  const checks = refusals.map(([words, sql]) => `if ${sql} then raise exception '${words}'; end if;`)
  await db.raw(`create function batch_may_stand() returns trigger language plpgsql as
    $$ begin ${checks.join(' ')} return new; end $$`)
  await db.raw(`create trigger batch_may_stand before insert on posting_batches
    for each row execute function batch_may_stand()`)
  await db.raw(`create function batch_is_finished() returns trigger language plpgsql as
    $$ begin
      if exists (select 1 from posting_batches where id = new.batch_id) then
        raise exception 'a batch that stands gets no more entries';
      end if;
      return new;
    end $$`)
  await db.raw(`create trigger batch_is_finished before insert on ledger_entries
    for each row execute function batch_is_finished()`)
}

async function guardSqlite(db: Knex) {
  const abort = (words: string) => `begin select raise(abort, '${words}'); end`
  for (const table of neverDeleted) {
    const changes = table === 'posting_batches' ? `update of ${forGood}` : 'update'
    for (const [name, act] of [
      ['update', changes],
      ['delete', 'delete'],
    ]) {
      await db.raw(`create trigger ${table}_no_${name} before ${act} on ${table}
        ${abort('batches and entries are never changed or deleted')}`)
    }
  }
  for (const [index, [words, sql]] of refusals.entries()) {
    await db.raw(`create trigger batch_may_stand_${index} before insert on posting_batches
      when ${sql} ${abort(words)}`)
  }
  await db.raw(`create trigger batch_is_finished before insert on ledger_entries
    when exists (select 1 from posting_batches where id = new.batch_id)
    ${abort('a batch that stands gets no more entries')}`)
}

export async function down(db: Knex) {
  for (const table of ['batch_transactions', 'batch_files', 'ledger_entries', 'batch_details']) {
    await db.schema.dropTable(table)
  }
  await db.schema.dropTable('posting_batches')
  await db.schema.dropTable('ledger_numbers')
  if (db.client.config.client !== 'pg') return
  for (const name of ['posting_is_kept', 'batch_may_stand', 'batch_is_finished']) {
    await db.raw(`drop function ${name}()`)
  }
}

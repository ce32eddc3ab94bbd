import type { Knex } from 'knex'

export async function up(db: Knex) {
  // Sums of the register by month, kept as rows come and go: a year at a glance without reading its rows.
  await db.schema.createTable('month_totals', (table) => {
    // YYYY-MM
    table.text('month').notNullable()
    table.text('kind').notNullable()
    table.text('service').notNullable()
    table.bigInteger('transactions').notNullable()
    table.bigInteger('cents').notNullable()
    // Those of them that a batch has.
    table.bigInteger('posted_transactions').notNullable()
    table.bigInteger('posted_cents').notNullable()
    table.primary(['month', 'kind', 'service'])
  })
  await db.raw(`insert into month_totals
    (month, kind, service, transactions, cents, posted_transactions, posted_cents)
    select substr(date, 1, 7), kind, service, count(*), sum(amount_cents), count(batch_id),
      sum(case when batch_id is null then 0 else amount_cents end)
    from utility_transactions
    where import_id in (select id from transaction_imports where state = 'done')
    group by substr(date, 1, 7), kind, service`)
  // What the report of a period said when it was printed last.
  await db.schema.createTable('update_reports', (table) => {
    table.text('period').primary()
    table.text('printed_at').notNullable()
    table.integer('printed_by').notNullable().references('users.id')
    // The newest history record then: a later one tells what changed since.
    table.bigInteger('record_id').notNullable()
    table.text('beginning_date').notNullable()
    table.text('ending_date').notNullable()
    table.bigInteger('transactions').notNullable()
    table.bigInteger('debit_cents').notNullable()
    // How many things were in the way.
    table.integer('blockers').notNullable()
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('update_reports')
  await db.schema.dropTable('month_totals')
}

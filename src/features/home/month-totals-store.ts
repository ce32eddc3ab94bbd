import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'

const columns = ['transactions', 'cents', 'posted_transactions', 'posted_cents'] as const

type Counted = Partial<Record<(typeof columns)[number], string>>

/** Adds what `query` finds to the totals of its months; in one order, so that two that do it wait and do not block each other. */
async function add(trx: Db, query: Knex.QueryBuilder, date: string, counted: Counted) {
  const sums = columns.map((name) => trx.raw(`${counted[name] ?? 0} as ${name}`))
  const rows = query
    .select(trx.raw(`substr(${date}, 1, 7) as month`), 'kind', 'service', ...sums)
    .groupByRaw(`substr(${date}, 1, 7), kind, service`)
    .orderBy(['month', 'kind', 'service'])
  const summed = columns.map((name) => `${name} = month_totals.${name} + excluded.${name}`)
  // By hand: the builder leaves out what is done on a conflict where the rows are those of a query.
  await trx.raw(
    `insert into month_totals (month, kind, service, ${columns.join()}) select * from ? as counted where true
      on conflict (month, kind, service) do update set ${summed.join()}`,
    [rows],
  )
}

/** Counts the rows of an import that is done now, from what it added up; `-1` when it is taken out. */
export async function countImport(trx: Db, importId: number, sign: 1 | -1) {
  await add(trx, trx('transaction_totals').where({ import_id: importId }), 'date', {
    transactions: `${sign} * sum(count)`,
    cents: `${sign} * sum(amount_cents)`,
  })
  if (sign < 0) await trx('month_totals').where({ transactions: 0 }).delete()
}

async function addPosted(trx: Db, query: Knex.QueryBuilder, sign: 1 | -1) {
  await add(trx, query, 'utility_transactions.date', {
    posted_transactions: `${sign} * count(*)`,
    posted_cents: `${sign} * sum(amount_cents)`,
  })
}

/** Counts what a batch has just marked as posted, but for what was posted before. */
export async function countPosted(trx: Db, batch: number, isRepeat: boolean) {
  const marked = trx('utility_transactions').where('utility_transactions.batch_id', batch)
  if (isRepeat) {
    marked
      .join('batch_transactions as m', 'm.transaction_id', 'utility_transactions.id')
      .where('m.batch_id', batch)
      .whereNull('m.previous_batch_id')
  }
  await addPosted(trx, marked, 1)
}

/** Counts as waiting again what `freed` finds, which is about to lose its batch. */
export async function countFreed(trx: Db, freed: Knex.QueryBuilder) {
  await addPosted(trx, freed, -1)
}

import type { Knex } from 'knex'

/** The register added up by month, kind and service, row by row: what the totals by month have to say. */
export async function monthSums(db: Knex) {
  return db('utility_transactions')
    .whereIn('import_id', db('transaction_imports').where({ state: 'done' }).select('id'))
    .select(db.raw('substr(date, 1, 7) as month'), 'kind', 'service')
    .count({ transactions: '*', posted_transactions: 'batch_id' })
    .sum({ cents: 'amount_cents' })
    .sum({ posted_cents: db.raw('case when batch_id is null then 0 else amount_cents end') })
    .groupByRaw('substr(date, 1, 7), kind, service')
    .orderByRaw('substr(date, 1, 7), kind, service')
}

/** For rows that a test puts into the register by hand. */
export async function recountMonths(db: Knex) {
  await db('month_totals').delete()
  const sums = await monthSums(db)
  if (sums.length > 0) await db.batchInsert('month_totals', sums, 50)
}

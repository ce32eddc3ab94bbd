import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { type Group, type PostingStatus, SumTooLarge } from './transaction-totals.ts'
import type { UpdateChoice } from './update-request.ts'

type Dates = Pick<UpdateChoice, 'beginningDate' | 'endingDate'>

/** Every transaction of the register in the dates; those of an unfinished import do not count. */
export function inDates(db: Db, { beginningDate, endingDate }: Dates): Knex.QueryBuilder {
  return counted(db).whereBetween('utility_transactions.date', [beginningDate, endingDate])
}

function counted(db: Db): Knex.QueryBuilder {
  return db('utility_transactions').whereIn(
    'utility_transactions.import_id',
    db('transaction_imports').where({ state: 'done' }).select('id'),
  )
}

/** Differs with every set of transactions and amounts; each factor is small enough for 64 bits. */
const hash = `((utility_transactions.id % 1048573) * (utility_transactions.id % 1048571)
  + (utility_transactions.amount_cents % 1048559 + 1048559) * (utility_transactions.id % 1048549 + 7)) % 268435399`

/** Counts the transactions in the dates by what decides where they go: one pass, in the database. */
export async function countGroups(
  db: Db,
  dates: Dates,
  batch: number | null,
): Promise<(Group & { status: PostingStatus })[]> {
  const rows = await inDates(db, dates)
    .select('utility_transactions.kind', 'utility_transactions.service')
    .select({
      negative: db.raw('case when utility_transactions.amount_cents < 0 then 1 else 0 end'),
      status: db.raw(
        `case when utility_transactions.batch_id is null then 'unposted' when utility_transactions.batch_id = ? then 'in-this-batch' else 'posted' end`,
        // No batch has the number 0: a report has marked nothing.
        [batch ?? 0],
      ),
    })
    .count({ transactions: '*' })
    .sum({ cents: 'utility_transactions.amount_cents' })
    .min({ firstId: 'utility_transactions.id' })
    .max({ lastId: 'utility_transactions.id' })
    .sum({ hash: db.raw(hash) })
    .groupBy('utility_transactions.kind', 'utility_transactions.service', 'negative', 'status')
    .orderBy(['utility_transactions.kind', 'utility_transactions.service', 'negative', 'status'])
  for (const { cents } of rows) if (!Number.isSafeInteger(cents)) throw new SumTooLarge()
  return rows.map((row) => ({ ...row, negative: row.negative === 1 }))
}

export type Outside = { transactions: number; first: string; last: string }

/** What is not updated yet and lies outside the dates: stragglers before, the next period's after. */
export async function countOutside(
  db: Db,
  { beginningDate, endingDate }: Dates,
  kinds: string[],
): Promise<{ before: Outside; after: Outside }> {
  const count = (operator: string, date: string) =>
    onlyRow<Outside>(
      counted(db)
        .whereNull('utility_transactions.batch_id')
        .whereIn('utility_transactions.kind', kinds)
        .where('utility_transactions.date', operator, date)
        .count({ transactions: '*' })
        .min({ first: 'utility_transactions.date' })
        .max({ last: 'utility_transactions.date' }),
    )
  return { before: await count('<', beginningDate), after: await count('>', endingDate) }
}

import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { TransactionKind } from '../interfaces/general-ledger/posting-rules.ts'
import { inDates } from './transaction-totals-store.ts'
import type { UpdateChoice } from './update-request.ts'

export type Transaction = {
  id: number
  date: string
  reference: string
  kind: TransactionKind
  service: string
  customer: string
  description: string
  cents: number
  negative: boolean
}

/** Some kinds, each with some services or, without a list, with all. */
export type KindsWithServices = { kind: string; services?: string[] }[]

const columns = {
  ...columnsOf('utility_transactions', 'id date reference kind service customer description'),
  cents: 'utility_transactions.amount_cents',
}

const transactionOf = <Row extends { cents: number }>(row: Row) => ({ ...row, negative: row.cents < 0 })

/** The transactions behind a figure of the report, by date. */
export async function reportTransactions(
  db: Db,
  choice: UpdateChoice,
  { only, updated }: { only: KindsWithServices; updated: boolean | undefined },
  page: PageRequest,
): Promise<Page<Transaction>> {
  const query = inDates(db, choice)
    .where((some: Knex.QueryBuilder) => {
      // Nothing to look for finds nothing.
      some.whereRaw('1 = 0')
      for (const { kind, services } of only) {
        some.orWhere((one) => {
          one.where('utility_transactions.kind', kind)
          if (services) one.whereIn('utility_transactions.service', services)
        })
      }
    })
    .select(columns)
  if (updated === true) query.whereNotNull('utility_transactions.batch_id')
  if (updated === false) query.whereNull('utility_transactions.batch_id')
  const by = { date: 'utility_transactions.date', id: 'utility_transactions.id' }
  return readPage(query, { by }, page, transactionOf)
}

type PostedTransaction = Transaction & { debit: string; credit: string }

/** What a batch updated, each with the accounts it went to; also after the batch is undone. */
export async function batchTransactions(
  db: Db,
  batch: number,
  { account, kind, service, sign }: { account?: string; kind?: string; service?: string; sign?: string },
  page: PageRequest,
): Promise<Page<PostedTransaction>> {
  const query = db('batch_transactions as m')
    .join('utility_transactions', 'utility_transactions.id', 'm.transaction_id')
    .join('batch_details as d', (on) =>
      on
        .on('d.batch_id', 'm.batch_id')
        .andOn('d.kind', 'utility_transactions.kind')
        .andOn('d.service', 'utility_transactions.service')
        .andOn('d.negative', db.raw('(utility_transactions.amount_cents < 0)')),
    )
    .where('m.batch_id', batch)
    .select({ ...columns, debit: 'd.debit', credit: 'd.credit' })
  if (account) query.where((either) => either.where('d.debit', account).orWhere('d.credit', account))
  if (kind) query.where('d.kind', kind)
  if (service) query.where('d.service', service)
  if (sign) query.where('d.negative', sign === '-')
  return readPage(query, { by: { id: 'm.transaction_id' } }, page, transactionOf)
}

import type { Knex } from 'knex'

/** The rows of each table, declared in src/tables.ts: this folder knows none of them. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled there.
export interface Tables {}

/**
 * A database connection or a transaction: stores do not care which. It knows the rows of each table. Declared for
 * `knex/types/tables` they would bind the shipped migrations too, which know the tables of their time.
 */
export type Db = {
  <Name extends keyof Tables>(table: Name): Knex.QueryBuilder<Tables[Name], Tables[Name][]>
  transaction<Result>(act: (trx: Db & Knex.Transaction) => Promise<Result>): Promise<Result>
} & Knex

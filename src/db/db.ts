import type { Knex } from 'knex'

/** A database connection or a transaction: stores do not care which. */
export type Db = Knex

import type { Knex } from 'knex'

/** Columns get the names of what they hold. */
const names = [
  ['posting_batches', 'begins', 'beginning_date'],
  ['posting_batches', 'ends', 'ending_date'],
  ['users', 'password_dies_at', 'password_expires_at'],
  ['users', 'session_round', 'session_epoch'],
] as const

// Both engines rename the column in what refers to it, such as a trigger, too.
export async function up(db: Knex) {
  for (const [table, before, now] of names) {
    await db.raw(`alter table ${table} rename column ${before} to ${now}`)
  }
}

export async function down(db: Knex) {
  for (const [table, before, now] of names) {
    await db.raw(`alter table ${table} rename column ${now} to ${before}`)
  }
}

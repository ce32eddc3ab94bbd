import type { Knex } from 'knex'

/** What goes on by itself, and how each connection is. */
export async function up(db: Knex) {
  await db.schema.createTable('jobs', (table) => {
    table.increments('id')
    table.text('kind').notNullable()
    // Jobs of one connection are done one at a time.
    table.text('connection').notNullable()
    // However often it is asked for, it is one job.
    table.text('key').notNullable().unique()
    table.text('state').notNullable()
    // What it was before somebody began to work on it: what may have been done already is not begun anew.
    table.text('claimed_from')
    table.text('content').notNullable()
    // A late answer to an earlier try is not taken.
    table.integer('attempt').notNullable().defaultTo(0)
    table.text('due_at')
    // Why it waits or needs a person, in a sentence, and since when it does not get on.
    table.text('problem')
    table.text('problem_since')
    table.text('created_at').notNullable()
    table.integer('created_by').references('users.id')
    table.text('begun_at')
    table.text('ended_at')
    table.index(['state', 'due_at'], 'jobs_due')
    table.index(['connection', 'id'], 'jobs_of_connection')
  })
  await db.schema.createTable('job_leases', (table) => {
    table.text('connection').primary()
    table.text('holder').notNullable()
    table.text('renewed_at').notNullable()
  })
  await db.schema.createTable('connection_health', (table) => {
    table.text('connection').primary()
    table.text('tried_at')
    table.text('succeeded_at')
    // One episode: from the first failure to the next success.
    table.text('trouble_since')
    table.text('trouble_code')
    table.text('trouble')
    // After a refused login or a changed server key nothing is tried until a person has changed something.
    table.boolean('stopped').notNullable().defaultTo(false)
  })
}

export async function down(db: Knex) {
  await db.schema.dropTable('connection_health')
  await db.schema.dropTable('job_leases')
  await db.schema.dropTable('jobs')
}

import type { Knex } from 'knex'

/**
 * A batch was called posted before anybody had fetched its file: each is as far as its file is. The check on the column
 * still knows the word, because SQLite would have to copy the table and its triggers to forget it.
 */
export async function up(db: Knex) {
  await db('posting_batches')
    .where({ state: 'posted' })
    .update({
      state: db.raw(`case when confirmed_at is not null then 'confirmed'
        when downloaded_at is not null then 'downloaded' else 'created' end`),
    })
}

export async function down(db: Knex) {
  await db('posting_batches').where({ interface: 'caselle-4' }).update({ state: 'posted' })
}

import type { Knex } from 'knex'

/** The newest record's number and hash in one row, which each transaction that appends locks. */
export async function up(db: Knex) {
  await db.schema.createTable('history_head', (table) => {
    table.integer('id').primary()
    table.bigInteger('record_id').notNullable()
    table.text('record_hash').notNullable()
  })
  const newest = await db('history').orderBy('id', 'desc').first('id', 'hash')
  await db('history_head').insert({
    id: 1,
    record_id: newest?.id ?? 0,
    record_hash: newest?.hash ?? '',
  })
  // By a trigger, so that following costs no statement of its own.
  const follow = 'update history_head set record_id = new.id, record_hash = new.hash where id = 1'
  if (db.client.config.client === 'pg') {
    await db.raw(`create function history_head_follows() returns trigger language plpgsql as
      $$ begin ${follow}; return null; end $$`)
    await db.raw(`create trigger history_head_follows after insert on history
      for each row execute function history_head_follows()`)
  } else {
    await db.raw(`create trigger history_head_follows after insert on history begin ${follow}; end`)
  }
}

export async function down(db: Knex) {
  const isPostgres = db.client.config.client === 'pg'
  await db.raw(`drop trigger history_head_follows${isPostgres ? ' on history' : ''}`)
  if (isPostgres) await db.raw('drop function history_head_follows()')
  await db.schema.dropTable('history_head')
}

import type { Knex } from 'knex'

export async function up(db: Knex) {
  await db.schema.createTable('history', (table) => {
    // Numbered by the product without gaps, so that a removed record shows.
    table.bigInteger('id').primary()
    table.text('at').notNullable()
    table.integer('user_id').references('users.id')
    table.text('user_name').notNullable()
    table.text('address').notNullable()
    table.text('kind').notNullable()
    table.text('subject').notNullable()
    table.text('changes').notNullable()
    table.text('previous_hash').notNullable()
    table.text('hash').notNullable()
  })
  if (db.client.config.client === 'pg') {
    await db.raw(`create function history_is_kept() returns trigger language plpgsql as
      $$ begin raise exception 'history records are never changed or deleted'; end $$`)
    await db.raw(`create trigger history_is_kept before update or delete on history
      for each row execute function history_is_kept()`)
    await db.raw(`create trigger history_is_not_emptied before truncate on history
      for each statement execute function history_is_kept()`)
  } else {
    for (const act of ['update', 'delete']) {
      await db.raw(`create trigger history_no_${act} before ${act} on history
        begin select raise(abort, 'history records are never changed or deleted'); end`)
    }
  }
}

export async function down(db: Knex) {
  await db.schema.dropTable('history')
  if (db.client.config.client === 'pg') await db.raw('drop function history_is_kept()')
}

import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'
import { closedWords } from './trouble.ts'

/**
 * Lets nobody write into these tables from when this counts: a server or a command that has waited for its turn would
 * not look again whether the town is still here.
 */
export async function closeTables(trx: Db, tables: string[]) {
  if (isPostgres(trx)) {
    await trx.raw(`create function town_moved() returns trigger language plpgsql as
      $$ begin raise exception using errcode = 'read_only_sql_transaction', message = '${closedWords}'; end $$`)
    for (const table of tables)
      await trx.raw(
        'create trigger town_moved before insert or update or delete or truncate on ?? execute function town_moved()',
        [table],
      )
    return
  }
  for (const table of tables)
    for (const act of ['insert', 'update', 'delete'])
      await trx.raw(
        `create trigger ?? before ${act} on ?? begin select raise(abort, '${closedWords}'); end`,
        [`town_moved_${act}_${table}`, table],
      )
}

/** Takes that back, where it was done. */
export async function openTables(trx: Db) {
  if (isPostgres(trx)) return trx.raw('drop function if exists town_moved() cascade')
  const made = trx('sqlite_master').where({ type: 'trigger' }).where('name', 'like', 'town_moved_%')
  for (const name of await made.pluck('name')) await trx.raw('drop trigger ??', [name])
}

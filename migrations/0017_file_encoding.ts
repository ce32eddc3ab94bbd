import type { Knex } from 'knex'

/** Files made before are handed over as they were: in UTF-8. */
export async function up(db: Knex) {
  await db.raw("alter table batch_files add column encoding text not null default 'utf-8'")
}

export async function down(db: Knex) {
  // Knex would copy the table on SQLite, and its triggers would be gone.
  await db.raw('alter table batch_files drop column encoding')
}

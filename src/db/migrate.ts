import { migrations } from '../../migrations/index.ts'
import { withoutLimits } from './connect.ts'
import type { Db } from './db.ts'

const migrationSource = {
  getMigrations: async () => Object.keys(migrations),
  getMigrationName: (name: string) => name,
  getMigration: async (name: string) => migrations[name] as NonNullable<(typeof migrations)[string]>,
}

/** Brings the database to the newest shape; does nothing when it is there already. */
export async function migrate(db: Db) {
  await withoutLimits(db, (own) => own.migrate.latest({ migrationSource }))
}

/** Whether no migration was ever made here. */
export async function isEmpty(db: Db) {
  return !(await db.schema.hasTable('knex_migrations'))
}

/** A migration that was made here by a newer version of this product; undefined where there is none. */
export async function newerMigration(db: Db): Promise<string | undefined> {
  const made: string[] = await db('knex_migrations').pluck('name')
  return made.find((name) => !migrations[name])
}

/** Takes everything back, newest first: for the test that every migration can. */
export async function migrateDown(db: Db) {
  await db.migrate.rollback({ migrationSource }, true)
}

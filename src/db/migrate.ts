import { migrations } from '../../migrations/index.ts'
import { isPostgres, withoutLimits } from './connect.ts'
import type { Db } from './db.ts'
import { Unusable } from './problem.ts'
import { refuseUnableToMigrate, refuseUnfitPostgres } from './unfit-postgres.ts'

const migrationSource = {
  getMigrations: async () => Object.keys(migrations),
  getMigrationName: (name: string) => name,
  getMigration: async (name: string) => migrations[name] as NonNullable<(typeof migrations)[string]>,
}

/**
 * Brings the database to the newest shape; does nothing when it is there already. Throws Unusable as migrationsMade does, and
 * where the role may not change tables.
 */
export async function migrate(db: Db) {
  const made = await migrationsMade(db)
  const isToMigrate = Object.keys(migrations).some((name) => !made.includes(name))
  if (!isToMigrate) return
  await refuseUnableToMigrate(db)
  // In a transaction that there is already, they count with what else it writes.
  if (db.isTransaction) await db.migrate.latest({ migrationSource })
  else await withoutLimits(db, bringUp)
}

async function bringUp(own: Db) {
  // A first start that fails leaves a database that a restore or a move still takes.
  if (isPostgres(own) && (await isEmpty(own)))
    return own.transaction(async (trx) => void (await trx.migrate.latest({ migrationSource })))
  try {
    await own.migrate.latest({ migrationSource })
  } catch (error) {
    if ((error as Error).message !== 'Migration table is already locked') throw error
    // Every lock of ours is part of the transaction that takes it: one that can be seen was left by nobody who is at work.
    await own.migrate.forceFreeMigrationsLock({ migrationSource })
    await own.migrate.latest({ migrationSource })
  }
}

/** Whether no migration was ever made here. */
export async function isEmpty(db: Db) {
  if (!isPostgres(db)) return !(await db.schema.hasTable('knex_migrations'))
  // Knex would not see the tables of a role that may not read them.
  return (await db.raw("select to_regclass('knex_migrations') as found")).rows[0].found === null
}

/**
 * The names of those that were made here. Throws Unusable where another program or a later version made any, or where
 * this role could not work with them.
 */
export async function migrationsMade(db: Db): Promise<string[]> {
  await refuseUnfitPostgres(db)
  if (await isEmpty(db)) {
    await refuseTablesOfOthers(db)
    return []
  }
  const made = await namesOfMigrations(db)
  requireKnown(made)
  return made
}

/** As they are written there, whoever made them. */
export async function namesOfMigrations(db: Db): Promise<string[]> {
  return db('knex_migrations').pluck('name')
}

/** Throws Unusable where another program or a later version made one of these. */
export function requireKnown(made: string[]) {
  const newer = made.find((name) => !migrations[name])
  if (newer === undefined) return
  if (!made.some((name) => migrations[name])) {
    throw new Unusable(
      'damaged',
      'The database belongs to another program: name one of our own, or an empty one.',
    )
  }
  throw new Unusable(
    'laterVersion',
    `The data was made by a later version of the product (${newer}), and nothing was changed: start that version, or restore a backup from before it (docs/upgrading.md).`,
  )
}

/** Our file is ours alone; in PostgreSQL something else may lie beside us, as long as the names differ. */
async function refuseTablesOfOthers(db: Db) {
  if (isPostgres(db)) return
  const [table]: { name: string }[] = await db.raw(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'knex_%'",
  )
  if (table === undefined) return
  throw new Unusable(
    'damaged',
    `The database file in DATA_DIR is of another program (it has a table ${table.name}): name another folder, or restore a backup into an empty one.`,
  )
}

/** Takes everything back, newest first: for the test that every migration can. */
export async function migrateDown(db: Db) {
  await db.migrate.rollback({ migrationSource }, true)
}

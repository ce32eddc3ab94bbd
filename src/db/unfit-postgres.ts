import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'
import { Unusable } from './problem.ts'

/** `create trigger … execute function`, in our first migrations, is of PostgreSQL 11. */
const oldestVersion = 11

type Found = {
  version: string
  role: string
  database: string
  /** Null where the role may use none of those it looks in. */
  schema: string | null
  standby: boolean
  read_only: string
  read_only_by: string
  may_create: boolean | null
}

const ask = `select current_setting('server_version') as version, current_user as role, current_database() as database,
  current_schema() as schema, pg_is_in_recovery() as standby,
  setting as read_only, source as read_only_by,
  has_schema_privilege(current_schema(), 'create') as may_create
  from pg_settings where name = 'default_transaction_read_only'`

/**
 * A table of ours that the role may not write, and one that it would have to own to change it: of those that belong to
 * whoever has the first of ours, and not of an extension.
 */
const askTables = `select
  min(relname) filter (where not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
    and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete'))) as closed,
  min(relname) filter (where not pg_has_role(relowner, 'usage')) as owned,
  min(pg_get_userbyid(relowner)) filter (where not pg_has_role(relowner, 'usage')) as owner
  from pg_class as ours
  where relkind = 'r' and relnamespace = quote_ident(current_schema())::regnamespace
    and relowner = (select relowner from pg_class where oid = to_regclass('knex_migrations'))
    and not exists (select from pg_depend where objid = ours.oid and deptype = 'e')`

/** As SQL writes a name. */
function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** Throws Unusable where this server or this role cannot do what the product will ask; SQLite always can. */
export async function refuseUnfitPostgres(db: Db) {
  if (!isPostgres(db)) return
  const found: Found = (await db.raw(ask)).rows[0]
  refuseOld(found)
  refuseReadOnly(found)
  const role = sqlName(found.role)
  if (found.schema === null) {
    throw new Unusable(
      'rights',
      `The role ${role} may use no schema of the database ${found.database}: CREATE SCHEMA ${role} AUTHORIZATION ${role};`,
    )
  }
  const schema = sqlName(found.schema)
  const { closed } = (await db.raw(askTables)).rows[0]
  if (closed === null) return
  throw new Unusable(
    'rights',
    `The role ${role} may not write the table ${closed}: let its owner or a superuser say GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};`,
  )
}

/** The same for changing tables and making new ones. */
export async function refuseUnableToMigrate(db: Db) {
  if (!isPostgres(db)) return
  const found: Found = (await db.raw(ask)).rows[0]
  const role = sqlName(found.role)
  const schema = sqlName(String(found.schema))
  if (!found.may_create) {
    throw new Unusable(
      'rights',
      `The role ${role} may make no tables in the database ${found.database}: let its owner or a superuser say there GRANT CREATE ON SCHEMA ${schema} TO ${role};`,
    )
  }
  const { owned, owner } = (await db.raw(askTables)).rows[0]
  if (owned === null) return
  throw new Unusable(
    'rights',
    `The role ${role} may not change the table ${owned}, which belongs to ${owner}: a superuser can say ALTER TABLE ${schema}.${owned} OWNER TO ${role}; and the same for each other table (docs/operations.md).`,
  )
}

function refuseOld({ version }: Found) {
  if (Number.parseInt(version, 10) >= oldestVersion) return
  throw new Unusable(
    'unfitServer',
    `PostgreSQL ${version.split(' ')[0]} is too old: the product needs ${oldestVersion} or newer.`,
  )
}

/** Where the setting can be taken back, by where it was made. */
const resets: Record<string, (found: Found) => string> = {
  // Said in the database itself it would be refused as a change too.
  database: ({ database }) =>
    `connected to another database, such as postgres, ALTER DATABASE ${sqlName(database)} RESET default_transaction_read_only;`,
  user: ({ role }) => `ALTER ROLE ${sqlName(role)} RESET default_transaction_read_only;`,
  'database user': ({ role, database }) =>
    `ALTER ROLE ${sqlName(role)} IN DATABASE ${sqlName(database)} RESET default_transaction_read_only;`,
}

function refuseReadOnly(found: Found) {
  if (found.standby) {
    throw new Unusable(
      'readOnly',
      'The PostgreSQL at DATABASE_URL is a standby, which takes no changes: name the primary server there.',
    )
  }
  if (found.read_only !== 'on') return
  const reset =
    resets[found.read_only_by]?.(found) ?? 'take default_transaction_read_only out of its settings.'
  throw new Unusable('readOnly', `The database ${found.database} is set to take no changes: ${reset}`)
}

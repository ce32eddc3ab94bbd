import type { Knex } from 'knex'
import type { Db } from '../db/db.ts'
import type { PostingAccounts } from '../features/gl-accounts/posting/settings.ts'
import type { GeneralLedger } from '../features/interfaces/general-ledger/settings.ts'
import type { VendorSettings } from '../features/interfaces/vendor-account/settings.ts'
import type { Organization } from '../features/organization/settings.ts'
import { type Masks, maskKinds } from '../lib/account-number.ts'
import type { Saved } from './versioned.ts'

/** Everything that is set up, as one statement reads it. */
export type Settings = {
  organization: Organization
  generalLedger: GeneralLedger
  billProvider: VendorSettings
  prepaidMetering: VendorSettings
  /** How the account numbers of the chart are written. */
  accountMasks: { masks: Masks } & Saved
  postingAccounts: PostingAccounts
}

type Row = Record<string, string | number | boolean | null>

const savedColumns = ['version', 'saved_with', 'changed_at']
const vendorColumns = [...savedColumns, 'interface', 'user_name', 'on_since']

const tables: Record<string, string[]> = {
  organization: [...savedColumns, 'name', 'time_zone', 'fiscal_year_first_month'],
  general_ledger: [...savedColumns, 'interface', 'update_method', 'update_payments', 'on_since'],
  bill_provider: vendorColumns,
  prepaid_metering: vendorColumns,
  account_masks_form: savedColumns,
  posting_accounts: [...savedColumns, 'cash_clearing', 'customer_deposits'],
}

const withPassword = ['bill_provider', 'prepaid_metering']

export async function readSettings(db: Db): Promise<Settings> {
  return settingsOf(await readRow(db))
}

/** Each table has its one row, so all of them side by side are one row too. */
async function readRow(db: Db): Promise<Row> {
  const [first, ...others] = Object.keys(tables) as [string, ...string[]]
  const query: Knex.QueryBuilder = db(first)
  for (const table of others) query.crossJoin(table as never)
  for (const [table, columns] of Object.entries(tables)) {
    query.leftJoin(`users as ${table}_user`, `${table}_user.id`, `${table}.changed_by`)
    query.select(columns.map((column) => `${table}.${column} as ${table}_${column}`))
    query.select(`${table}_user.name as ${table}_changed_by`)
  }
  for (const table of withPassword) {
    const secret = `${table}_password`
    query.leftJoin(`secrets as ${secret}`, (on) =>
      on.onVal(`${secret}.owner`, table).andOnVal(`${secret}.field`, 'password'),
    )
    query.select(
      ['set_at', 'stored_for', 'stored_user', 'lost_at'].map(
        (name) => `${secret}.${name} as ${secret}_${name}`,
      ),
    )
  }
  for (const { value } of maskKinds) {
    query.join(`account_masks as ${value}`, (on) => on.onVal(`${value}.kind`, value))
    query.select(`${value}.mask as ${value}`)
  }
  return query.first()
}

function settingsOf(row: Row): Settings {
  return {
    organization: {
      ...saved(row, 'organization'),
      name: String(row.organization_name),
      timeZone: String(row.organization_time_zone),
      fiscalYearFirstMonth: Number(row.organization_fiscal_year_first_month),
    },
    generalLedger: {
      ...saved(row, 'general_ledger'),
      interface: row.general_ledger_interface as GeneralLedger['interface'],
      updateMethod: row.general_ledger_update_method as GeneralLedger['updateMethod'],
      // SQLite has no booleans: 0 and 1 come back.
      updatePayments: Boolean(row.general_ledger_update_payments),
      onSince: textOrNull(row.general_ledger_on_since),
    },
    billProvider: vendor(row, 'bill_provider'),
    prepaidMetering: vendor(row, 'prepaid_metering'),
    accountMasks: {
      ...saved(row, 'account_masks_form'),
      masks: Object.fromEntries(maskKinds.map(({ value }) => [value, String(row[value])])) as Masks,
    },
    postingAccounts: {
      ...saved(row, 'posting_accounts'),
      cashClearing: String(row.posting_accounts_cash_clearing),
      customerDeposits: String(row.posting_accounts_customer_deposits),
    },
  }
}

function textOrNull(value: unknown) {
  return value === null || value === undefined ? null : String(value)
}

function saved(row: Row, table: string): Saved {
  return {
    version: Number(row[`${table}_version`]),
    savedWith: textOrNull(row[`${table}_saved_with`]),
    changedAt: textOrNull(row[`${table}_changed_at`]),
    changedBy: textOrNull(row[`${table}_changed_by`]),
  }
}

function vendor(row: Row, table: string): VendorSettings {
  const lostAt = textOrNull(row[`${table}_password_lost_at`])
  const setAt = lostAt ? null : textOrNull(row[`${table}_password_set_at`])
  return {
    ...saved(row, table),
    interface: String(row[`${table}_interface`]),
    userName: String(row[`${table}_user_name`]),
    onSince: textOrNull(row[`${table}_on_since`]),
    password: setAt
      ? {
          setAt,
          storedFor: String(row[`${table}_password_stored_for`]),
          storedUser: String(row[`${table}_password_stored_user`]),
        }
      : null,
    passwordLostAt: lostAt,
  }
}

export type SettingsReader = {
  /** What is set up as of a history record, or newer. */
  (revision: number): Promise<Settings>
  /** What is set up as of the last save of this process, or newer. */
  afterSave(): Promise<Settings>
}

/** What was read at a history record; without a row where only the record is known. */
type Known = { revision: number; row?: Row; settings?: Settings }

/**
 * Every change writes a history record, so what was read at a record's number stays true until there is a
 * newer one, whichever process wrote it. The session's own statement brings the number: no cache to clear.
 */
const known = new WeakMap<object, Known>()

export function settingsReader(db: Db): SettingsReader {
  async function at(revision: number): Promise<Settings> {
    const before = known.get(db)
    if (before?.settings && before.revision >= revision) return before.settings
    const row = await readRow(db)
    const settings = settingsOf(row)
    // One that began before a newer record must not pass for what stands after it.
    if ((known.get(db)?.revision ?? 0) <= revision) known.set(db, { revision, row, settings })
    return settings
  }
  return Object.assign(at, { afterSave: () => at(known.get(db)?.revision ?? 0) })
}

/** A save that was written: the number of its record, and the row's columns if nothing else was written with it. */
type WrittenSave = { revision: number; table: string; columns: Row | undefined }

/**
 * Where the record follows the one that everything was read at, nobody wrote in between: what was read and
 * what was written is what stands, and need not be read again.
 */
export function noteSave(db: Db, { revision, table, columns }: WrittenSave) {
  const { revision: before = 0, row } = known.get(db) ?? {}
  if (before >= revision) return
  if (before !== revision - 1 || !row || !columns) return known.set(db, { revision })
  const written = (tables[table] ?? []).filter((column) => column in columns)
  const stands = { ...row }
  for (const column of written) stands[`${table}_${column}`] = columns[column] ?? null
  if (written.length > 0) stands[`${table}_changed_by`] = columns.changed_by ?? null
  known.set(db, { revision, row: stands, settings: settingsOf(stands) })
}

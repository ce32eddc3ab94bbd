import type { Knex } from 'knex'

const names = ['quickbooks_name', 'sage50_us_number', 'sage50_canada_number', 'sage50_canada_pro_number']

/** What the ledgers that files are made for call an account. */
export async function up(db: Knex) {
  await db.schema.alterTable('gl_accounts', (table) => {
    for (const name of names) {
      // '' where that ledger has no name of its own for it.
      table.text(name).notNullable().defaultTo('')
      // The name without what that ledger does not tell apart, such as capitals; null where there is none.
      table.text(`${name}_key`)
    }
  })
  await db.schema.alterTable('account_import_rows', (table) => {
    for (const name of names) {
      // Null where the file has no such column: then the chart keeps what it has.
      table.text(name)
      table.text(`${name}_key`)
    }
  })
  for (const name of names) {
    await db.raw(`create unique index gl_accounts_${name} on gl_accounts (${name}_key)`)
  }
}

export async function down(db: Knex) {
  for (const name of names) await db.raw(`drop index gl_accounts_${name}`)
  for (const from of ['account_import_rows', 'gl_accounts']) {
    await db.schema.alterTable(from, (table) => {
      for (const name of names) table.dropColumns(name, `${name}_key`)
    })
  }
}

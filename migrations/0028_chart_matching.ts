import type { Knex } from 'knex'

const columns = ['file', 'matching', 'profile_id', 'profile_version', 'remarks']

/** A chart of a program that nobody has described yet is matched first; by what a chart was read is kept with it. */
export async function up(db: Knex) {
  await db.schema.alterTable('account_imports', (table) => {
    // The uploaded file's name in the folder of imports, while it is matched.
    table.text('file')
    // JSON: what a person is asked before the file can be read, and what they have said so far.
    table.text('matching')
    // The version that read it; null for the product's own layout.
    table.integer('profile_id')
    table.integer('profile_version')
    // JSON: what is worth a look before it is imported, such as the rows that were passed over.
    table.text('remarks')
  })
}

export async function down(db: Knex) {
  await db.schema.alterTable('account_imports', (table) => {
    for (const column of columns) table.dropColumn(column)
  })
}

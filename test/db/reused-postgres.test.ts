import knex, { type Knex } from 'knex'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { fillMonth, runUpdate } from '../support/month.ts'
import { startTown } from '../support/town.ts'

async function inside<Answer>(connection: string | undefined, act: (db: Knex) => Promise<Answer>) {
  const db = knex({ client: 'pg', connection, pool: { min: 0, max: 1 } })
  try {
    return await act(db)
  } finally {
    await db.destroy()
  }
}

async function everything(db: Knex) {
  const tables = await db('pg_tables').where({ schemaname: 'public' }).orderBy('tablename').pluck('tablename')
  const found = []
  for (const table of [...tables, 'pg_sequences']) {
    const { rows } = await db.raw('select json_agg(one)::text as rows from ?? as one', [table])
    found.push([table, rows[0].rows])
  }
  return found
}

test.runIf(process.env.TEST_ENGINE === 'postgres')(
  'a database that had a town is like new for the next one, and one whose tables were changed is not taken again',
  async () => {
    const before = await freshDatabase({ migrated: true })
    const likeNew = await inside(before.databaseUrl, everything)
    await inside(before.databaseUrl, (db) => db.raw('alter table users add column another text'))
    await before.drop()

    const town = await startTown()
    const { databaseUrl } = town.deps.config
    expect(databaseUrl).not.toBe(before.databaseUrl)
    const ada = await town.signIn()
    await fillMonth(town, ada)
    await runUpdate(ada)
    expect(await inside(databaseUrl, everything)).not.toEqual(likeNew)
    await town.close()

    const next = await freshDatabase({ migrated: true })
    expect(next.databaseUrl).toBe(databaseUrl)
    expect(await inside(next.databaseUrl, everything)).toEqual(likeNew)
    await next.drop()
  },
)

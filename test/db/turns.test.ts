import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type DatabaseConfig } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { forPages } from '../../src/db/turns.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
let config: DatabaseConfig
let db: Db
let other: Db
beforeAll(async () => {
  database = await freshDatabase()
  config = { dataDir: database.dataDir, databaseUrl: database.databaseUrl }
  db = connect(config)
  other = connect(config)
  await db.schema.createTable('pipes', (table) => {
    table.text('name')
    table.integer('size')
  })
  await db('pipes').insert({ name: 'main', size: 0 })
})
afterAll(async () => {
  await Promise.all([db.destroy(), other.destroy()])
  await database.drop()
})

const sizeOf = async (name: string) => (await db('pipes').where({ name }).first())?.size

/** What another process writes and has not committed. */
async function held(): Promise<Db & { commit(): Promise<unknown> }> {
  const trx = await other.transaction()
  await trx('pipes').where({ name: 'main' }).increment('size', 1)
  return trx as never
}

test('four transactions and four single statements wait for another writer, reads go on, and each is done once', async () => {
  const before = await sizeOf('main')
  const writer = await held()
  const enlarge = (trx: Db) => trx('pipes').where({ name: 'main' }).increment('size', 1)
  const waiting = Array.from({ length: 4 }, () => [db.transaction(enlarge), enlarge(db)]).flat()
  const all = Promise.all(waiting)
  for (let n = 0; n < 5; n++) expect(await sizeOf('main')).toBe(before)
  await writer.commit()
  await all
  expect(await sizeOf('main')).toBe(before + 9)
})

test('whoever waits too long is told that the database is busy, and the connection serves on', async () => {
  const hasty = connect(config, { patience: { ...forPages, turn: 100 } })
  const writer = await held()
  const rename = (trx: Db) => trx('pipes').where({ name: 'main' }).update({ name: 'branch' })
  for (const attempt of [hasty.transaction(rename), rename(hasty)]) {
    await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/^(SQLITE_BUSY|55P03)$/) })
  }
  await writer.commit()
  await hasty.transaction(async (trx) => {
    await trx.transaction(rename)
    expect(await trx('pipes').where({ name: 'branch' }).first('name')).toEqual({ name: 'branch' })
    await rename(trx)
  })
  expect(await sizeOf('branch')).toBeGreaterThan(0)
  await hasty('pipes').update({ name: 'main' })
  await hasty.destroy()
})

import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
let db: Db
beforeEach(async () => {
  database = await freshDatabase()
  const { dataDir, databaseUrl } = database
  db = connect({ dataDir, databaseUrl })
  await db.schema.createTable('pipes', (table) => {
    table.increments('id')
    table.text('name').unique()
  })
})
afterEach(() => database.drop())

test('the same statement many times at once answers each with its own rows and numbers', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `pipe ${n}`)
  const ids = await db.transaction((trx) =>
    Promise.all(names.map((name) => trx('pipes').insert({ name }).returning('id'))),
  )
  expect(new Set(ids.flat().map(({ id }) => id)).size).toBe(20)
  const found = await Promise.all(names.map((name) => db('pipes').where({ name }).first('name')))
  expect(found.map((row) => row.name)).toEqual(names)
})

test('a statement that fails fails for everybody who sent it, and works once it can', async () => {
  const ask = () => db('valves').select()
  const both = await Promise.allSettled([ask(), ask()])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await db.schema.createTable('valves', (table) => void table.text('name'))
  expect(await ask()).toEqual([])
  await db.schema.alterTable('valves', (table) => void table.text('size'))
  await db('valves').insert({ name: 'a', size: 'b' })
  expect(await ask()).toEqual([{ name: 'a', size: 'b' }])
  const add = () => db('pipes').insert({ name: 'twice' })
  await add()
  await expect(add()).rejects.toThrow()
  expect(await db('pipes').where({ name: 'twice' }).delete()).toBe(1)
  await add()
})

test('however many different statements were sent, the connection closes', async () => {
  for (let n = 0; n < 300; n++)
    expect(await db('pipes').where({ id: 0 }).first(`id as a${n}`)).toBe(undefined)
  await db.transaction((trx) =>
    Promise.all(Array.from({ length: 300 }, (_, n) => trx.raw(`select ${n % 150}`))),
  )
  await db.destroy()
  // SQLite clears its log away when the last connection has closed well.
  const left = await readdir(database.dataDir)
  expect(left.filter((file) => file.endsWith('-wal'))).toEqual([])
})

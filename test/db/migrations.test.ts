import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { migrate, migrateDown } from '../../src/db/migrate.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let fresh: FreshDatabase
let db: Db
beforeEach(async () => {
  fresh = await freshDatabase()
  db = connect({ dataDir: fresh.dataDir, databaseUrl: fresh.databaseUrl })
})
afterEach(async () => {
  await db.destroy()
  await fresh.drop()
})

test('every migration goes up, down and up again, and a second start changes nothing', async () => {
  await migrate(db)
  expect(await db('general_ledger').select('interface', 'version')).toEqual([
    { interface: 'none', version: 0 },
  ])
  await migrateDown(db)
  expect(await db.schema.hasTable('general_ledger')).toBe(false)
  expect(await db.schema.hasTable('history')).toBe(false)
  await migrate(db)
  const applied = await db('knex_migrations').select('name')
  await migrate(db)
  expect(await db('knex_migrations').select('name')).toEqual(applied)
})

test('the history can be added to and nothing else', async () => {
  await migrate(db)
  const row = {
    at: '',
    user_name: '',
    address: '',
    kind: 'x',
    subject: '',
    changes: '[]',
    previous_hash: '',
    hash: '',
  }
  await db('history').insert({ id: 1, ...row })
  await expect(db('history').where({ id: 1 }).update({ kind: 'y' })).rejects.toThrow(
    /never changed or deleted/,
  )
  await expect(db('history').where({ id: 1 }).delete()).rejects.toThrow(/never changed or deleted/)
  expect(await db('history').select('kind')).toEqual([{ kind: 'x' }])
})

test('SQLite writes durably, keeps foreign keys and waits for other processes', async () => {
  if (fresh.databaseUrl) return
  await migrate(db)
  const pragma = async (name: string) => Object.values((await db.raw(`pragma ${name}`))[0])[0]
  expect(await pragma('journal_mode')).toBe('wal')
  expect(await pragma('synchronous')).toBe(2)
  expect(await pragma('foreign_keys')).toBe(1)
  expect(await pragma('busy_timeout')).toBeGreaterThanOrEqual(5000)
  expect(await pragma('secure_delete')).toBe(1)
})

import type { Knex } from 'knex'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import { connect } from '../../src/db/connect.ts'
import { migrate, migrateDown } from '../../src/db/migrate.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let fresh: FreshDatabase
let db: Knex
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

test('a batch that was called posted is as far as its file, and the way back is known', async () => {
  await migrate(db)
  const named = Object.keys(migrations).find((name) => name.endsWith('files_confirmed')) ?? ''
  await db('users').insert({ id: 1, name: 'Ada', name_key: 'ada', role: 'administrator', created_at: '' })
  const batch = {
    created_at: '',
    created_by: 1,
    interface: 'caselle-4',
    update_method: 'accrual',
    update_payments: false,
    settings_version: 1,
    accounts_version: 0,
    layout: 'import-amounts',
    beginning_date: '2026-10-01',
    ending_date: '2026-10-31',
    period: '2026-10',
    date: '2026-10-31',
    journal: 'UM',
    include_payments: false,
    update_again: false,
    transactions: 0,
    entries: 0,
    debit_cents: 0,
    credit_cents: 0,
  }
  await db('posting_batches').insert({ ...batch, id: 1, fingerprint: '1', state: 'posted' })
  await db('posting_batches').insert({
    ...batch,
    id: 2,
    fingerprint: '2',
    state: 'posted',
    downloaded_at: '2026-11-01',
  })
  await db('posting_batches').insert({
    ...batch,
    id: 3,
    fingerprint: '3',
    interface: 'other',
    state: 'created',
  })
  const states = () => db('posting_batches').orderBy('id').pluck('state')
  await migrations[named]?.up(db)
  expect(await states()).toEqual(['created', 'downloaded', 'created'])
  await migrations[named]?.down?.(db)
  expect(await states()).toEqual(['posted', 'posted', 'created'])
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
  expect(await pragma('busy_timeout'), 'the rest is waited for outside the threads').toBeLessThanOrEqual(100)
  expect(await pragma('secure_delete')).toBe(1)
})

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

test('digits under masks become numbers by their segments wherever they are kept, and digits again', async () => {
  await migrate(db)
  const name = Object.keys(migrations).find((one) => one.endsWith('chart_formats')) ?? ''
  await migrations[name]?.down?.(db)
  await db('users').insert({ id: 1, name: 'Ada', name_key: 'ada', role: 'administrator', created_at: '' })
  await db('account_masks').where({ kind: 'revenue' }).update({ mask: 'FFS RRR' })
  const account = { title: '', title_key: '', active: true }
  await db('gl_accounts').insert([
    { ...account, number: '011075', type: 'asset' },
    { ...account, number: '019999', type: 'revenue' },
    { ...account, number: '0113', type: 'asset' },
  ])
  await db('services').insert({ code: 'W', name: 'W', receivable: '011311', revenue: '013410' })
  await db('posting_accounts').update({ cash_clearing: '011075' })
  const batch = {
    ...{ id: 1, fingerprint: '1', created_at: '', created_by: 1, interface: 'other', update_method: 'cash' },
    ...{ update_payments: true, settings_version: 1, accounts_version: 1, layout: 'csv', state: 'created' },
    ...{ beginning_date: '2026-10-01', ending_date: '2026-10-31', period: '2026-10', date: '2026-10-31' },
    ...{ journal: 'UM', include_payments: true, update_again: false, transactions: 0, entries: 2 },
    ...{ debit_cents: 5, credit_cents: 5 },
  }
  // A revenue account that is in no chart and of no service any more.
  const detail = { kind: 'payment', service: 'W', negative: false, transactions: 0, cents: 5 }
  await db.transaction(async (trx) => {
    await trx('batch_details').insert({ batch_id: 1, ...detail, debit: '011075', credit: '013499' })
    await trx('ledger_entries').insert([
      { batch_id: 1, line: 1, account: '011075', amount_cents: 5 },
      { batch_id: 1, line: 2, account: '013499', amount_cents: -5 },
    ])
    await trx('batch_files').insert({
      batch_id: 1,
      name: 'a.csv',
      text: '011075,5\n013499,-5',
      encoding: 'utf-8',
    })
    await trx('posting_batches').insert(batch)
  })
  const stored = async () => ({
    chart: await db('gl_accounts').orderBy('id').pluck('number'),
    services: await db('services').select('receivable', 'revenue'),
    cash: (await db('posting_accounts').first('cash_clearing')).cash_clearing,
    details: await db('batch_details').select('debit', 'credit'),
    entries: await db('ledger_entries').orderBy('line').pluck('account'),
    file: (await db('batch_files').first('text')).text,
  })
  const before = await stored()
  await migrations[name]?.up(db)
  expect(await stored()).toEqual({
    chart: ['01-1075', '01-9-999', '0113'],
    services: [{ receivable: '01-1311', revenue: '01-3-410' }],
    cash: '01-1075',
    details: [{ debit: '01-1075', credit: '01-3-499' }],
    entries: ['01-1075', '01-3-499'],
    file: before.file,
  })
  expect(await db('gl_accounts').orderBy('id').pluck('number_key')).toEqual(before.chart)
  const { formats } = await db('chart_formats').first('formats')
  expect(JSON.parse(formats)[1]).toMatchObject({
    types: ['revenue'],
    segments: [
      { name: 'Fund', longest: 2, separator: '' },
      { name: 'Source', longest: 1, separator: ' ' },
      { name: 'Revenue', longest: 3, separator: '' },
    ],
    ...{ fund: 0, account: 2 },
  })
  await expect(db('ledger_entries').update({ account: 'x' })).rejects.toThrow(/never changed/)
  await migrations[name]?.down?.(db)
  expect(await stored()).toEqual(before)
  await expect(db('batch_details').update({ debit: 'x' })).rejects.toThrow(/never changed/)
})

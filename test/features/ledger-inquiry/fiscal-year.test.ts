import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { monthTest } from '../../support/fixtures.ts'
import { go, type Month, post, type Row, tableOf } from '../../support/month.ts'

const rows: Row[] = [
  ['2025-06-15', 'billing', 'WATER', 30_00],
  ['2026-06-15', 'billing', 'WATER', 100_00],
  ['2026-06-16', 'billing', 'SEWER', 7_00],
  ['2026-07-10', 'billing', 'WATER', 40_00],
]

const test = monthTest.extend('monthOptions', { rows })

test.beforeAll(async ({ month }) => {
  const year = { 'Organization Name': 'Springfield', 'Fiscal Year Begins': 'July' }
  await month.ada.submit(await month.ada.get(paths.general), year)
  for (const period of ['2025-06', '2026-06', '2026-07']) {
    const form = await month.ada.get(`${paths.updateGeneralLedger}?period=${period}`)
    const report = await month.ada.submit(form, {}, go)
    await post(month.ada, report)
  }
})

const trialBalance = async (month: Month, to: string) =>
  tableOf(await month.ada.get(`${paths.ledgerInquiry}?to=${to}`), 'Trial balance')

test('revenue begins each fiscal year at zero, with what it was before in a line', async ({ month }) => {
  expect(await trialBalance(month, '2026-06')).toEqual([
    ['01-1311', 'Water receivable', '130.00', ''],
    ['01-1312', 'Sewer receivable', '7.00', ''],
    ['01-34-101', 'Water sales', '', '100.00'],
    ['01-34-201', 'Sewer charges', '', '7.00'],
    [
      'Earlier years, fund 01',
      'Revenue less expenditure before fiscal year 2026, part of net position or fund balance',
      '',
      '30.00',
    ],
    ['Total', '', '137.00', '137.00'],
  ])
  expect(await trialBalance(month, '2026-07')).toEqual([
    ['01-1311', 'Water receivable', '170.00', ''],
    ['01-1312', 'Sewer receivable', '7.00', ''],
    ['01-34-101', 'Water sales', '', '40.00'],
    ['01-34-201', 'Sewer charges', '0.00', ''],
    [
      'Earlier years, fund 01',
      'Revenue less expenditure before fiscal year 2027, part of net position or fund balance',
      '',
      '137.00',
    ],
    ['Total', '', '177.00', '177.00'],
  ])
  expect((await trialBalance(month, '2025-06')).at(-1)).toEqual(['Total', '', '30.00', '30.00'])
})

test('the balance before revenue’s entries is of its fiscal year, others carry on', async ({ month }) => {
  const entries = async (address: string) =>
    tableOf(await month.ada.get(`${paths.ledgerInquiry}/${address}`), 'Entries').map((row) => [
      row[0],
      row.at(-1),
    ])
  expect(await entries('0134101?from=2026-07&to=2026-07')).toEqual([
    ['Beginning balance', '0.00'],
    ['July 2026', '-40.00'],
  ])
  expect(await entries('0134101?from=2025-07&to=2026-07')).toEqual([
    ['Beginning balance', '0.00'],
    ['June 2026', '-100.00'],
    ['Fiscal year 2027 begins', '0.00'],
    ['July 2026', '-40.00'],
  ])
  expect(await entries('0134101?after=2026-06.2.4&to=2026-07')).toEqual([
    ['Balance forward', '-100.00'],
    ['Fiscal year 2027 begins', '0.00'],
    ['July 2026', '-40.00'],
  ])
  expect(await entries('011311?from=2026-07&to=2026-07')).toEqual([
    ['Beginning balance', '130.00'],
    ['July 2026', '170.00'],
  ])
})

test('each list is a file too, whole and with plain amounts, and History says who took it', async ({
  month,
}) => {
  const csv = async (address: string) => {
    const page = await month.ada.get(address)
    const { response } = await month.ada.get(page.link('Download as CSV'))
    return response.body.split('\r\n').slice(1)
  }
  expect(await csv(`${paths.ledgerInquiry}?to=2026-06`)).toEqual([
    '011311,Water receivable,130.00,0.00',
    '011312,Sewer receivable,7.00,0.00',
    '0134101,Water sales,0.00,100.00',
    '0134201,Sewer charges,0.00,7.00',
    ',"Earlier years, fund 01",0.00,30.00',
    '',
  ])
  expect(await csv(`${paths.ledgerInquiry}/0134101?from=2025-07&to=2026-07`)).toEqual([
    ',,,,Beginning balance,,,0.00',
    expect.stringMatching(/^2026-06,2026-06-30,UM,2,Utility billing,0\.00,100\.00,-100\.00$/),
    ',,,,Fiscal year 2027 begins,,,0.00',
    expect.stringMatching(/^2026-07,2026-07-31,UM,3,Utility billing,0\.00,40\.00,-40\.00$/),
    '',
  ])
  expect((await csv(paths.batches)).map((line) => line.split(',')[0])).toEqual(['3', '2', '1', ''])
  const behind = await csv(`${paths.batches}/2/transactions?account=01-1311`)
  expect(behind).toEqual([expect.stringMatching(/^2026-06-15,.*,011311,0134101,100\.00$/), ''])
  const kinds = await month.db('history').where('kind', 'like', '%exported').orderBy('id').pluck('kind')
  expect(kinds).toEqual([
    'trial-balance.exported',
    'ledger-account.exported',
    'batches.exported',
    'batch.transactions-exported',
  ])
})

test('without a chart a service’s revenue account is known for one', async ({ month }) => {
  const chart = await month.db('gl_accounts').select()
  await month.db('gl_accounts').delete()
  expect((await trialBalance(month, '2026-07')).at(-2)?.slice(0, 1)).toEqual(['Earlier years, fund 01'])
  await month.db('gl_accounts').insert(chart)
})

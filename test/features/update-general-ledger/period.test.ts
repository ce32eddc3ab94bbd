import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { monthTest as test } from '../../support/fixtures.ts'
import { type Month, printReport } from '../../support/month.ts'

test.beforeAll(async ({ month }) => {
  await month.db('posting_periods').insert({ month: '2026-09', closed_at: '2026-10-05T00:00:00.000Z' })
})

const label = 'GL Posting Period'
const dates = { beginningDate: '2026-09-01', endingDate: '2026-09-30', journal: 'UM' }
const reportOf = (month: Month, period: string) =>
  month.ada.get(`${paths.updateGeneralLedger}?${new URLSearchParams({ ...dates, period })}`)

test('the posting period is chosen from a list, newest first, with what is closed', async ({ month }) => {
  const page = await month.ada.get(paths.updateGeneralLedger)
  const offered = [...page.field(label).querySelectorAll('option')].map((option) => option.textContent)
  expect(offered.slice(0, 4)).toEqual([
    'December 2026 (period 12 of 2026)',
    'November 2026 (period 11 of 2026)',
    'October 2026 (period 10 of 2026)',
    'September 2026 (period 9 of 2026), closed',
  ])
  expect(offered).toHaveLength(26)
  const chosen = await printReport(month.ada, { [label]: 'November 2026 (period 11 of 2026)' })
  expect(chosen.valueOf(label)).toBe('November 2026 (period 11 of 2026)')
})

test.for(['2026-09', '9/2026', '09/2026', 'September 2026', 'sep 2026'])(
  'a posting period written as %s in an address is read',
  async (period, { month }) => {
    const page = await reportOf(month, period)
    expect(page.status).toBe(200)
    expect(page.valueOf(label)).toBe('September 2026 (period 9 of 2026), closed')
    expect(page.words).toContain('September 2026 is closed')
  },
)

test('a posting period that no list holds yet is in it once it is asked for', async ({ month }) => {
  expect((await reportOf(month, 'June 2019')).valueOf(label)).toBe('June 2019 (period 6 of 2019)')
})

test.for<[period: string, message: string]>([
  ['2026-13', 'GL Posting Period is a month, such as October 2026.'],
  ['Smarch 2026', 'GL Posting Period is a month, such as October 2026.'],
  ['', 'Choose the GL Posting Period.'],
])('"%s" is no posting period, and the dates typed are kept', async ([period, message], { month }) => {
  const page = await reportOf(month, period)
  expect(page.status).toBe(422)
  expect(page.problemAt(label)).toBe(message)
  expect(page.valueOf(label)).toBe('Choose one')
  expect(page.valueOf('Beginning Date')).toBe('2026-09-01')
})

test('an address that names only a period begins the form with its days', async ({ month }) => {
  const page = await month.ada.get(`${paths.updateGeneralLedger}?period=2026-08`)
  expect(page.valueOf('Ending Date')).toBe('2026-08-31')
  expect(page.valueOf(label)).toBe('August 2026 (period 8 of 2026)')
})

import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { monthTest } from '../../support/fixtures.ts'
import { addTransactions, post, printReport, type Row } from '../../support/month.ts'

const test = monthTest.override('monthOptions', { rows: [] })

const days = 12
const aDay = 8_000

test.beforeAll(async ({ month }) => {
  for (let day = 1; day <= days; day++) {
    const date = `2026-10-${String(day).padStart(2, '0')}`
    await addTransactions(
      month.db,
      Array.from({ length: aDay }, (_, n): Row => [date, 'billing', 'WATER', n + 1]),
    )
  }
})
test('a dozen large updates pressed at once are each posted or shown as they are now, while pages come and saves are made', async ({
  month,
}) => {
  const { ada, town, db } = month
  const reports = []
  for (let day = 1; day <= days; day++) {
    const date = `2026-10-${String(day).padStart(2, '0')}`
    reports.push(await printReport(ada, { 'Beginning Date': date, 'Ending Date': date }))
  }
  let going = true
  const pressed = Promise.all(reports.map((report) => post(ada, report))).finally(() => {
    going = false
  })
  const tookMs: number[] = []
  let saves = 0
  while (going) {
    const begun = performance.now()
    expect((await ada.get(`${paths.interfaces}/bill-provider`)).status).toBe(200)
    expect((await town.visitor().get(paths.health)).status).toBe(200)
    tookMs.push(performance.now() - begun)
    if (tookMs.length % 20 !== 1) continue
    const page = await ada.get(`${paths.interfaces}/prepaid-metering`)
    const saved = await ada.submit(page, {
      Interface: 'Exceleron MyUsage',
      'User Name': `town ${saves}`,
      Password: 'from the vendor',
    })
    expect(saved.said).toMatch(/set up and saved/)
    saves += 1
  }
  // Each posts, or sees that another was posted since its report was printed.
  for (const page of await pressed) expect(page.heading).toMatch(/^(Batch \d+|Update General Ledger)$/)
  expect(Number((await db('posting_batches').count({ n: '*' }).first())?.n)).toBeGreaterThan(0)
  tookMs.sort((one, other) => one - other)
  console.log(
    `${tookMs.length} pages with health, the slowest ${Math.round(tookMs.at(-1) ?? 0)} ms; ${saves} saves`,
  )
  expect(tookMs.at(-1)).toBeLessThan(5_000)
})

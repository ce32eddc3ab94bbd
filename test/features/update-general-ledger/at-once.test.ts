import { expect, onTestFinished, vi } from 'vitest'
import * as totals from '../../../src/features/update-general-ledger/transaction-totals-store.ts'
import { undoBatch } from '../../../src/features/update-general-ledger/undo.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshMonthTest as test } from '../../support/fixtures.ts'
import { addTransactions, post, printReport, runUpdate } from '../../support/month.ts'
import { standIn } from '../../support/stand-in.ts'

/** Holds the next act where it has marked its transactions, with the database's locks in its hands. */
function hold() {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { countGroups } = totals
  standIn(vi.spyOn(totals, 'countGroups')).mockImplementationOnce(async (...given) => {
    reached.resolve()
    await released.promise
    return countGroups(...given)
  })
  onTestFinished(() => released.resolve())
  return { reached: reached.promise, release: released.resolve }
}

test('eight press GO at once: others are answered meanwhile, one batch is posted', async ({ month }) => {
  const { ada, town } = month
  const report = await printReport(ada)
  const held = hold()
  const pressed = Array.from({ length: 8 }, () => post(ada, report))
  await held.reached

  expect((await ada.get(paths.generalLedger)).status).toBe(200)
  const health = await town.visitor('192.0.2.1').get(paths.health)
  expect([health.status, health.response.body]).toEqual([200, expect.stringMatching(/^(ok|busy)\n$/)])
  const save = ada.submit(await ada.get(`${paths.interfaces}/prepaid-metering`), {
    Interface: 'Exceleron MyUsage',
    'User Name': 'town',
    Password: 'from the vendor',
  })
  // A session is written once a minute, and its page does not wait for that either.
  town.clock.forward(1.5)
  expect((await ada.get(`${paths.interfaces}/bill-provider`)).status).toBe(200)

  held.release()
  expect((await save).said).toMatch(/set up and saved/)
  for (const page of await Promise.all(pressed)) expect(page.heading).toMatch(/^Batch 1\b/)
  expect(await month.db('posting_batches').count({ n: '*' }).first()).toMatchObject({ n: 1 })
})

test('an undo waits for the run before it, and a report for neither', async ({ month }) => {
  const { ada, town } = month
  await runUpdate(ada)
  await addTransactions(month.db, [['2026-10-20', 'billing', 'WATER', 12_00]])
  const report = await printReport(ada)
  const held = hold()
  const run = post(ada, report)
  await held.reached
  const undone = undoBatch(
    town.deps,
    { number: 1, period: '2026-10', reason: 'wrong' },
    { id: 1, name: 'Ada', address: '' },
  )
  const statements = await town.statements(async () =>
    expect((await printReport(ada)).words).toContain('12.00'),
  )
  // That it was printed is noted for home, and given up at once where SQLite's one writer is not free.
  expect(statements.filter((sql) => /^insert into .update_reports/.test(sql))).toHaveLength(1)
  held.release()
  expect((await run).heading).toMatch(/^Batch 2\b/)
  expect(await undone).toBe('undone')
})

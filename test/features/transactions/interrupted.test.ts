import { expect } from 'vitest'
import { totalsOf, visible } from '../../../src/features/transactions/store.ts'
import { faultAtEachStatement } from '../../support/fault.ts'
import { test } from '../../support/fixtures.ts'
import { endLost, importText } from '../../support/importing.ts'
import type { Town } from '../../support/town.ts'
import { everything, testCsv } from '../../support/transactions.ts'

async function count(town: Town) {
  const [row] = await visible(town.db, town.db('utility_transactions')).count({ count: '*' })
  const totals = await totalsOf(town.db, everything)
  expect(totals?.reduce((sum, { count }) => sum + count, 0)).toBe(Number(row?.count))
  return Number(row?.count)
}

const untilReleased = (town: Town) =>
  expect
    .poll(() => town.db('transaction_imports').where({ under_way: 1 }).first(), { timeout: 20_000 })
    .toBeUndefined()

test('wherever the database is lost in an import, no row counts, the next one begins', async ({ town }) => {
  const file = testCsv(40)
  const { answer, faults } = await faultAtEachStatement(
    () => importText(town.deps, file),
    async () => {
      await endLost(town)
      await untilReleased(town)
      expect([0, 40]).toContain(await count(town))
    },
  )
  expect(answer).toBe('imported')
  expect(faults).toBeGreaterThan(5)
  expect(await count(town)).toBe(40)
})

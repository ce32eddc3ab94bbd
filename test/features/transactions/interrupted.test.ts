import { expect } from 'vitest'
import { removeLeftOver } from '../../../src/features/transactions/import/import-cleanup.ts'
import { totalsOf, visible } from '../../../src/features/transactions/store.ts'
import { faultAtEachStatement } from '../../support/fault.ts'
import { test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import type { Town } from '../../support/town.ts'
import { everything, testCsv } from '../../support/transactions.ts'

async function count(town: Town) {
  const [row] = await visible(town.db, town.db('utility_transactions')).count({ count: '*' })
  const totals = await totalsOf(town.db, everything)
  expect(totals?.reduce((sum, { count }) => sum + count, 0)).toBe(Number(row?.count))
  return Number(row?.count)
}

/** As the next start does, and as somebody who cancels what waits; on a shared database it waits until the import has been silent for a while. */
async function startAgain(town: Town) {
  const underWay = town.db('transaction_imports').where({ under_way: 1 })
  await underWay.clone().where({ state: 'waiting' }).update({ state: 'cancelled' })
  await underWay.update({ alive_at: null })
  const endSweeping = await removeLeftOver(town.deps)
  endSweeping()
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
      await startAgain(town)
      await untilReleased(town)
      expect([0, 40]).toContain(await count(town))
    },
  )
  expect(answer).toBe('imported')
  expect(faults).toBeGreaterThan(5)
  expect(await count(town)).toBe(40)
})

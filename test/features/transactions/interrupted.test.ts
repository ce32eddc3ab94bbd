import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeLeftOver } from '../../../src/features/transactions/import-cleanup.ts'
import { totalsOf, visible } from '../../../src/features/transactions/store.ts'
import { faultAtEachStatement } from '../../support/fault.ts'
import { importText } from '../../support/importing.ts'
import { startTown, type Town } from '../../support/town.ts'
import { testCsv } from '../../support/transactions.ts'

const everything = { from: '', to: '', kind: '', service: '', customer: '', updated: '' } as const

let town: Town
beforeAll(async () => {
  town = await startTown()
})
afterAll(() => town.close())

async function count() {
  const [row] = await visible(town.db, town.db('utility_transactions')).count({ count: '*' })
  const totals = await totalsOf(town.db, everything)
  expect(totals?.reduce((sum, { count }) => sum + count, 0)).toBe(Number(row?.count))
  return Number(row?.count)
}

/** As the next start does; on a shared database it waits until the import has been silent for a while. */
async function startAgain() {
  await town.db('transaction_imports').where({ under_way: 1 }).update({ alive_at: '2000-01-01' })
  const endSweeping = await removeLeftOver(town.deps)
  endSweeping()
}

const untilReleased = () =>
  expect
    .poll(() => town.db('transaction_imports').where({ under_way: 1 }).first(), { timeout: 20_000 })
    .toBeUndefined()

test('wherever the database is lost in an import, none of its rows ever count, and the next one begins', async () => {
  const file = testCsv(40)
  const { answer, faults } = await faultAtEachStatement(
    () => importText(town.deps, file),
    async () => {
      await startAgain()
      await untilReleased()
      expect([0, 40]).toContain(await count())
    },
  )
  expect(answer).toBe('checked')
  expect(faults).toBeGreaterThan(5)
  expect(await count()).toBe(40)
})

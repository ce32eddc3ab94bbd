import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { totalsOf } from '../../../src/features/transactions/store.ts'
import { importText } from '../../support/importing.ts'
import { startTown, type Town } from '../../support/town.ts'
import { csvRow, testTransaction } from '../../support/transactions.ts'

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description\r\n'
const everything = { from: '', to: '', kind: '', service: '', customer: '', updated: '' } as const

let town: Town

beforeAll(async () => {
  town = await startTown()
})
afterAll(() => town.close())

async function register() {
  const rows = await town
    .db('utility_transactions')
    .orderBy('reference')
    .select('reference', 'date', 'kind', 'customer', 'service', 'amount_cents', 'description')
  return rows.map(({ amount_cents, ...row }) => ({ ...row, cents: amount_cents }))
}

test('an import in any order, any split into files and with any overlap gives the same register', async () => {
  const rows = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 40 })
  const split = rows.chain((numbers) =>
    fc.record({
      numbers: fc.constant(numbers),
      files: fc
        .tuple(
          fc.shuffledSubarray(numbers, { minLength: numbers.length }),
          fc.array(fc.array(fc.constantFrom(...numbers)), { maxLength: 2 }),
          fc.nat({ max: numbers.length }),
        )
        .map(([shuffled, again, cut]) => [shuffled.slice(0, cut), ...again, shuffled.slice(cut)]),
    }),
  )
  await fc.assert(
    fc.asyncProperty(split, async ({ numbers, files }) => {
      await town.db('utility_transactions').delete()
      await town.db('transaction_totals').delete()
      for (const file of files) {
        const text = header + file.map((n) => csvRow(testTransaction(n))).join('')
        expect(await importText(town.deps, text)).toBe('checked')
      }
      const wanted = [...numbers].sort((a, b) => a - b).map(testTransaction)
      expect(await register()).toEqual(wanted)
      const totals = await totalsOf(town.db, everything)
      expect(Object.fromEntries((totals ?? []).map(({ kind, cents }) => [kind, cents]))).toEqual(
        Object.fromEntries(
          [...Map.groupBy(wanted, ({ kind }) => kind)].map(([kind, of]) => [
            kind,
            of.reduce((sum, { cents }) => sum + cents, 0),
          ]),
        ),
      )
    }),
    { numRuns: 25 },
  )
}, 60_000)

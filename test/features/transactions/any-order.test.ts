import fc from 'fast-check'
import { expect } from 'vitest'
import { totalsOf } from '../../../src/features/transactions/store.ts'
import { test } from '../../support/fixtures.ts'
import { importText, takeOutNewest } from '../../support/importing.ts'
import type { Town } from '../../support/town.ts'
import { csvRow, everything, testTransaction } from '../../support/transactions.ts'

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description\r\n'

async function register(town: Town) {
  const rows = await town
    .db('utility_transactions')
    .orderBy(['reference', 'amount_cents'])
    .select('reference', 'date', 'kind', 'customer', 'service', 'amount_cents', 'description')
  return rows.map(({ amount_cents, ...row }) => ({ ...row, cents: amount_cents }))
}

/** The rows of the nth document: one, two that differ, or two that are equal. */
function rowsOf(n: number) {
  const first = testTransaction(n)
  return n % 3 === 0 ? [first] : [first, { ...first, cents: first.cents + (n % 3) - 1 }]
}

/** The rows of one document stand as far apart as can be. */
function fileOf(numbers: number[]) {
  const rows = numbers.flatMap((n) => rowsOf(n).map((row, place) => ({ row, place })))
  return (
    header +
    [...rows.filter(({ place }) => place === 0), ...rows.filter(({ place }) => place > 0)]
      .map(({ row }) => csvRow(row))
      .join('')
  )
}

test('taken out and imported again, in any order and over what was there, it is imported once', async ({
  town,
}) => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 })
  const files = numbers.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all), fc.shuffledSubarray(all, { minLength: all.length })),
  )
  await fc.assert(
    fc.asyncProperty(files, async ([all, before, again]) => {
      await town.db('utility_transactions').delete()
      await town.db('transaction_totals').delete()
      await importText(town.deps, fileOf(before))
      await importText(town.deps, fileOf(all))
      await takeOutNewest(town)
      expect(await register(town)).toEqual([...before].sort((a, b) => a - b).flatMap(rowsOf))
      await importText(town.deps, fileOf(again))
      const wanted = [...all].sort((a, b) => a - b).flatMap(rowsOf)
      expect(await register(town)).toEqual(wanted)
      const totals = await totalsOf(town.db, everything)
      expect(totals?.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.length)
    }),
    { numRuns: 10 },
  )
})

test('documents in any order, any split and any overlap give the same register', async ({ town }) => {
  const documents = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 40 })
  const split = documents.chain((numbers) =>
    fc.record({
      numbers: fc.constant(numbers),
      files: fc
        .tuple(
          fc.shuffledSubarray(numbers, { minLength: numbers.length }),
          fc.array(fc.shuffledSubarray(numbers), { maxLength: 2 }),
          fc.nat({ max: numbers.length }),
        )
        .map(([shuffled, again, cut]) => [shuffled.slice(0, cut), ...again, shuffled.slice(cut)]),
    }),
  )
  await fc.assert(
    fc.asyncProperty(split, async ({ numbers, files }) => {
      await town.db('utility_transactions').delete()
      await town.db('transaction_totals').delete()
      for (const file of files) expect(await importText(town.deps, fileOf(file))).toBe('imported')
      const wanted = [...numbers].sort((a, b) => a - b).flatMap(rowsOf)
      expect(await register(town)).toEqual(wanted)
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
})

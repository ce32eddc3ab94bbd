import fc from 'fast-check'
import { expect } from 'vitest'
import { keepReceived } from '../../../src/features/provider-payments/keep-received.ts'
import { readReceivedFile } from '../../../src/features/provider-payments/read-received-file.ts'
import { importFolder } from '../../../src/features/transactions/import/import-files.ts'
import { test } from '../../support/fixtures.ts'
import {
  countedPayments,
  type FilePayment,
  paymentsFile,
  paymentsLayout,
} from '../../support/provider-payments.ts'
import type { Town } from '../../support/town.ts'

const layout = { id: null, name: 'Ours', version: 1, profile: paymentsLayout }
const connection = 'bill-provider'

async function* once(content: string) {
  yield Buffer.from(content)
}

async function bring({ db, deps }: Town, files: string[]) {
  for (const table of ['provider_payments', 'received_files', 'exchange_file_chunks', 'exchange_files'])
    await db(table).delete()
  for (const [index, content] of files.entries()) {
    const at = deps.now().toISOString()
    const file = { connection, name: `${index}.csv`, by: null, at }
    const kept = await keepReceived(db, file, once(content))
    if (kept.is === 'kept')
      await readReceivedFile({ db, now: deps.now, folder: importFolder(deps), layout }, kept.id)
  }
}

/** With a number, or without one, where equal ones are twins; returns and cancellations refer to those with one. */
const payment = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((n): FilePayment => ({ number: `C-${n}`, amount: `${n}.50` })),
  fc.constantFrom<FilePayment>({ customer: '7' }, { customer: '8', 'paid-on': '2026-10-06' }),
  fc
    .integer({ min: 1, max: 6 })
    .map((n): FilePayment => ({ number: `R-${n}`, kind: 'r', 'refers-to': `C-${n}` })),
  fc.integer({ min: 1, max: 3 }).map((n): FilePayment => ({ number: `C-${n}`, kind: 'c', amount: '' })),
)
const file = fc.array(payment, { minLength: 1, maxLength: 8 }).map((payments) => paymentsFile(payments))

test('any order and repetition of whole files gives the same payments, and the same number of questions', async ({
  town,
}) => {
  const asked = async () => (await town.db('provider_payments').where({ state: 'asked' })).length
  const files = fc.uniqueArray(file, { minLength: 1, maxLength: 4 })
  const orders = files.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.array(fc.constantFrom(...all), { maxLength: 3 }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(orders, async ([all, other, again]) => {
      await bring(town, all)
      const [counted, questions] = [await countedPayments(town), await asked()]
      await bring(town, [...other, ...again])
      expect(await countedPayments(town)).toEqual(counted)
      expect(await asked()).toBe(questions)
      expect(await town.db('received_files').where({ state: 'held' })).toEqual([])
      expect(await town.db('received_rows')).toEqual([])
    }),
    { numRuns: 15 },
  )
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { oddFile } from '../../support/odd-file.ts'
import { startTown, type Town } from '../../support/town.ts'
import { untilEnded, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

let town: Town
let ada: Visitor

beforeAll(async () => {
  town = await startTown()
  ada = await town.signIn('administrator', 'Ada')
})
afterAll(() => town.close())

const folder = join(import.meta.dirname, '../../cases/ledger')

test.each([
  ['blank-comma-rows.csv', '1 transaction added.'],
  ['leading-blank-line-semicolon.csv', '1 transaction added.'],
  ['sep-line.csv', '1 transaction added.'],
  ['utf16be.csv', '1 transaction added.'],
  ['rows-wider-than-header.csv', '1 transaction added.'],
  ['inch-mark-first.csv', '2A quotation mark is closed before the end of a value'],
  ['title-rows-above.csv', 'but it is "City of Example": remove what stands above the names.'],
  ['totals-row.csv', '3It is a row of totals: remove it, it is no transaction.'],
  ['header-synonyms.csv', '1The column "Ref No" is not one of Source, Reference, Date'],
  ['debit-credit-columns.csv', '1The column "Debit" is not one of Source, Reference, Date'],
])('%s comes to: %s', async (fileName, words) => {
  const page = await untilEnded(ada, await upload(ada, readFileSync(join(folder, fileName)), { fileName }))
  expect(page.words).toContain(words)
})

test('files of odd bytes under a good heading are refused or read, never interrupted', async () => {
  const header = 'Reference,Date,Kind,Customer,Service,Amount,Description\n'
  for (const odd of fc.sample(oddFile, 3)) {
    const page = await untilEnded(ada, await upload(ada, Buffer.concat([Buffer.from(header), odd])))
    expect([odd.toString('latin1'), page.title]).toEqual([
      odd.toString('latin1'),
      expect.stringMatching(/^Import (refused|done) /),
    ])
  }
})

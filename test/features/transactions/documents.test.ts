import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { tableOf } from '../../support/month.ts'
import type { Town } from '../../support/town.ts'
import { testCsv } from '../../support/transactions.ts'
import type { Visitor } from '../../support/visitor.ts'

test.beforeEach(async ({ town }) => {
  await town.db('utility_transactions').delete()
  await town.db('transaction_totals').delete()
})

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description'
const bill = (amount: string, reference = 'B-77') => `${reference},2026-10-01,Billing,C5,WATER,${amount},`
const fileOf = (...rows: string[]) => [header, ...rows].join('\n')

/** Imports a file and says what came of it: the page, and the amounts in the register. */
async function imported(town: Town, ada: Visitor, text: string) {
  const outcome = await importText(town.deps, text)
  const { id } = await town.db('transaction_imports').orderBy('id', 'desc').first('id')
  const amounts = await town.db('utility_transactions').orderBy('id').pluck('amount_cents')
  expect(await town.db('import_rows'), 'nothing stays aside').toEqual([])
  return { outcome, amounts, page: await ada.get(`${paths.transactionImports}/${id}`) }
}

test('two equal rows of one bill are two, a receipt over two services is two', async ({ town, ada }) => {
  const receipt = 'R-500,2026-10-05,Payment,C1'
  const { page, amounts } = await imported(
    town,
    ada,
    fileOf(bill('25.00'), bill('25.00'), `${receipt},WATER,40.00,`, `${receipt},SEWER,20.00,`),
  )
  expect(page.said).toBe('4 transactions added.')
  expect(amounts).toEqual([2500, 2500, 4000, 2000])
  expect(tableOf(page, 'Worth a look')).toEqual([
    ['All', 'Reference B-77 has rows that are equal in everything; each of them counts.'],
  ])
})

test('the same document again is known in any order, each line listed', async ({ town, ada }) => {
  await imported(town, ada, fileOf(bill('25.00'), bill('30.00'), bill('25.00')))
  const { page, amounts } = await imported(
    town,
    ada,
    fileOf(bill('30.00'), bill('25.00'), bill('9.00', 'B-78'), bill('25.00')),
  )
  expect(page.said).toBe(
    '1 transaction added.The register already had 3 transactions. They stay as they are.',
  )
  expect(tableOf(page, 'Duplicates')).toEqual([
    ['2', 'Reference B-77 is in the register already.'],
    ['3', 'Reference B-77 is in the register already.'],
    ['5', 'Reference B-77 is in the register already.'],
  ])
  expect(amounts).toEqual([2500, 3000, 2500, 900])
})

test.for<[what: string, amounts: string[], wanted: string[]]>([
  ['an equal row more', ['25.00', '25.00', '25.00', '30.00'], ['25.00 is 2 times there, 3 times here']],
  ['an equal row less', ['25.00', '30.00'], ['25.00 is 2 times there, once here']],
  ['another row', ['25.00', '25.00', '30.00', '7.00'], ['7.00 is not at all there, once here']],
  ['a row less', ['25.00', '25.00'], ['30.00 is once there, not at all here']],
  ['another amount', ['25.00', '25.00', '31.00'], ['amount 30.00 there, 31.00 here']],
  [
    'all other rows',
    ['1.00', '2.00'],
    [
      '25.00 is 2 times there, not at all here',
      '30.00 is once there, not at all here',
      '1.00 is not at all there, once here',
      '2.00 is not at all there, once here',
    ],
  ],
])(
  'a known document with %s is a conflict, listed row by row',
  async ([_, amounts, wanted], { town, ada }) => {
    await imported(town, ada, fileOf(bill('25.00'), bill('25.00'), bill('30.00')))
    const seen = await imported(
      town,
      ada,
      fileOf(bill('9.00', 'B-1'), ...amounts.map((amount) => bill(amount))),
    )
    expect(seen.outcome).toBe('refused')
    expect(seen.amounts).toEqual([2500, 2500, 3000])
    const listed = tableOf(seen.page, 'Problems').map(([, message = '']) => message)
    expect(listed).toHaveLength(wanted.length)
    for (const words of wanted) {
      expect(listed.join('\n')).toContain(words)
    }
    expect(listed.join('\n')).toContain('Reference B-77 is in the register already with other contents: ')
  },
)

test('a bad row of a known document is the only problem that is listed', async ({ town, ada }) => {
  await imported(town, ada, fileOf(bill('25.00'), bill('30.00')))
  const { page } = await imported(town, ada, fileOf(bill('25.00'), bill('3O.00')))
  expect(tableOf(page, 'Problems').map(([line]) => line)).toEqual(['3'])
})

test('the rows of a document may stand far apart', async ({ town, ada }) => {
  const between = testCsv(1_200).split('\r\n').slice(1, -1)
  const file = fileOf(bill('25.00'), ...between, bill('25.00'))
  expect((await imported(town, ada, file)).page.said).toBe('1,202 transactions added.')
  expect((await imported(town, ada, file)).page.said).toBe(
    'Nothing was added: the register already has all of it (1,202 transactions).',
  )
})

const lined = (line: string, amount: string) => `${bill(amount)},${line}`
const linedFile = (...rows: string[]) => [`${header},Line`, ...rows].join('\n')

test('a line tells equal rows apart; the same line again counts once, listed', async ({ town, ada }) => {
  const { page, amounts } = await imported(
    town,
    ada,
    linedFile(lined('1', '25.00'), lined('2', '25.00'), lined('1', '25.00')),
  )
  expect(page.said).toBe('2 transactions added.In the file more than once and counted once: 1 row.')
  expect(tableOf(page, 'Duplicates')).toEqual([
    ['4', 'Line 1 of reference B-77 is in this file before, word for word.'],
  ])
  expect(amounts).toEqual([2500, 2500])
  const register = await ada.get(paths.transactions)
  expect(register.words).toContain('B-77 line 2')
  const without = await imported(town, ada, fileOf(bill('25.00'), bill('25.00')))
  expect(without.page.said).toContain('the register already has all of it (2 transactions)')
  const again = linedFile(lined('1', '25.00'), lined('2', '25.00'), lined('2', '25.00'))
  expect((await imported(town, ada, again)).outcome).toBe('imported')
})

test('the same line with other contents is a conflict, also far apart', async ({ town, ada }) => {
  const between = testCsv(600)
    .split('\r\n')
    .slice(1, -1)
    .map((row) => `${row},`)
  const { page, amounts } = await imported(
    town,
    ada,
    linedFile(lined('1', '25.00'), ...between, lined('1', '26.00')),
  )
  expect(tableOf(page, 'Problems')).toEqual([
    [
      '603',
      'Line 1 of reference B-77 is in this file before with other contents: amount 25.00 there, 26.00 here.',
    ],
  ])
  expect(amounts).toEqual([])
})

test('a reference that differs in zeros in front counts, and is pointed out', async ({ town, ada }) => {
  await imported(town, ada, fileOf(bill('25.00', '000451'), bill('25.00', 'A-1')))
  const { page, amounts } = await imported(
    town,
    ada,
    fileOf(bill('25.00', '452'), bill('25.00', '451'), bill('25.00', '0A-1')),
  )
  expect(amounts).toHaveLength(5)
  expect(tableOf(page, 'Worth a look')).toEqual([
    [
      '3',
      'Reference 451 counts as another than 000451, which the register has: if they are one, a spreadsheet dropped the zeros in front.',
    ],
  ])
  const same = await imported(town, ada, fileOf(bill('25.00', '000451')))
  expect(same.page.words).not.toContain('Worth a look')
})

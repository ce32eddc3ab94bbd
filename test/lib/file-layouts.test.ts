import { expect, test } from 'vitest'
import { billsSentPurpose } from '../../src/import-profiles/bills-sent-purpose.ts'
import { paymentsPurpose } from '../../src/import-profiles/payments-purpose.ts'
import type { Profile, ProfileColumn, RecordRule } from '../../src/import-profiles/profile.ts'
import { WriteFault } from '../../src/import-profiles/write-table.ts'
import { layout, readLayout, written } from '../support/layout-files.ts'
import { withFile } from '../support/read-by-profile.ts'

const column = (role: string, from = 0, to = 0): ProfileColumn => ({
  ...{ heading: '', role, of: '' },
  ...(from ? { place: { from, to } } : {}),
})

const read = (content: string, profile: Profile) =>
  withFile(content, (file) => readLayout(file, profile, paymentsPurpose))

/** 1 record, 2-6 customer, 7-14 amount, 15-22 date. */
const fixed = (rules: Parameters<typeof layout>[1] = {}) =>
  layout(
    {
      columns: [
        column('kind', 1, 1),
        column('customer', 2, 6),
        column('amount', 7, 14),
        column('paid-on', 15, 22),
      ],
      words: { kind: { p: 'payment', r: 'return', x: 'passed-over' } },
    },
    { isFixedWidth: true, datePattern: 'YYYYMMDD', recordAt: { from: 1, to: 1 }, ...rules },
  )

test('a fixed width file is read by from and to, and blanks stand for leading zeros', async () => {
  const { rows } = await read('P10442   12.5020261031\r\nR00007 1234.0020261101\r\n', fixed())
  expect(rows.map(({ values }) => values)).toEqual([
    { kind: 'payment', customer: '10442', amount: 1250, 'paid-on': '2026-10-31' },
    { kind: 'return', customer: '00007', amount: 123400, 'paid-on': '2026-11-01' },
  ])
})

test('a line that is too short or too long is an error with its number', async () => {
  const { rows, errors } = await read(
    'P10442   12.502026103\nP10442   12.5020261031 more\nP10442   12.5020261031  \n',
    fixed(),
  )
  expect(rows).toHaveLength(1)
  expect(errors).toEqual([
    '1: it has 21 characters, and the layout has 22',
    '2: it goes on after the 22 characters of the layout',
  ])
})

test('amounts without a point have their cents in the last two digits, with each sign that programs write', async () => {
  const cells = [
    '    1250',
    '00001250',
    '  -1250 ',
    '   1250-',
    '  1250CR',
    '  (1250)',
    '       5',
    '   12.50',
  ]
  const content = cells.map((cell) => `R10442${cell}20261031\n`).join('')
  const { rows, errors } = await read(content, fixed({ decimals: 'implied' }))
  expect(rows.map(({ values }) => values.amount)).toEqual([1250, 1250, 1250, 1250, 1250, 1250, 5])
  expect(errors).toEqual([
    '8: Amount “12.50” is not an amount without a point: its last two digits are cents, like 123450',
  ])
})

test('a payment below zero is a return where the layout says so, and else an error', async () => {
  const content = 'P10442  -12.5020261031\n'
  const { errors } = await read(content, fixed())
  expect(errors).toEqual(['1: Amount is below zero, and the layout does not say what that means'])
  const { rows } = await read(content, fixed({ negativeIs: 'return' }))
  expect(rows[0]?.values).toMatchObject({ kind: 'return', amount: 1250 })
})

test('a word without a meaning and a date by another pattern are told at once', async () => {
  const { errors, passedOver } = await read('Q10442   12.5010/31/26\nX10442   12.5020261031\n', fixed())
  expect(errors).toEqual([
    '1: the layout does not say what the Kind “Q” means; Paid on “10/31/26” is no date as YYYYMMDD writes it',
  ])
  expect(passedOver).toEqual(['2: its Kind is “X”'])
})

const total = (columns: { from: number; to: number; holds: string; of?: string }[]): RecordRule => ({
  ...{ toldBy: 'mark', mark: 'T', is: 'totals' },
  columns: columns.map(({ from, to, holds, of = '' }) => ({ place: { from, to }, holds, of, text: '' })),
})

const totals = {
  records: [
    total([
      { from: 2, to: 6, holds: 'count' },
      { from: 7, to: 14, holds: 'sum', of: 'P' },
      { from: 15, to: 22, holds: 'sum', of: 'R' },
    ]),
  ],
}

test('the total record is compared with all rows, also those that are passed over', async () => {
  const rows = 'P10442   12.5020261031\nR10442    2.5020261031\nX10442    1.0020261031\n'
  const { totals: found } = await read(`${rows}T    3   12.50    2.50\n`, fixed(totals))
  expect(found).toEqual({
    agrees: true,
    figures: [
      'Rows: 3 = 3',
      'Amount of P (Payment): 12.50 = 12.50',
      'Amount of R (Returned payment): 2.50 = 2.50',
    ],
  })
})

test('a total record that ends early is compared as far as it goes', async () => {
  const { totals: found } = await read('P10442   12.5020261031\nT    1   12.50\n', fixed(totals))
  expect(found).toEqual({ agrees: true, figures: ['Rows: 1 = 1', 'Amount of P (Payment): 12.50 = 12.50'] })
})

test('a total that differs, one that is missing and rows after the last are told with both figures', async () => {
  const row = 'P10442   12.5020261031\n'
  const wrong = await read(`${row}T    2   12.51\n`, fixed(totals))
  expect(wrong.totals).toEqual({
    agrees: false,
    figures: ['Rows: 2 = 1', 'Amount of P (Payment): 12.51 = 12.50'],
  })
  const none = await read(row, fixed(totals))
  expect(none.totals).toEqual({ agrees: false, figures: ['Total record: none = 1, 12.50'] })
  const empty = await read(`${row}T\n`, fixed(totals))
  expect(empty.totals).toEqual({ agrees: false, figures: ['Total record: no figures = 1, 12.50'] })
  const after = await read(`${row}T    1   12.50\n${row}`, fixed(totals))
  expect(after.totals?.agrees).toBe(false)
  expect(after.totals?.figures.at(-1)).toBe('Rows after the last total record: 0 = 1, 12.50')
})

test('each total record is of the rows since the one before, and what an opening record says holds below it', async () => {
  const profile = layout(
    { columns: [column(''), column('customer'), column('amount')], fixed: { kind: 'payment' } },
    {
      recordAt: { from: 1, to: 1 },
      records: [
        { toldBy: 'mark', mark: 'D', is: 'row', columns: [] },
        {
          ...{ toldBy: 'mark', mark: 'H', is: 'opening' },
          columns: [{ place: { from: 2, to: 2 }, holds: 'settled-on', of: '', text: '' }],
        },
        { toldBy: 'mark', mark: 'N', is: 'skipped', columns: [] },
        total([
          { from: 2, to: 2, holds: 'count' },
          { from: 3, to: 3, holds: 'sum' },
        ]),
      ],
    },
  )
  const content =
    'H,10/31/2026\nD,10442,5.00\nN,note\nT,1,5.00\nH,11/02/2026\nD,10442,6.00\nD,7,1.00\nT,2,7.00\nZ,1,1\n'
  const found = await read(content, profile)
  expect(found.rows.map(({ values }) => [values['settled-on'], values.amount])).toEqual([
    ['2026-10-31', 500],
    ['2026-11-02', 600],
    ['2026-11-02', 100],
  ])
  expect(found.totals).toEqual({ agrees: true, figures: ['Rows: 1 = 1', 'Amount: 5.00 = 5.00'] })
  expect(found.passedOver).toEqual(['3: records “N” are skipped'])
  expect(found.errors).toEqual(['9: the layout says nothing of records “Z”'])
})

const bill = {
  values: { customer: '10442', name: 'Muñoz, José', 'amount-due': 123450, 'due-date': '2026-11-20' },
  several: [],
}

test('the total record is written last, with what was counted', async () => {
  const profile = layout(
    { columns: [column('customer'), column('name'), column('amount-due'), column('due-date')] },
    {
      lineEnd: 'lf',
      datePattern: 'YYYY-MM-DD',
      recordAt: { from: 1, to: 1 },
      records: [
        total([
          { from: 2, to: 2, holds: 'count' },
          { from: 3, to: 3, holds: 'sum' },
          { from: 4, to: 4, holds: 'records' },
        ]),
      ],
    },
  )
  const bytes = await written(profile, billsSentPurpose, [bill, bill])
  expect(bytes.toString()).toBe(
    '10442,"Muñoz, José",1234.50,2026-11-20\n10442,"Muñoz, José",1234.50,2026-11-20\nT,2,2469.00,3\n',
  )
})

test('what has no place is cut where it tells nobody from another, and else refused', async () => {
  const columns = [column('customer', 1, 6), column('name', 7, 11), column('amount-due', 12, 20)]
  const profile = layout({ columns }, { isFixedWidth: true })
  expect((await written(profile, billsSentPurpose, [bill])).toString()).toBe('10442 Muñoz  1234.50\r\n')
  const long = { ...bill, values: { ...bill.values, customer: '1044212' } }
  await expect(written(profile, billsSentPurpose, [long])).rejects.toThrow(
    new WriteFault(1, 'Customer number “1044212” has 7 characters, and the layout has place for 6'),
  )
  const below = { ...bill, values: { ...bill.values, 'amount-due': -500 } }
  const refused = { ...profile, rules: { ...profile.rules, belowZero: 'refused' } } as Profile
  await expect(written(refused, billsSentPurpose, [below])).rejects.toThrow(
    'Amount due is -5.00, and the layout has no way to write an amount below zero',
  )
})

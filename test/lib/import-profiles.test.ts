import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Transaction } from '../../src/features/transactions/import/csv-schema.ts'
import { ownLayout } from '../../src/features/transactions/import/csv-schema.ts'
import { asSigned } from '../../src/features/transactions/import/signs.ts'
import { kinds } from '../../src/features/transactions/kinds.ts'
import { findFitting } from '../../src/import-profiles/fitting-profile.ts'
import { fits } from '../../src/import-profiles/patterns.ts'
import type { Profile, SignRule } from '../../src/import-profiles/profile.ts'
import { formatCents } from '../../src/lib/money.ts'
import { emptyProfile, readByProfile, withFile } from '../support/read-by-profile.ts'

const day = fc
  .record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
  .map(({ month, day }) => `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)

const transaction: fc.Arbitrary<Transaction> = fc.record({
  source: fc.constantFrom('Utility Management', 'Old program'),
  reference: fc.stringMatching(/^[A-Z]\d{1,6}$/),
  line: fc.constantFrom('', '1', '2'),
  date: day,
  kind: fc.constantFrom(...kinds.map(({ value }) => value)),
  customer: fc.stringMatching(/^\d{2}-\d{4}$/),
  service: fc.constantFrom('WATER', 'SEWER', 'Trash; recycled'),
  amountCents: fc.integer({ min: -10_000_000, max: 10_000_000 }),
  description: fc.constantFrom('', 'Leak, found', 'He said "no"'),
})

/** How one program writes its files: everything that a profile says. */
const program = fc.record({
  order: fc.shuffledSubarray(
    ['source', 'reference', 'line', 'date', 'kind', 'customer', 'service', 'description', 'amount'],
    {
      minLength: 9,
    },
  ),
  delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
  dateOrder: fc.constantFrom('month-first' as const, 'day-first' as const),
  separator: fc.constantFrom('/', '.', '-'),
  rules: fc.array(fc.constantFrom<SignRule>('as-written', 'reversed', 'effect'), {
    minLength: 5,
    maxLength: 5,
  }),
  hasTwoAmounts: fc.boolean(),
  above: fc.integer({ min: 0, max: 3 }),
  hasHeading: fc.boolean(),
  pageAfter: fc.integer({ min: 1, max: 5 }),
})
type Program = typeof program extends fc.Arbitrary<infer Value> ? Value : never

const wordOf = (kind: string) => `* ${kind.slice(0, 9).toUpperCase()}`

function profileOf({
  order,
  rules,
  hasTwoAmounts,
  above,
  separator: _,
  pageAfter: __,
  ...said
}: Program): Profile {
  const roles = order.flatMap((role) => (role === 'amount' && hasTwoAmounts ? ['credit', 'debit'] : [role]))
  return {
    ...emptyProfile,
    ...said,
    headingLine: above + 1,
    columns: [...roles, ''].map((role) => ({ heading: `The ${role}`, role, of: '' })),
    words: {
      kind: Object.fromEntries(kinds.map(({ value }) => [wordOf(value).toLowerCase(), value])),
      service: { trash: 'Trash; recycled' },
    },
    signs: Object.fromEntries(kinds.map(({ value }, index) => [value, rules[index] as SignRule])),
    passedOver: ['Page *', 'Total'],
  }
}

/** The file that this program writes of these transactions. */
function fileOf(transactions: Transaction[], program: Program) {
  const { columns, delimiter, signs, hasHeading } = profileOf(program)
  const cell = (text: string) => (/["\t;,|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = transactions.map((one) => {
    const [year, month, day] = one.date.split('-')
    const parts = program.dateOrder === 'month-first' ? [month, day, year] : [day, month, year]
    // Turned twice, an amount is as it was.
    const cents = asSigned(one.amountCents, one.kind, signs[one.kind] as SignRule)
    const texts: Record<string, string> = {
      ...one,
      amountCents: '',
      date: parts.join(program.separator),
      kind: wordOf(one.kind),
      service: one.service.startsWith('Trash') ? 'TRASH' : one.service,
      amount: formatCents(cents),
      debit: cents >= 0 ? formatCents(cents) : '',
      credit: cents < 0 ? formatCents(-cents) : '',
      '': 'not read',
    }
    return columns.map(({ role }) => cell(texts[role] ?? '')).join(delimiter)
  })
  const heading = columns.map(({ heading }) => heading).join(delimiter)
  const pages = lines.flatMap((line, index) =>
    index > 0 && index % program.pageAfter === 0
      ? [`Page ${index}`, ...(hasHeading ? [heading] : []), line]
      : [line],
  )
  const above = Array.from({ length: program.above }, (_, index) => `Title ${index}`)
  return [...above, ...(hasHeading ? [heading] : []), ...pages, 'Total'].join('\n')
}

const sorted = (transactions: Transaction[]) => transactions.map((one) => JSON.stringify({ ...one })).sort()
const inOrder = ({
  source,
  reference,
  line,
  date,
  kind,
  customer,
  service,
  amountCents,
  description,
}: Transaction) => ({
  ...{ source, reference, line, kind, date, customer, service, amountCents, description },
})

test('any profile and any order of rows and columns give the same transactions', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(transaction, { minLength: 1, maxLength: 20 }),
      program,
      async (written, program) => {
        const read = await withFile(fileOf(written, program), (file) =>
          readByProfile(file, profileOf(program)),
        )
        expect(read.errors).toEqual([])
        expect(sorted(read.transactions.map(inOrder))).toEqual(sorted(written.map(inOrder)))
      },
    ),
    { numRuns: 150 },
  )
})

test('a pattern fits a whole cell, and only its stars stand for anything', () => {
  for (const [pattern, cell] of [
    ['Total', ' TOTAL '],
    ['total*', 'Totals for route 1'],
    ['Page * of *', 'Page 2 of  12'],
    ['*', ''],
    ['a*a', 'aa'],
    ['*b*', 'abc'],
    ['(*)', '(x)'],
  ] as const)
    expect([pattern, cell, fits(pattern, cell)]).toEqual([pattern, cell, true])
  for (const [pattern, cell] of [
    ['Total', 'Totals'],
    ['a*a', 'a'],
    ['a*b*b', 'ab'],
    ['.*', 'x'],
    ['Page * of *', 'Page 2'],
  ] as const)
    expect([pattern, cell, fits(pattern, cell)]).toEqual([pattern, cell, false])
})

test('a heading is found where it moved, and what is more or missing is said', async () => {
  const profile: Profile = {
    ...emptyProfile,
    columns: ['Ref', 'Day', 'Kind', 'Who', 'Service', 'Amount', 'Old'].map((heading, index) => ({
      heading,
      role: ['reference', 'date', 'kind', 'customer', 'service', 'amount', ''][index] as string,
      of: '',
    })),
  }
  const file = 'Town\nAmount,Day,who,Kind,Service,New,REF\n5.00,1/2/2026,C1,Payment,W,x,R1\n'
  const read = await withFile(file, (path) => readByProfile(path, profile))
  expect(read.transactions).toMatchObject([{ reference: 'R1', amountCents: 500, date: '2026-01-02' }])
  expect(read.notes).toEqual([
    'The column “New” is new in this file. It was not read.',
    'The column “Old”, which is not read, is no longer in this file.',
  ])
  expect(read.passedOver).toEqual(['1: it is above the names of the columns'])
  const without = await withFile(file.replace('who', 'whose'), (path) => readByProfile(path, profile))
  expect(without).toMatchObject({ transactions: [], errors: ['2: the column “Who” is missing'] })
  expect((await withFile('', (path) => readByProfile(path, profile))).errors).toHaveLength(1)
})

test('a file is of a profile where nothing is new or missing, in any order and wherever its names are', () => {
  const columns = ['Who', 'Water', 'Old', ''].map((heading, index) => ({
    ...{ heading, of: '', role: ['customer', 'amount-of-service', '', ''][index] as string },
  }))
  const saved = { id: 1, version: 1, name: 'Wide', purpose: 'transactions' as const }
  const isOfIt = (...rows: string[]) => {
    const sample = rows.map((row, index) => ({ line: index + 1, fields: row.split(',') }))
    const profile = { ...emptyProfile, columns }
    const given = { delimiter: ',', encoding: '', sheet: '', rows: sample } as const
    return findFitting(given, [{ ...saved, profile }])?.isSame
  }
  expect(isOfIt('Town,,,x,y', 'old,WHO,Water', '1,C1,5.00')).toBe(true)
  expect(isOfIt('Who,Water,Old,,', 'C1,5.00,1,,'), 'the last has neither name nor value').toBe(true)
  expect(isOfIt('Who,Water,Old,,', 'C1,5.00,1,,7.00'), 'a new one without a name').toBe(false)
  expect(isOfIt('Who,Water,Old,Sewer', 'C1,5.00,1,7.00'), 'a new one').toBe(false)
  expect(isOfIt('Who,Water', 'C1,5.00'), 'one that was not read is gone').toBe(false)
  expect(isOfIt('Who,Old', 'C1,5.00'), 'one that was read is gone').toBe(undefined)
})

test('what a register may say is refused with what to do', async () => {
  const head = 'Reference,Date,Kind,Customer,Service,Amount,Description\n'
  const read = await withFile(
    `${head}R1,1/2/2026,Payment,C1,Multiple,5.00,\n1.2E+11,1/2/2026,Pmt,C\u00a01,W,x,\n`,
    (file) => readByProfile(file, ownLayout),
  )
  expect(read.errors[0]).toContain('export the detail, one row for each service')
  expect(read.errors[1]).toMatch(
    /a spreadsheet rounded.*no-break space.*"Pmt" is not one of.*Amount "x" is not an amount/,
  )
})

test('totals of a wide page that no pattern fits are refused, not taken for a customer', async () => {
  const profile: Profile = {
    ...emptyProfile,
    columns: [
      { heading: 'Account', role: 'customer', of: '' },
      { heading: 'WATER', role: 'amount-of-service', of: 'W1' },
    ],
    fixed: { date: '2026-10-31', kind: 'billing' },
  }
  const read = await withFile('Account,WATER\nC1,5.00\nReport totals,5.00\n', (file) =>
    readByProfile(file, profile),
  )
  expect(read.transactions).toMatchObject([{ customer: 'C1', service: 'W1' }])
  expect(read.errors).toEqual(['3: it is a row of totals: remove it, it is not a transaction'])
})

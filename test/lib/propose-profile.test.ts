import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signsToCheck } from '../../src/features/transactions/import/matching/asking.ts'
import type { Matching } from '../../src/features/transactions/import/matching/matching.ts'
import { proposeTransactions } from '../../src/features/transactions/import/matching/propose.ts'
import { proposeWords } from '../../src/features/transactions/import/matching/propose-words.ts'
import { transactionsPurpose } from '../../src/features/transactions/import/purpose.ts'
import { countSigns, formatSign, proposeSigns } from '../../src/features/transactions/import/signs.ts'
import { readColumnsForm, submittedOf } from '../../src/import-profiles/columns-form.ts'
import { findFitting } from '../../src/import-profiles/fitting-profile.ts'
import type { Profile } from '../../src/import-profiles/profile.ts'
import { formatProfile } from '../../src/import-profiles/profile-view.ts'
import { readSample } from '../../src/import-profiles/sample.ts'
import { CsvFault } from '../../src/lib/csv-encoding.ts'
import { formatCents } from '../../src/lib/money.ts'
import { readByProfile, withFile } from '../support/read-by-profile.ts'

const cases = join(import.meta.dirname, '../cases')
const toldByFile = { delimiter: '', encoding: '', sheet: '' } as const

/** What is read with all that is proposed, once somebody has said what nobody can propose. */
async function readAsProposed(name: string, said: Partial<Profile> = {}) {
  const file = resolve(cases, name)
  const { profile: proposed, remarks } = proposeTransactions(await readSample(file, toldByFile))
  const columns = { ...proposed, ...said, words: {} }
  const counts = (await readByProfile(file, columns)).words.all()
  const words = proposeWords(counts, columns)
  const withWords = { ...columns, words: { ...words, ...said.words } }
  const signCounts = countSigns(counts, withWords)
  const profile = { ...withWords, signs: { ...proposeSigns(signCounts), ...said.signs } }
  const read = await readByProfile(file, profile)
  return {
    ...read,
    profile,
    remarks,
    roles: profile.columns.map(({ role, of }) => role + (of && ` ${of}`)),
    signs: signCounts.map((count) => formatSign(count, profile.signs[count.kind] ?? 'as-written')),
    rows: read.transactions.map(
      ({ date, kind, customer, service, amountCents }) =>
        `${date} ${kind} ${customer} ${service} ${formatCents(amountCents)}`,
    ),
  }
}

test.for<[file: string, rows: string[]]>([
  ['header-synonyms.csv', ['2026-10-01 billing C1 WATER 5.00']],
  ['debit-credit-columns.csv', ['2026-10-01 billing C1 WATER 5.00']],
  ['title-rows-above.csv', ['2026-10-01 billing C1 WATER 5.00']],
  ['totals-row.csv', ['2026-10-01 billing C1 WATER 5.00']],
])('%s is read as proposed', async ([name, rows]) => {
  expect(await readAsProposed(`ledger/${name}`)).toMatchObject({ rows, errors: [] })
})

test('words that programs use for the kinds are proposed, and only what they are called here is known', async () => {
  const read = await readAsProposed('ledger/kind-synonyms.csv')
  expect(read.rows).toHaveLength(11)
  expect(read.errors).toEqual([
    expect.stringMatching(/^11: Kind "Deposit" is not one of/),
    expect.stringMatching(/^12: Kind "Deposit refund" is not one of/),
  ])
  const said = { kind: { deposit: 'passed-over', 'deposit refund': 'passed-over' } }
  const again = await readAsProposed('ledger/kind-synonyms.csv', {
    words: { kind: { ...read.profile.words.kind, ...said.kind } },
  })
  expect(again).toMatchObject({
    errors: [],
    passedOver: ['11: its word “Deposit” is skipped', '12: its word “Deposit refund” is skipped'],
  })
})

test('a register with titles above and payments below zero is what its rows do to what is owed', async () => {
  const read = await readAsProposed('imports/caselle-register.csv')
  expect(read.roles).toEqual(['date', 'kind', 'customer', '', 'reference', 'service', 'amount'])
  expect(read.signs).toEqual([
    '4 bills, 1,115.95 in the file → 1,115.95 billed',
    '1 billing adjustment, -10.00 in the file → 10.00 taken off what customers owe',
    '1 payment adjustment, 500.00 in the file → 500.00 given back',
    '3 payments, -569.20 in the file → 569.20 received',
  ])
  expect(read.passedOver.slice(2)).toEqual([
    '3: it is above the names of the columns',
    '14: it fits “Grand total*”',
  ])
  expect(read).toMatchObject({ errors: [], remarks: [] })
  expect(read.rows).toHaveLength(9)
  expect((await readAsProposed('imports/caselle-multiple.csv')).errors).toEqual([
    expect.stringContaining('9: Service "Multiple" is one payment over several services in one row'),
  ])
})

test('shortened headings, and pages with a sum for each day, are read as proposed', async () => {
  const read = await readAsProposed('imports/pages-and-sums.csv')
  expect(read.roles).toEqual(['customer', 'reference', 'date', 'kind', 'service', 'amount', 'description'])
  expect(read).toMatchObject({ errors: [], remarks: [] })
  expect(read.rows).toEqual([
    '2026-10-21 billing 101-1 SWR 1,041.00',
    '2026-10-21 payment 102-2 GRB 31.00',
    '2026-10-21 billing 103-0 WTR 5.00',
    '2026-10-22 payment-adjustment 104-1 SWR 25.00',
    '2026-10-22 billing 105-2 GRB 42.00',
    '2026-10-23 payment 106-0 WTR 32.00',
  ])
  expect(read.passedOver).toHaveLength(11)
})

test('a service is proposed with the capitals it is set up with', async () => {
  const { profile, words } = await readAsProposed('imports/caselle-register.csv')
  const proposed = proposeWords(words.all(), { ...profile, words: {} }, ['WATER', 'Garbage'])
  expect(proposed.service).toEqual({ water: 'WATER' })
})

test('signs are asked about once more only where the words of a kind come to speak against them', () => {
  const count = (word: string, rows: number, cents: number) => {
    return { role: 'kind', line: 2, example: '', word, rows, below: cents < 0 ? rows : 0, cents }
  }
  /** After BLX was said to be billing beside the penalty, and its signs as given; `saved` by an earlier file. */
  const asks = (amount: number, said: Profile['signs'], kinds = ['pen', 'pmt']) => {
    const counts = [count('BLX', 2, amount), count('PEN', 1, 500), count('PMT', 1, 900)]
    const words = { kind: { blx: 'billing', pen: 'billing', pmt: 'payment' } }
    const profile = { words, signs: said } as unknown as Profile
    const shown = countSigns(
      counts.filter(({ word }) => kinds.includes(word.toLowerCase())),
      profile,
    )
    return signsToCheck({ counts } as Matching, shown, profile)
  }
  const asWritten = { billing: 'as-written', payment: 'as-written' } as const
  expect(asks(6_000, asWritten)).toEqual({})
  expect(asks(-6_000, asWritten)).toEqual({ billing: 'reversed' })
  expect(asks(-6_000, { ...asWritten, billing: 'reversed' })).toEqual({})
  expect(asks(-6_000, { payment: 'as-written' }, ['pmt'])).toEqual({ billing: 'reversed' })
  // None of its words was in the file as it was shown, and an earlier file said its rule.
  expect(asks(6_000, asWritten, ['pmt'])).toEqual({})
  expect(asks(-6_000, asWritten, ['pmt'])).toEqual({ billing: 'as-written' })
})

test('a list parted by semicolons keeps its batches, and passes deposit interest over', async () => {
  const read = await readAsProposed('imports/springbrook-transactions.csv')
  expect(read.transactions.at(-1)).toMatchObject({
    ...{ reference: 'DA-004', kind: 'deposit-applied', amountCents: 7_500 },
    description: 'Final bill, batch 2026.11.04',
  })
  expect(read.rows).toContain('2026-11-17 billing-adjustment 000130-002 WTR -15.00')
  expect(read).toMatchObject({ errors: [], passedOver: ['9: its word “Deposit Interest” is skipped'] })
})

test('a kind that comes up once the others have rules is asked about, not read as written', async () => {
  const { profile } = await readAsProposed('imports/springbrook-transactions.csv')
  const { 'deposit-applied': _, ...signs } = profile.signs
  const read = await readByProfile(join(cases, 'imports/springbrook-transactions.csv'), { ...profile, signs })
  expect(read.errors).toEqual(['8: nobody has said what the signs of Deposit applied mean in this file'])
})

test('one column that says service and kind is read as both, taxes and penalties as services', async () => {
  const read = await readAsProposed('imports/mra-transactions.csv')
  expect(read.roles).toContain('kind-and-service')
  expect(read.rows).toEqual([
    '2026-10-31 billing 4410-0 Water 38.50',
    '2026-10-31 billing 4410-0 Water Tax 2.31',
    '2026-10-31 billing 4410-0 Sewer 22.00',
    '2026-11-05 payment 4410-0 Water 38.50',
    '2026-11-05 payment 4410-0 Water Tax 2.31',
    '2026-11-09 billing 4415-0 Sewer Penalty 3.00',
    '2026-11-12 payment 4415-0 Sewer Penalty 3.00',
  ])
  expect(read).toMatchObject({ errors: [], passedOver: ['9: its word “Water Budget” is skipped'] })
})

test('a wide page is one transaction for each filled cell, once it is said what and when it is', async () => {
  const read = await readAsProposed('imports/planet-billing.csv', {
    fixed: { kind: 'billing', date: '11/30/2026' },
  })
  expect(read.rows).toHaveLength(11)
  expect(read.rows.slice(-2)).toEqual([
    '2026-11-30 billing 01-0030 OTHER -5.00',
    '2026-11-30 billing 01-0030 SALES 1.10',
  ])
  expect(read.signs).toEqual(['11 bills, 1,225.62 in the file → 1,225.62 billed'])
  expect(read.transactions[0]?.reference).toBe('01-0010 2026-11-30 billing')
  expect(read.errors).toEqual([])
  expect(read.passedOver.slice(2)).toEqual([
    '7: it has no amount',
    '8: it has no amount',
    '9: it names the columns again',
    '11: it has no amount',
    '12: it fits “Totals”',
  ])
})

test('corrections above zero that lower the balance are reversed, once somebody says so', async () => {
  const read = await readAsProposed('imports/trio-payments.csv', {
    signs: { 'billing-adjustment': 'reversed' },
  })
  expect(read.signs).toContain('3 billing adjustments, 7.72 in the file → 7.72 taken off what customers owe')
  expect(read.rows.slice(-3)).toEqual([
    '2026-11-16 billing-adjustment 119 Principal -12.00',
    '2026-11-16 billing-adjustment 119 Tax -0.72',
    '2026-11-19 billing-adjustment 118 Principal 5.00',
  ])
})

test('the saved profile of the same columns in any order fits; one of columns among others fits less', async () => {
  const file = join(cases, 'imports/springbrook-transactions.csv')
  const sample = await readSample(file, toldByFile)
  const { profile } = proposeTransactions(sample)
  const saved = (id: number, columns: Profile['columns']) => ({
    ...({
      id,
      purpose: 'transactions',
      name: String(id),
      version: 1,
      profile: { ...profile, columns },
    } as const),
  })
  const same = saved(2, profile.columns.toReversed())
  const fewer = saved(1, profile.columns.slice(1))
  const others = saved(3, [...profile.columns, { heading: 'Meter', role: 'line', of: '' }])
  expect(findFitting(sample, [others, fewer, same])).toEqual({ saved: same, isSame: true })
  expect(findFitting(sample, [others, fewer])).toEqual({ saved: fewer, isSame: false })
  expect(findFitting(sample, [others])).toBeUndefined()
  const withNameless = saved(4, [...profile.columns, { heading: '', role: '', of: '' }])
  expect(findFitting(sample, [withNameless])).toEqual({ saved: withNameless, isSame: true })
})

test('dates that can be read in two orders are pointed out, and those that cannot decide the order', async () => {
  const proposed = (dates: string[]) =>
    withFile(
      `Reference,Date,Kind,Customer,Service,Amount\n${dates.map((date) => `R,${date},Payment,C,W,1.00`).join('\n')}`,
      async (file) => {
        const { profile, remarks } = proposeTransactions(await readSample(file, toldByFile))
        return [profile.dateOrder, remarks.length]
      },
    )
  expect(await proposed(['1/2/2026', '3/4/2026'])).toEqual(['month-first', 1])
  expect(await proposed(['1/13/2026', '13/4/2026'])).toEqual(['month-first', 1])
  expect(await proposed(['1/2/2026', '13/4/2026'])).toEqual(['day-first', 0])
  expect(await proposed(['2026-01-02', '5/5/2026'])).toEqual(['month-first', 0])
})

test('a file without names has its columns by place', async () => {
  await withFile('R1,1/13/2026,C1,W,5.00\nR2,1/14/2026,C1,W,-6.00\n', async (file) => {
    const { profile } = proposeTransactions(await readSample(file, toldByFile))
    expect(profile).toMatchObject({ hasHeading: false, headingLine: 1 })
    expect(profile.columns.map(({ role }) => role)).toEqual(['', 'date', '', '', 'amount'])
  })
})

test('whatever a file begins with, something is proposed or the file is refused with a line', async () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('Date', 'Amount', 'Account', 'constructor', '1.00', '1/2/2026', 'Total'),
  )
  const rows = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(rows, async (rows) => {
      const content = rows.map((fields) => fields.join(',')).join('\n')
      const sample = await withFile(content, (file) => readSample(file, toldByFile)).catch(
        (error: unknown) => {
          expect(error).toBeInstanceOf(CsvFault)
        },
      )
      if (!sample) return
      const { profile } = proposeTransactions(sample)
      const form = readColumnsForm(submittedOf(profile), transactionsPurpose, profile)
      if (form.ok) expect(form.value).toEqual(profile)
      expect(formatProfile(profile, transactionsPurpose).columns).toHaveLength(profile.columns.length)
      const read = await withFile(content, (file) => readByProfile(file, profile))
      expect(read.errors.join()).not.toMatch(/undefined|NaN|\[object/)
    }),
    { numRuns: 200 },
  )
})

test('CR and DR behind an amount say its sign, where the signs of its kind are what a row does to what is owed', async () => {
  const rows = ['PMT,60.00 CR', 'PMT,7.00 CR', 'PMT,5.00 DR', 'BILL,41.20 DR', 'BILL,1.20CR']
  const text = `Date,Customer,Service,Trans Code,Amount\n${rows.map((row) => `11/02/2026,C1,W,${row}\n`).join('')}`
  const [read, written] = await withFile(text, async (file) => [
    await readAsProposed(file),
    await readAsProposed(file, { signs: { payment: 'as-written' } }),
  ])
  expect(read).toMatchObject({
    errors: [],
    signs: expect.arrayContaining([expect.stringContaining('received')]),
  })
  expect(read?.rows.map((row) => row.split(' ').at(-1))).toEqual(['60.00', '7.00', '-5.00', '41.20', '-1.20'])
  expect(written?.errors).toEqual([
    expect.stringContaining('the signs of Payment do not: choose that for them'),
    expect.stringContaining('Amount "7.00 CR" says what the row does'),
    expect.stringContaining('Amount "5.00 DR" says what the row does'),
  ])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { billsSentPurpose } from '../../src/import-profiles/bills-sent-purpose.ts'
import type { ProfileColumn } from '../../src/import-profiles/profile.ts'
import { rowWriter } from '../../src/import-profiles/row-writer.ts'
import { layout, readLayout, written } from '../support/layout-files.ts'
import { withFile } from '../support/read-by-profile.ts'

const hostile = fc.oneof(
  fc.constantFrom(
    '=1+1',
    '="7"',
    '@SUM(A1)',
    '-cmd',
    'a,b',
    'a;b',
    'a|b',
    'a\tb',
    'say "no"',
    '"',
    "'",
    'two\r\nlines',
  ),
  fc.constantFrom(
    'Łódź 🚰🚰🚰',
    '水道局',
    'a  b ',
    ' ',
    'sep=;',
    'T',
    '\u2028',
    '\ufeffx',
    'x\u0000',
    '0',
    '007',
    '12.50-',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
)
const day = fc
  .record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
  .map(({ month, day }) => `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
const cents = fc.oneof(fc.integer({ min: -99_999_99, max: 99_999_99 }), fc.constantFrom(0, 1, -1))

const bill = fc
  .record({
    customer: fc.stringMatching(/^[A-Z0-9]{1,8}$/),
    name: hostile,
    'service-address': hostile,
    email: hostile,
    'due-date': day,
    'amount-due': cents,
    water: cents,
  })
  .map(({ water, ...values }) => ({
    values,
    several: [{ role: 'charge-of-service', of: 'WATER', cents: water }],
  }))

const widths: Record<string, number> = {
  ...{ customer: 8, name: 12, 'service-address': 10, email: 30, 'due-date': 19, 'amount-due': 14 },
  'charge-of-service': 14,
}

/** How a provider wants its files: all that a layout says of it. */
const provider = fc.record({
  order: fc.shuffledSubarray(Object.keys(widths), { minLength: 7 }),
  isFixedWidth: fc.boolean(),
  delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
  encoding: fc.constantFrom(
    'utf-8' as const,
    'windows-1252' as const,
    'utf-16le' as const,
    'utf-16be' as const,
  ),
  lineEnd: fc.constantFrom('lf' as const, 'crlf' as const),
  datePattern: fc.constantFrom('YYYYMMDD', 'MM/DD/YYYY', 'DD.MM.YY', 'YYYY-MM-DD HH:mm:ss'),
  decimals: fc.constantFrom('point' as const, 'implied' as const),
  belowZero: fc.constantFrom('minus' as const, 'minus-behind' as const, 'cr' as const, 'brackets' as const),
  pad: fc.constantFrom(' ' as const, '0' as const),
  hasHeading: fc.boolean(),
})
type Provider = typeof provider extends fc.Arbitrary<infer Value> ? Value : never

function layoutOf({ order, delimiter, encoding, pad, hasHeading, isFixedWidth, ...rules }: Provider) {
  let at = 1
  const columns = order.map((role): ProfileColumn => {
    const from = at
    at += widths[role] ?? 0
    const isAmount = ['amount-due', 'charge-of-service'].includes(role)
    return {
      ...{ heading: hasHeading && !isFixedWidth ? `The ${role}` : '', role },
      of: role === 'charge-of-service' ? 'WATER' : '',
      ...(isFixedWidth ? { place: { from, to: at - 1 } } : {}),
      ...(isAmount ? { pad } : {}),
    }
  })
  return layout(
    { columns, delimiter, encoding, hasHeading: hasHeading && !isFixedWidth },
    {
      ...rules,
      isFixedWidth,
      records: [
        {
          ...{ toldBy: 'last', mark: '', is: 'totals' },
          columns: isFixedWidth
            ? [
                { place: { from: 1, to: 6 }, holds: 'count', of: '', text: '' },
                { place: { from: 7, to: 24 }, holds: 'sum', of: '', text: '' },
              ]
            : [
                { place: { from: 1, to: 1 }, holds: 'count', of: '', text: '' },
                { place: { from: 2, to: 2 }, holds: 'sum', of: '', text: '' },
              ],
        },
      ],
    },
  )
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

test('what a layout writes it reads again, or it says what it cannot write', async () => {
  await fc.assert(
    fc.asyncProperty(provider, fc.array(bill, { minLength: 1, maxLength: 6 }), async (said, bills) => {
      const profile = layoutOf(said)
      const write = rowWriter(profile, billsSentPurpose)
      const rows = bills.filter((row) => 'line' in write(row))
      for (const row of bills.filter((one) => !rows.includes(one))) {
        const refused = write(row)
        expect('errors' in refused && refused.errors.every((error) => /^[A-Z].*“/.test(error))).toBe(true)
      }
      const bytes = await written(profile, billsSentPurpose, rows)
      expect(await written(profile, billsSentPurpose, rows)).toEqual(bytes)
      const found = await withFile(bytes, (file) => readLayout(file, profile, billsSentPurpose))
      expect(found.errors).toEqual([])
      expect(found.totals?.agrees).toBe(true)
      const expected = rows.map(({ values, several }) => ({
        values: Object.fromEntries(
          Object.entries(values).flatMap(([role, value]) => {
            const text = typeof value === 'string' ? plain(value) : value
            const isCut = said.isFixedWidth && typeof text === 'string'
            const cut = isCut ? [...text].slice(0, widths[role]).join('').trimEnd() : text
            return cut === '' ? [] : [[role, cut]]
          }),
        ),
        several,
      }))
      expect(found.rows.map(({ values, several }) => ({ values, several }))).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

import { expect, test } from 'vitest'
import { notProved } from '../../src/features/file-layouts/prove.ts'

const read = {
  ...{ columns: [], rows: [], problems: [], problemCount: 0, passedOver: 0, unknownWords: [] },
  ...{ count: 2, cents: 12_50, netCents: 12_50 },
}
const figure = (label: string) => ({ label, said: '2', counted: '2' })

test('totals that count rows and add up no amounts leave the amount to be said', () => {
  const totals = { agrees: true, figures: [figure('Rows')] }
  const asked = notProved({ ...read, totals }, { count: '', amount: '' })
  expect(asked).toEqual([
    {
      field: 'saidAmount',
      message: 'The totals say no amount: type the amount that the provider says it has.',
    },
  ])
  // Read as dollars where it is cents.
  expect(notProved({ ...read, totals }, { count: '', amount: '1,250.00' })).toHaveLength(1)
  expect(notProved({ ...read, totals }, { count: '', amount: '12.50' })).toEqual([])
  const both = { agrees: true, figures: [figure('Rows'), figure('Amount of P')] }
  expect(notProved({ ...read, totals: both }, { count: '', amount: '' })).toEqual([])
  expect(notProved({ ...read, cents: 0, netCents: 0, totals }, { count: '', amount: '' })).toEqual([])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  matchPayments,
  type OpenEntry,
  type OpenPayment,
} from '../../src/features/provider-payments/match-payments.ts'

const payment = (id: number, more: Partial<OpenPayment> = {}): OpenPayment => ({
  ...{
    id,
    kind: 'payment',
    number: `C-${id}`,
    customer: '1001',
    amountCents: 4_500,
    on: '2026-10-05',
    ...more,
  },
})
const entry = (id: number, more: Partial<OpenEntry> = {}): OpenEntry => ({
  ...{
    kind: 'payment',
    source: 'UM',
    reference: `R-${id}`,
    customer: '1001',
    amountCents: 4_500,
    on: '2026-10-05',
  },
  transactionIds: [id],
  ...more,
})

const daysBetween = (one: string, other: string) => Math.abs(Date.parse(one) - Date.parse(other)) / 86_400_000
const rules = { daysApart: 3, businessDaysBetween: daysBetween, isApart: () => false }

test('a number in common matches before a day that is nearer', () => {
  const payments = [payment(1), payment(2, { on: '2026-10-06' })]
  const entries = [entry(11, { on: '2026-10-06' }), entry(12, { reference: 'C-2', on: '2026-10-20' })]
  expect(matchPayments(payments, entries, rules)).toEqual([
    { paymentId: 2, transactionIds: [12], how: 'number' },
    { paymentId: 1, transactionIds: [11], how: 'amount' },
  ])
})

test('the nearest day goes first, one to one, and what is too far apart stays open', () => {
  const payments = [payment(1, { on: '2026-10-05' }), payment(2, { on: '2026-10-07' })]
  const entries = [entry(11, { on: '2026-10-07' }), entry(12, { on: '2026-10-12' })]
  expect(matchPayments(payments, entries, rules)).toEqual([
    { paymentId: 2, transactionIds: [11], how: 'amount' },
  ])
})

test('neither another customer nor another amount nor a return is taken for a payment', () => {
  const entries = [
    entry(11, { customer: '1002' }),
    entry(12, { amountCents: 4_501 }),
    entry(13, { kind: 'return' }),
  ]
  expect(matchPayments([payment(1)], entries, rules)).toEqual([])
})

test('what a person took apart is not matched again, by number neither', () => {
  const apart = { ...rules, isApart: (id: number, transactionId: number) => id === 1 && transactionId === 11 }
  const entries = [entry(11, { reference: 'C-1' }), entry(12)]
  expect(matchPayments([payment(1)], entries, apart)).toEqual([
    { paymentId: 1, transactionIds: [12], how: 'amount' },
  ])
})

test('in whatever order payments and entries come, they match alike', () => {
  const day = fc.integer({ min: 1, max: 9 }).map((one) => `2026-10-0${one}`)
  const amount = fc.constantFrom(4_500, 5_000)
  const some = <One>(make: (id: number, more: object) => One) =>
    fc
      .array(fc.record({ on: day, amountCents: amount }), { maxLength: 6 })
      .map((list) => list.map((more, index) => make(index + 1, more)))
  fc.assert(
    fc.property(some(payment), some(entry), fc.integer(), (payments, entries, seed) => {
      const turned = <One>(list: One[]) => list.toSorted((a, b) => order(a, seed) - order(b, seed))
      const found = matchPayments(payments, entries, rules)
      expect(matchPayments(turned(payments), turned(entries), rules)).toEqual(found)
      const ids = found.flatMap(({ transactionIds }) => transactionIds)
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
})

function order(one: unknown, seed: number) {
  return [...JSON.stringify(one)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) + seed) % 9_973, 7)
}

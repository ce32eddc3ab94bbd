import { plainRules } from '../plain-rules.ts'
import type { ProfileColumn, RecordRule } from '../profile.ts'
import type { ReadyMade } from './ready-made.ts'

const column = (role: string, more: Partial<ProfileColumn> = {}): ProfileColumn => ({
  ...{ heading: '', role, of: '' },
  ...more,
})

/** Secure Instant Payments, simple bill file (secureinstantpayments.com, minbill-interface): CSV without names of columns. */
export const simpleBills: ReadyMade = {
  key: 'secure-instant-payments-bills',
  name: 'Secure Instant Payments simple bills',
  purpose: 'bills-sent',
  version: 1,
  isBeginning: true,
  remarks: ['Compare the columns behind the service address with what the provider gave you.'],
  profile: {
    ...{ headingLine: 1, hasHeading: false, delimiter: ',', encoding: 'utf-8', sheet: '' },
    dateOrder: 'month-first',
    columns: [
      column('bill-date'),
      column('customer', { longest: 50 }),
      column('due-date'),
      column('amount-due'),
      column('name', { longest: 50 }),
      column('service-address', { longest: 100 }),
    ],
    ...{ fixed: {}, words: {}, signs: {}, passedOver: [] },
    rules: { ...plainRules, datePattern: 'MM/DD/YYYY', belowZero: 'refused' },
  },
}

const skipped = (mark: string): RecordRule => ({ toldBy: 'mark', mark, is: 'skipped', columns: [] })

/**
 * A lockbox file as the Bank Administration Institute orders its records (1 2 5 6 4 7 8 9); the places are each bank's, and
 * these are only where to begin.
 */
export const baiLockbox: ReadyMade = {
  key: 'bai-lockbox',
  name: 'BAI lockbox',
  purpose: 'provider-payments',
  version: 1,
  isBeginning: true,
  remarks: ['Each bank has places of its own: compare every from and to with what your bank gave you.'],
  profile: {
    ...{ headingLine: 1, hasHeading: false, delimiter: '', encoding: '', sheet: '' },
    dateOrder: 'month-first',
    columns: [
      column('', { place: { from: 1, to: 1 } }),
      // The batch and the item make its number, where the bank gives no other.
      column('number', { place: { from: 2, to: 7 } }),
      column('amount', { place: { from: 8, to: 17 } }),
      column('customer', { place: { from: 18, to: 33 } }),
    ],
    fixed: { kind: 'payment' },
    ...{ words: {}, signs: {}, passedOver: [] },
    rules: {
      ...plainRules,
      ...{ isFixedWidth: true, mayEndEarly: true, datePattern: 'YYMMDD', decimals: 'implied' },
      recordAt: { from: 1, to: 1 },
      number: ['settled-on', 'number', 'customer', 'amount'],
      records: [
        skipped('1'),
        skipped('2'),
        {
          ...{ toldBy: 'mark', mark: '5', is: 'opening' },
          columns: [
            { place: { from: 8, to: 13 }, holds: 'settled-on', of: '', text: '' },
            { place: { from: 8, to: 13 }, holds: 'paid-on', of: '', text: '' },
          ],
        },
        { toldBy: 'mark', mark: '6', is: 'row', columns: [] },
        skipped('4'),
        {
          ...{ toldBy: 'mark', mark: '7', is: 'totals' },
          columns: [
            { place: { from: 8, to: 10 }, holds: 'count', of: '', text: '' },
            { place: { from: 11, to: 20 }, holds: 'sum', of: '', text: '' },
          ],
        },
        {
          ...{ toldBy: 'mark', mark: '8', is: 'totals' },
          columns: [
            { place: { from: 8, to: 11 }, holds: 'count', of: '', text: '' },
            { place: { from: 12, to: 21 }, holds: 'sum', of: '', text: '' },
          ],
        },
        skipped('9'),
      ],
    },
  },
}

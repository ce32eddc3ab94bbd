import { plainRules } from '../plain-rules.ts'
import type { ProfileColumn, RecordColumn } from '../profile.ts'
import { passedOver } from '../purpose.ts'
import type { ReadyMade } from './ready-made.ts'

const column = (role: string, from: number, to: number): ProfileColumn => ({
  ...{ heading: '', role, of: '' },
  place: { from, to },
})

/** In this order behind the count of all records, each as a count (6) and an amount (12). */
const totalled = ['0', '1', '2', '3', '4', '5']

const totals: RecordColumn[] = totalled.flatMap((letter, index): RecordColumn[] => {
  const from = 8 + index * 18
  return [
    { place: { from, to: from + 5 }, holds: 'count', of: letter, text: '' },
    { place: { from: from + 6, to: from + 17 }, holds: 'sum', of: letter, text: '' },
  ]
})

/**
 * EBillSvc, Payment Export File Layout (ebillsvc.com/support/ep-payexport.html): 290 characters, told apart by the first,
 * amounts with blanks for leading zeros, and a total record, of which what is there is compared.
 */
export const eBillSvcPayments: ReadyMade = {
  key: 'ebillsvc-payments',
  name: 'EBillSvc payments',
  purpose: 'provider-payments',
  version: 1,
  isBeginning: false,
  remarks: [
    'Payments with a later date are skipped until they are paid.',
    'The count of all records is of those above the total record.',
  ],
  profile: {
    ...{ headingLine: 1, hasHeading: false, delimiter: '', encoding: '', sheet: '' },
    dateOrder: 'month-first',
    columns: [
      column('kind', 1, 1),
      column('customer', 2, 33),
      // The names of the debtor: who paid is behind them.
      column('', 34, 53),
      column('', 54, 73),
      column('name', 74, 113),
      column('paid-on', 114, 121),
      column('amount', 122, 129),
      column('', 130, 144),
      column('number', 145, 154),
      column('returned-on', 155, 162),
      column('reason', 163, 242),
      column('', 243, 274),
      column('', 275, 282),
      column('', 283, 290),
    ],
    fixed: {},
    words: {
      kind: {
        ...{ 0: 'payment', 1: 'payment', 2: passedOver, 3: passedOver, 4: 'return', 5: 'return' },
        c: 'cancel',
      },
    },
    ...{ signs: {}, passedOver: [] },
    rules: {
      ...plainRules,
      ...{ isFixedWidth: true, mayEndEarly: true, datePattern: 'YYYYMMDD', belowZero: 'refused' },
      recordAt: { from: 1, to: 1 },
      records: [
        {
          ...{ toldBy: 'mark', mark: 'T', is: 'totals' },
          columns: [{ place: { from: 2, to: 7 }, holds: 'count', of: '', text: '' }, ...totals],
        },
      ],
    },
  },
}

import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { balances, choose, post, setUpAccounts, tableOf } from '../../support/month.ts'
import { bringFile, paymentsFile, setUpPayments } from '../../support/provider-payments.ts'
import type { Town } from '../../support/town.ts'
import { untilEnded } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

const heading = 'Source,Reference,Date,Kind,Customer,Service,Amount,Description'
/** What Utility Management has in either case: the bills, and what was paid at the counter. */
const bills = [
  'Utility Management,B-1,2026-10-01,Billing,1001,WATER,100.00,',
  'Utility Management,B-2,2026-10-01,Billing,1002,SEWER,80.00,',
  'Utility Management,B-3,2026-10-01,Billing,1003,TRASH,20.10,',
  'Utility Management,K-1,2026-10-06,Payment,1003,TRASH,20.10,',
]
/** What comes back in its export where it takes the provider's payments in itself. */
const comeBack = [
  'Utility Management,R-1,2026-10-06,Payment,1001,WATER,99.99,',
  'Utility Management,R-2,2026-10-07,Payment,1002,SEWER,80.00,',
  'Utility Management,N-2,2026-10-12,Payment adjustment,1002,SEWER,80.00,returned',
]
const daily = paymentsFile([
  { number: 'C-1', customer: '1001', amount: '99.99', fee: '2.50', 'paid-on': '2026-10-05' },
  { number: 'C-2', customer: '1002', amount: '80.00', fee: '2.50', 'paid-on': '2026-10-06' },
])
const later = paymentsFile([
  { number: 'C-2', customer: '1002', amount: '80.00', fee: '2.50', 'paid-on': '2026-10-06' },
  {
    number: 'X-2',
    kind: 'r',
    'refers-to': 'C-2',
    customer: '1002',
    amount: '80.00',
    'paid-on': '2026-10-12',
  },
])

/** By hand: 99.99 + 80.00 - 80.00 + 20.10 came in, and 1002 owes again what was returned. */
const worked = {
  '01-1075': '120.09',
  '01-1311': '0.01',
  '01-1312': '80.00',
  '01-34-101': '-100.00',
  '01-34-201': '-80.00',
  '01-34-301': '-20.10',
}

async function bringOctober(town: Town, ada: Visitor, mode: string, rows: string[]) {
  await setUpAccounts(town.db)
  await choose(ada)
  const account = { Interface: 'Xpress Bill Pay', 'User Name': 'town', Password: 'of the provider' }
  await ada.submit(await ada.get(paths.billProvider), account)
  await setUpPayments(town, ada, {
    ...{ 'What is done with payments': mode, 'Service of a payment': 'Ask for each payment' },
    Fees: 'The customer pays it on top',
  })
  expect(await importText(town.deps, [heading, ...rows, ''].join('\n'))).toBe('imported')
  await bringFile(town, ada, daily, 'daily.csv')
  // Its first payment is in the file before too.
  await bringFile(town, ada, later, 'later.csv')
}

/** Posts October, and tells what the ledger has of it and what the provider's month comes to. */
async function postOctober(ada: Visitor) {
  const october = { beginningDate: '2026-10-01', endingDate: '2026-10-31', period: '2026-10' }
  const asked = new URLSearchParams({ ...october, journal: 'UM', includePayments: 'on' })
  await post(ada, await ada.get(`${paths.updateGeneralLedger}?${asked}`))
  const month = await ada.get(`${paths.providerPayments}?month=2026-10`)
  return { ledger: await balances(ada), month: tableOf(month, 'October 2026 by day').at(-1) }
}

/** Received, returned, deposit, fees, matched, only at the provider, only in the register: what was paid at the counter. */
const month = ['Month', '179.99', '80.00', '99.99', '5.00', '99.99', '0.00', '20.10']

test('October with a provider whose payments come back from Utility Management is in the ledger as worked out by hand', async ({
  town,
  ada,
}) => {
  await bringOctober(town, ada, 'Compare with the register', [...bills, ...comeBack])
  const done = await postOctober(ada)
  expect(done.ledger).toMatchObject(worked)
  expect(done.month).toEqual(month)
})

test('October with a provider whose payments are entered here is the same to the cent', async ({
  town,
  ada,
}) => {
  await bringOctober(town, ada, 'Compare, and enter what the register lacks', bills)
  const entry = `${paths.providerPayments}/entry`
  for (const button of ['WATER', 'SEWER', 'SEWER']) await ada.submit(await ada.get(entry), {}, { button })
  const prepared = await ada.submit(await ada.get(entry), {}, { button: 'Prepare the entry' })
  await untilEnded(ada, prepared)
  await town.runJobs()
  const done = await postOctober(ada)
  expect(done.ledger).toMatchObject(worked)
  expect(done.month).toEqual(month)
})

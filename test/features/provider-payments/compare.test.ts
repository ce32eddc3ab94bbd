import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { bringFile, paymentsFile, setUpPayments } from '../../support/provider-payments.ts'
import type { Town } from '../../support/town.ts'
import { untilEnded, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

const heading = 'Source,Reference,Date,Kind,Customer,Service,Amount,Description'
type Row = [
  reference: string,
  date: string,
  customer: string,
  amount: string,
  service?: string,
  kind?: string,
]

async function register(town: Town, rows: Row[]) {
  const lines = rows.map(([reference, date, customer, amount, service = 'WATER', kind = 'Payment']) =>
    ['Utility Management', reference, date, kind, customer, service, amount, 'web payment'].join(','),
  )
  expect(await importText(town.deps, [heading, ...lines, ''].join('\n'))).toBe('imported')
}

const list = (visitor: Visitor, which: string): Promise<Page> =>
  visitor.get(`${paths.providerPayments}/compared?list=${which}&from=2026-10-01&to=2026-10-31`)

/** The first cells of a list, which tell one row from another. */
async function listed(visitor: Visitor, which: string) {
  const page = await list(visitor, which)
  if (page.words.includes('There are none on these days.')) return []
  const label = { provider: 'Only at the provider', register: 'Only in the register', matched: 'Matched' }[
    which
  ]
  return tableOf(page, `${label}, oldest first`).map((cells) => cells.join(' | '))
}

test('payments are matched by number or by customer, amount and day, over several services, and the rest is listed by side', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  await register(town, [
    ['C-1', '2026-10-20', '1001', '30.00'],
    ['C-1', '2026-10-20', '1001', '15.00', 'SEWER'],
    ['R-7', '2026-10-08', '1002', '80.25'],
    ['R-8', '2026-10-08', '1003', '12.00'],
    ['N-1', '2026-10-09', '1004', '20.00', 'WATER', 'Payment adjustment'],
  ])
  const back = { number: 'X-4', kind: 'r', 'refers-to': 'C-0', customer: '1004', amount: '20.00' }
  await bringFile(
    town,
    ada,
    paymentsFile([
      { number: 'C-1', customer: '1001', amount: '45.00', 'paid-on': '2026-10-05' },
      { number: 'C-2', customer: '1002', amount: '80.25', 'paid-on': '2026-10-06' },
      { number: 'C-3', customer: '1003', amount: '12.50', 'paid-on': '2026-10-07' },
      { ...back, 'paid-on': '2026-10-09' },
    ]),
    'daily.csv',
  )
  expect(await listed(ada, 'matched')).toEqual([
    expect.stringMatching(/^1001.*C-1.*Payment.*45\.00.*C-1 Oct 20, 2026.*Number$/),
    expect.stringMatching(/^1002.*C-2.*80\.25.*R-7 Oct 8, 2026.*Amount and day$/),
    expect.stringMatching(/^1004.*X-4.*Returned payment.*-20\.00.*N-1.*Amount and day$/),
  ])
  expect(await listed(ada, 'provider')).toEqual([expect.stringMatching(/^1003.*C-3.*12\.50/)])
  expect(await listed(ada, 'register')).toEqual([expect.stringMatching(/^R-8.*1003.*WATER.*12\.00/)])
  const days = await ada.get(`${paths.providerPayments}?month=2026-10`)
  expect(tableOf(days, 'October 2026 by day').at(-1)).toEqual([
    ...['Month', '137.75', '20.00', '117.75', '0.00', '105.25', '12.50', '12.00'],
  ])

  // A person matches the two by hand, takes them apart again, and gives a reason.
  const payment = await ada.get((await list(ada, 'provider')).link('1003'))
  const matched = await ada.submit(
    payment,
    { 'In the register': 'R-8, Oct 8, 2026, 12.00' },
    { button: 'Match' },
  )
  expect(matched.words).toContain('Matched by Ada')
  expect(await listed(ada, 'register')).toEqual([])
  const apart = await ada.submit(matched, { Reason: 'Another one' }, { button: 'Take apart' })
  expect(apart.words).toContain('Match by hand')
  const none = await ada.submit(apart, { Reason: 'In my own words' }, { button: 'Save the reason' })
  expect(none.problemAt('Note')).toBe('Type the reason in your own words.')
  await ada.submit(none, { Note: 'Typed wrong at the counter' }, { button: 'Save the reason' })
  expect((await listed(ada, 'provider'))[0]).toContain('Typed wrong at the counter')
  const row = await ada.get((await list(ada, 'register')).link('R-8'))
  await ada.submit(row, { Reason: 'The amount differs' }, { button: 'Save the reason' })
  expect((await listed(ada, 'register'))[0]).toContain('The amount differs')
  const history = await ada.get(paths.history)
  expect(history.words).toContain('Matched the payment C-3')
  expect(history.words).toContain('Took the match of the payment C-3 apart')
  const csv = await ada.get((await list(ada, 'provider')).link('Download as CSV'))
  expect(csv.response.body).toContain('2026-10-07,1003,,C-3,Payment,12.50,Typed wrong at the counter')
})

test('what is imported later is compared too, and what was taken apart is not matched again', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  await bringFile(town, ada, paymentsFile([{ number: 'C-1' }, { number: 'C-2' }]), 'daily.csv')
  expect(await listed(ada, 'provider')).toHaveLength(2)
  await register(town, [['R-1', '2026-10-06', '1001', '45.00']])
  await bringFile(town, ada, paymentsFile([{ number: 'C-3', customer: '1009' }]), 'next.csv')
  expect(await listed(ada, 'matched')).toEqual([expect.stringMatching(/C-1.*R-1/)])
  const first = await ada.get((await list(ada, 'matched')).link('1001'))
  await ada.submit(first, { Reason: 'It is the other one' }, { button: 'Take apart' })
  await bringFile(town, ada, paymentsFile([{ number: 'C-4', customer: '1009' }]), 'third.csv')
  expect(await listed(ada, 'matched')).toEqual([expect.stringMatching(/C-2.*R-1/)])
})

test('of the register only what the town says is compared', async ({ town, ada }) => {
  await setUpPayments(town, ada, { 'In the register they have': 'WEB pay' })
  await register(town, [['R-1', '2026-10-06', '1001', '45.00']])
  await bringFile(town, ada, paymentsFile([{ number: 'C-9', customer: '1009' }]), 'daily.csv')
  expect(await listed(ada, 'register')).toHaveLength(1)
  const page = await ada.get(`${paths.providerPayments}/settings`)
  await ada.submit(page, { 'In the register they have': 'Lockbox' })
  expect(await listed(ada, 'register')).toEqual([])
})

test('home tells of the provider’s payments while it is on, and an import that is confirmed compares them', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  const account = { Interface: 'Xpress Bill Pay', 'User Name': 'town', Password: 'of the provider' }
  await ada.submit(await ada.get(paths.billProvider), account)
  await bringFile(town, ada, paymentsFile([{ number: 'C-1' }]), 'daily.csv')
  await register(town, [['B-1', '2026-10-01', '1001', '45.00', 'WATER', 'Billing']])
  const home = async () => (await ada.get(`${paths.home}?month=2026-10`)).words
  expect(await home()).toContain('1 payment not in the register')
  const file = [heading, 'UM,C-1,2026-10-05,Payment,1001,WATER,45.00,', '']
  await untilEnded(ada, await upload(ada, file.join('\n')))
  await town.runJobs()
  expect(await listed(ada, 'matched')).toHaveLength(1)
  expect(await home()).not.toContain('not in the register')
  // Files are expected on business days, and the history tells once that none came.
  expect(await home()).not.toContain('no payments file since')
  expect((await ada.get(paths.billProvider)).words).toContain('Exchanged by hand')
})

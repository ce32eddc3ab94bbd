import { expect } from 'vitest'
import { keepFile } from '../../../src/exchange-files/files-store.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import {
  bringFile,
  countedPayments,
  filePage,
  paymentsFile,
  setUpPayments,
} from '../../support/provider-payments.ts'

const one = { number: 'C-1', customer: '1001', name: 'Ada', amount: '45.00', fee: '1.50' }
const two = { number: 'C-2', customer: '1002', name: 'Grace', amount: '80.25', 'paid-on': '2026-10-06' }

test('a file is kept as it came, read, and told of in the history, and its payments count once', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  const content = paymentsFile([one, two])
  const answer = await bringFile(town, ada, content, 'oct-06.csv')
  expect(answer.said).toBe('The file is kept as it came, and is being read.')
  const page = await filePage(ada, 'oct-06.csv')
  expect(page.words).toContain('Read.')
  expect(page.words).toContain('Read with the layout Ours, version 1.')
  expect(tableOf(page, 'What it brought')[0]).toEqual(['Payments', '2', '125.25'])
  expect(page.words).toContain('Fees that the provider keeps: 1.50')
  const download = await ada.get(page.link('Download as it came'))
  expect(download.response.rawPayload.toString()).toBe(content)
  const history = await ada.get(paths.history)
  expect(history.words).toContain('Read oct-06.csv: 2 payments of 125.25')
  expect(history.words).toContain('Uploaded the payments file oct-06.csv')

  // The very same bytes, whatever they are called, were had already.
  expect((await bringFile(town, ada, content, 'again.csv')).said).toContain('This very file came in before')
  // An overlapping file adds only what is new.
  await bringFile(town, ada, paymentsFile([two, { ...one, number: 'C-3' }]), 'oct-07.csv')
  const overlapping = await filePage(ada, 'oct-07.csv')
  expect(tableOf(overlapping, 'What it brought').map(([label, rows]) => `${label} ${rows}`)).toEqual([
    ...['Payments 1', 'Returned 0', 'Canceled 0', 'Already known 1', 'To be answered 0'],
  ])
  expect(await countedPayments(town)).toEqual(['payment C-1 4500', 'payment C-2 8025', 'payment C-3 4500'])
})

test('a file whose totals differ is held with both figures, adds nothing, and can only be skipped with a reason', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  await bringFile(town, ada, paymentsFile([one, two], { sum: '999.00' }), 'wrong.csv')
  const page = await filePage(ada, 'wrong.csv')
  expect(page.words).toContain('Held.')
  expect(tableOf(page, 'Totals')).toContainEqual(['Amount', '999.00', '125.25'])
  expect(page.words).not.toContain('Read anyway')
  expect(await countedPayments(town)).toEqual([])
  expect((await ada.get(paths.providerPayments)).words).toContain('1 file is held')

  const refused = await ada.submit(page, {}, { button: 'Skip this file' })
  expect(refused.problemAt('Reason')).toBe('Type why this file is not needed. History keeps it.')
  const skipped = await ada.submit(
    page,
    { Reason: 'The provider sent it again' },
    { button: 'Skip this file' },
  )
  expect(skipped.words).toContain('Skipped.')
  expect(skipped.words).toContain('The provider sent it again')
  expect((await ada.get(paths.providerPayments)).words).not.toContain('held')
  expect((await ada.get(paths.history)).words).toContain('Skipped the payments file wrong.csv')
})

test('a file whose process ended before it was taken is taken the next time, and one that was skipped by mistake is read', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  const content = paymentsFile([one])
  const left = { connection: 'bill-provider', direction: 'in' as const, name: 'daily.csv', by: null }
  async function* bytes() {
    yield Buffer.from(content)
  }
  await keepFile(town.db, { ...left, at: town.clock.now.toISOString() }, bytes())
  await bringFile(town, ada, content, 'daily.csv')
  expect(await countedPayments(town)).toEqual(['payment C-1 4500'])

  const page = await bringFile(town, ada, paymentsFile([one, two]), 'daily.csv')
  const skipped = await ada.submit(page, { Reason: 'By mistake' }, { button: 'Skip this file' })
  await ada.submit(skipped, {}, { button: 'Read anyway' })
  await town.runJobs()
  expect(await countedPayments(town)).toEqual(['payment C-1 4500', 'payment C-2 8025'])
})

test('the same number with other contents is a conflict, in another file and in the same', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  await bringFile(town, ada, paymentsFile([one]), 'first.csv')
  await bringFile(town, ada, paymentsFile([{ ...one, amount: '46.00' }, two]), 'second.csv')
  const page = await filePage(ada, 'second.csv')
  expect(page.words).toContain('A payment number in it is already that of another payment.')
  expect(page.words).toContain('Line 1: payment C-1, customer 1001, 46.00, is not what an earlier file says')
  await bringFile(town, ada, paymentsFile([two, { ...two, customer: '1003' }]), 'third.csv')
  expect((await filePage(ada, 'third.csv')).words).toContain('is not what line 1 of the file says')
  expect(await countedPayments(town)).toEqual(['payment C-1 4500'])
})

test('a known name with other bytes is held, and read anyway where a person says so', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  await bringFile(town, ada, paymentsFile([one]), 'daily.csv')
  const page = await bringFile(town, ada, paymentsFile([one, two]), 'daily.csv')
  expect(page.words).toContain('A file of this name came in before with other contents.')
  expect(await countedPayments(town)).toEqual(['payment C-1 4500'])
  await ada.submit(page, {}, { button: 'Read anyway' })
  await town.runJobs()
  expect(await countedPayments(town)).toEqual(['payment C-1 4500', 'payment C-2 8025'])
  // Pressed twice it is read once.
  const again = await ada.submit(page, {}, { button: 'Read anyway' })
  expect([again.status, again.heading]).toEqual([409, 'This file is not held any more'])
})

test('twins in one file are two payments, and in two files a person is asked', async ({ town, ada }) => {
  await setUpPayments(town, ada)
  const twin = { customer: '1001', name: 'Ada', amount: '20.00' }
  await bringFile(town, ada, paymentsFile([twin, twin]), 'first.csv')
  expect(await countedPayments(town)).toHaveLength(2)
  await bringFile(town, ada, paymentsFile([twin, two]), 'second.csv')
  expect(await countedPayments(town)).toHaveLength(3)
  expect((await ada.get(paths.providerPayments)).words).toContain(
    '1 payment may be the same as in another file',
  )
  const page = await ada.get(`${paths.providerPayments}/questions`)
  expect(tableOf(page, 'To be answered')[0]).toEqual(
    expect.arrayContaining(['second.csv, line 1', 'first.csv, line 1']),
  )
  const after = await ada.submit(page, {}, { button: 'Another payment' })
  expect(after.words).toContain('No payment has to be answered for.')
  expect(await countedPayments(town)).toHaveLength(4)
  // A third file is asked about anew, and the same money counts once.
  await bringFile(town, ada, paymentsFile([twin]), 'third.csv')
  const asked = await ada.get(`${paths.providerPayments}/questions`)
  await ada.submit(asked, {}, { button: 'The same' })
  expect(await countedPayments(town)).toHaveLength(4)
})

test('what the layout numbers another way than an earlier file had it is asked about, and not counted twice', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  const { number: _, ...unnumbered } = one
  await bringFile(town, ada, paymentsFile([unnumbered]), 'before.csv')
  await bringFile(town, ada, paymentsFile([one, two]), 'after.csv')
  expect(await countedPayments(town)).toEqual([
    expect.stringMatching(/^payment 1001\|.* 4500$/),
    'payment C-2 8025',
  ])
  const page = await ada.get(`${paths.providerPayments}/questions`)
  expect(tableOf(page, 'To be answered')[0]).toEqual(
    expect.arrayContaining(['after.csv, line 1', 'before.csv, line 1']),
  )
  await ada.submit(page, {}, { button: 'The same' })
  // From now on its number tells it.
  await bringFile(town, ada, paymentsFile([one, two, { ...two, number: 'C-9' }]), 'next.csv')
  expect((await countedPayments(town)).slice(1)).toEqual(['payment C-2 8025', 'payment C-9 8025'])
})

test('a return takes its payment back, one of an unknown payment is kept and shown, and a cancellation ends what was scheduled', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  const back = {
    number: 'R-9',
    kind: 'r',
    'refers-to': 'C-1',
    customer: '1001',
    amount: '45.00',
    reason: 'NSF',
  }
  const orphan = { number: 'R-7', kind: 'r', 'refers-to': 'C-777', customer: '1009', amount: '10.00' }
  await bringFile(town, ada, paymentsFile([orphan, { number: 'C-2', kind: 'c', amount: '' }]), 'returns.csv')
  await bringFile(town, ada, paymentsFile([one, two, back]), 'payments.csv')
  expect(await countedPayments(town)).toEqual([
    ...['cancel C-2 0', 'payment C-1 4500', 'return R-7 1000', 'return R-9 4500'],
  ])
  const list = await ada.get(`${paths.providerPayments}/compared?list=provider&from=2026-10-01&to=2026-10-31`)
  const unknown = await ada.get(list.link('1009'))
  expect(unknown.words).toContain('The payment that it takes back is not known here.')
  const days = await ada.get(`${paths.providerPayments}?month=2026-10`)
  expect(tableOf(days, 'October 2026 by day').at(-1)).toEqual([
    ...['Month', '45.00', '55.00', '-10.00', '1.50', '0.00', '-10.00', '0.00'],
  ])
})

test('without a layout a file is kept and held, and read again once one is chosen', async ({ town, ada }) => {
  await bringFile(town, ada, paymentsFile([one]), 'early.csv')
  const page = await filePage(ada, 'early.csv')
  expect(page.words).toContain('No layout says how to read it.')
  await setUpPayments(town, ada)
  await ada.submit(page, {}, { button: 'Read again' })
  await town.runJobs()
  expect(await countedPayments(town)).toEqual(['payment C-1 4500'])
})

test('a file of cells that no payment has is held and says where, and keeps no other file from being read', async ({
  town,
  ada,
}) => {
  await setUpPayments(town, ada)
  const endless = Array.from({ length: 6_000 }, (_, at) => (at * at).toString(36))
    .join('')
    .slice(0, 12_000)
  const hostile = [
    { ...one, number: endless },
    { ...one, customer: endless },
    { ...one, name: endless },
    { ...one, amount: '90000000000000.00' },
    { ...one, customer: '1001\u202E' },
    { ...one, kind: endless },
  ]
  await bringFile(town, ada, paymentsFile(hostile), 'hostile.csv')
  await bringFile(town, ada, paymentsFile([{ ...two, name: '<script>alert(1)</script>' }]), 'good.csv')
  expect(await countedPayments(town)).toEqual(['payment C-2 8025'])
  const page = await filePage(ada, 'hostile.csv')
  expect(page.words).toContain('6 rows of it cannot be read')
  expect(page.words).toContain('Line 2: Customer is too long: 60 characters at most, this has 12000.')
  expect(page.words).toContain('Line 4: Amount is more than 1,000,000,000.00.')
  expect(page.words).not.toContain(endless.slice(0, 501))
})

test('a viewer sees payments and can take nothing away', async ({ town, ada }) => {
  await setUpPayments(town, ada)
  await bringFile(town, ada, paymentsFile([one]), 'daily.csv')
  const vera = await town.signIn('viewer', 'Vera')
  const page = await filePage(vera, 'daily.csv')
  expect(page.words).not.toContain('Download as it came')
  expect((await vera.get(`${page.path}/content`)).status).toBe(403)
  expect((await vera.get(`${paths.providerPayments}/compared.csv?list=provider`)).status).toBe(403)
  expect((await vera.get(`${paths.providerPayments}/settings`)).words).toContain('You can see these settings')
})

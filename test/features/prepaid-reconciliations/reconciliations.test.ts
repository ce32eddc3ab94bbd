import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { jobKinds } from '../../../src/job-kinds.ts'
import { doubtRestoredJobs } from '../../../src/jobs/after-restore.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import { enrollAccounts } from '../../support/prepaid-balances.ts'
import {
  addRegisterRows,
  bringBills,
  chooseMyUsage,
  closeOctober,
  fillOctober,
  mapping,
  newest,
  october,
  reopenOctober,
  saveParts,
} from '../../support/reconciliations.ts'
import { validateAgainst } from '../../support/xmllint.ts'

const name = 'exceleron-recon-2026-11-23-00001.xml'

test('closing a month makes a reconciliation that is held until another administrator releases it', async ({
  town,
  ada,
}) => {
  const bob = await town.signIn('administrator', 'Bob')
  const eve = await town.signIn('editor', 'Eve')
  await chooseMyUsage(ada)
  await fillOctober(town)
  expect((await ada.get('/?month=2026-10')).words).toContain('ReconciliationMade when the month is closed')
  await closeOctober(town, ada)
  expect((await bob.get('/?month=2026-10')).words).toMatch(/Reconciliation.*held, needs a release/)
  const held = await newest(ada)
  expect(held.heading).toBe('Reconciliation of October 2026, number 1')
  expect(held.words).toContain('You closed October 2026, so another administrator looks at it')
  expect(held.document.querySelector('form[action$="/release"]')).toBeNull()
  expect((await eve.get(held.path)).words).toContain('An administrator looks at it and releases it.')
  const rows = [...held.document.querySelectorAll('table')]
    .find((table) => table.querySelector('caption')?.textContent === 'Accounts')
    ?.querySelectorAll('tbody tr')
  const cells = [...(rows ?? [])].map((row) => [...row.children].map((cell) => cell.textContent?.trim()))
  expect(cells.map((row) => row.slice(0, 8))).toEqual([
    ['1001', 'ELEC', '100.00', '0.00', '0.00', '6.00', '3.50', '109.50'],
    ['1002', 'ELEC', '80.00', '5.00', '0.00', '0.00', '0.00', '75.00'],
    ['1002', 'GAS', '40.00', '0.00', '0.00', '7.20', '0.00', '47.20'],
    ['1003', 'ELEC', '60.00', '0.00', '21.00', '0.00', '0.00', '81.00'],
  ])
  const transactions = await ada.get(held.find('tbody a[href*="service=ELEC"]').getAttribute('href') ?? '')
  expect(transactions.words).toContain('100.00')
  expect(transactions.words).not.toContain('999.00')

  const account = held.find(`tbody a[href^="${paths.prepaidAccounts}/"]`).getAttribute('href') ?? ''
  expect((await ada.get(account)).words).toContain('1001')
  // Home is at the next month by now, and tells of it all the same.
  expect((await bob.get('/?month=2026-11')).words).toContain('October 2026: held, needs a release')

  const page = await bob.get(held.path)
  expect(page.words).toContain('No bills of October 2026 of these customers were brought in')
  const file = await eve.get(page.link('Download the file'))
  expect(file.response.headers['content-disposition']).toBe(`attachment; filename="${name}"`)
  const hash = createHash('sha256').update(file.response.rawPayload).digest('hex')
  expect(page.words).toContain(hash)
  expect(await validateAgainst('exceleron-recon.xsd', [file.response.body])).toEqual([])
  expect(file.response.body).toContain('<billTotal>312.70</billTotal>')

  // The register goes on; what is held does not.
  await addRegisterRows(town, [['2026-10-30', 'billing', '1001', 'ELEC', 1_00]])
  const changed = await bob.get(held.path)
  expect(changed.words).toContain('changed after this was made. Have it made anew')
  const released = await bob.submit(changed, {}, { button: 'Release' })
  expect(released.said).toMatch(/^The reconciliation is released\. Download the file/)
  expect((await eve.get(page.link('Download the file'))).response.rawPayload).toEqual(
    file.response.rawPayload,
  )
  const done = await eve.submit(await eve.get(held.path), {}, { button: 'I uploaded it' })
  expect(done.said).toBe('Noted: you uploaded the file.')
  expect(done.words).toContain('Uploaded by hand')
  expect((await eve.get(page.link('Download the file'))).response.rawPayload).toEqual(
    file.response.rawPayload,
  )
  expect(await town.db('jobs').where({ kind: 'reconciliation.send' })).toEqual([])
  const history = await ada.get(done.link('History of this reconciliation'))
  for (const sentence of ['Made the', 'Released the', 'Said that the file of the'])
    expect(history.words).toContain(`${sentence} reconciliation of October 2026, number 1`)
})

test('an amount of a service that nobody has mapped blocks it, and is named until it is', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await fillOctober(town)
  const { UTAX: _, ...rest } = mapping
  await saveParts(town, rest)
  await closeOctober(town, ada)
  const blocked = await newest(ada)
  expect(blocked.words).toContain('Blocked')
  expect(blocked.words).toMatch(/Services that count as nothing yet.*UTAX213\.20/)
  expect(blocked.document.querySelector('form[action$="/release"]')).toBeNull()
  expect((await ada.get('/?month=2026-10')).words).toContain('blocked: say what its services count as')
  const page = await ada.get(blocked.link('Say what they count as'))
  const saved = await ada.submit(page, { UTAX: 'Tax', 'Deposits applied': 'Miscellaneous credits' })
  expect(saved.said).toMatch(/^Saved\./)
  expect((await ada.get(paths.history)).words).toContain('Services from UTAX not said yet to UTAX tax')
  const anew = await ada.submit(blocked, {}, { button: 'Make it anew' })
  expect(anew.said).toMatch(/^The reconciliation is made now/)
  await town.runJobs()
  const held = await newest(ada)
  expect(held.heading).toBe('Reconciliation of October 2026, number 2')
  expect(held.words).toContain('There is no other active administrator')
  // The deposit of 20.00 is a credit by now.
  expect(held.words).toContain('292.70')
  expect((await ada.get(blocked.path)).words).toContain('Replaced')
  const again = await ada.submit(blocked, {}, { button: 'Make it anew' })
  expect([again.status, again.heading]).toEqual([
    409,
    'Another reconciliation was made, or the month was opened again',
  ])
  const released = await ada.submit(held, {}, { button: 'Release' })
  expect(released.words).toContain('Released')
})

test('each total is beside the bills, what differs comes first and wants a look and a reason', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await fillOctober(town)
  await town.db('services').insert({ code: 'ELEC', name: 'Electricity', receivable: '', revenue: '' })
  await bringBills(town, [
    { customer: '1001', service: 'electricity', cents: 100_00 },
    { customer: '1001', service: 'UTAX', cents: 6_00 },
    { customer: '1001', service: 'METER', cents: 3_50 },
    { customer: '1002', service: 'ELEC', cents: 80_00, adjustments: -5_00 },
    { customer: '1002', service: 'gas', cents: 40_00 },
    { customer: '1002', service: 'UTAX', cents: 7_25 },
    { customer: '1003', service: 'ELEC', cents: 60_00, adjustments: 12_00 },
    { customer: '1003', service: 'LIGHT', cents: 9_00 },
    { customer: '1003', service: 'WATER', cents: 31_00 },
  ])
  await closeOctober(town, ada)
  const page = await newest(ada)
  expect(page.words).toContain('1 account differs from the bills')
  expect(page.words).toMatch(/Tax13\.2013\.25-0\.05/)
  expect(page.words).toMatch(/Bill total312\.70312\.75-0\.05/)
  expect(page.words).toMatch(/DeviceBill totalBills1002GAS tax 7\.20, on the bills 7\.25/)
  const refused = await ada.submit(page, {}, { button: 'Release' })
  expect(refused.status).toBe(422)
  expect(refused.problemAt('I looked at the differences')).toMatch(/^Look at the differences/)
  expect(refused.problemAt('Reason')).toMatch(/^Type why they differ/)
  // Other bills meanwhile: what was looked at is not what is there.
  await town.db('bill_charges').where({ line: 2, service: 'UTAX' }).update({ cents: 7_26 })
  const answer = { 'I looked at the differences': true, Reason: 'Rounded by the bill' }
  const moved = await ada.submit(refused, answer, { button: 'Release' })
  expect([moved.status, moved.errors[0]]).toEqual([409, expect.stringMatching(/Nothing was released/)])
  expect(moved.valueOf('Reason')).toBe('Rounded by the bill')
  const released = await ada.submit(moved, answer, { button: 'Release' })
  expect(released.words).toContain('Rounded by the bill')
  const csv = await ada.get(`${page.path}/accounts.csv`)
  const lines = csv.response.body.split('\r\n')
  expect(lines[1]).toMatch(/^1002,GAS,40\.00,0\.00,0\.00,7\.20,.*,No$/)
  expect(lines).toHaveLength(6)
})

test('a month that is closed again has the next number, which says what changed since the one that was sent', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await fillOctober(town)
  await closeOctober(town, ada)
  const first = await newest(ada)
  await reopenOctober(ada)
  const open = await ada.get(first.path)
  expect(open.words).toContain('October 2026 was opened again after this was made')
  expect(open.document.querySelector('form[action$="/release"]')).toBeNull()
  await closeOctober(town, ada)
  expect((await ada.get(first.path)).words).toContain('Replaced')
  const second = await newest(ada)
  await ada.submit(second, {}, { button: 'Release' })
  await ada.submit(await ada.get(second.path), {}, { button: 'I uploaded it' })
  await reopenOctober(ada)
  await addRegisterRows(town, [['2026-10-30', 'billing', '1001', 'ELEC', 1_00]])
  await closeOctober(town, ada)
  const third = await newest(ada)
  expect(third.heading).toBe('Reconciliation of October 2026, number 3')
  expect(third.words).toContain('Number 2 of October 2026 is with the vendor, or may be (Uploaded by hand).')
  expect(third.words).toMatch(/What changed since number 2.*1001ELEC109\.50110\.50/)
  const refused = await ada.submit(third, {}, { button: 'Release' })
  expect(refused.problemAt('Reason')).toMatch(/^Type why another one is sent/)
  const released = await ada.submit(refused, { Reason: 'A late reading' }, { button: 'Release' })
  expect(released.words).toContain('A late reading')
  const list = await ada.get(paths.prepaidReconciliations)
  expect(list.words).toMatch(/Number 3.*Released.*Number 2.*Uploaded by hand.*Number 1.*Replaced/)
  const csv = await ada.get(list.link('Download as CSV'))
  expect(csv.response.body).toMatch(/3,2026-10,Released,exceleron-recon-2026-11-23-00003\.xml,4,313\.70/)
})

test('a release by hand is canceled as long as nobody uploaded the file, and two at once are one', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await fillOctober(town)
  await closeOctober(town, ada)
  const page = await newest(ada)
  const both = await Promise.all([1, 2].map(() => ada.submit(page, {}, { button: 'Release' })))
  for (const { status, said } of both)
    expect([status, said]).toEqual([200, expect.stringMatching(/^The reconciliation is released/)])
  expect(await town.db('history').where({ kind: 'prepaid-reconciliation.released' })).toHaveLength(1)
  const released = await ada.get(page.path)
  const held = await ada.submit(released, {}, { button: 'Cancel the release' })
  expect(held.said).toBe('The release is canceled. Nothing was sent.')
  expect(held.words).toContain('Held')
  const late = await ada.submit(released, {}, { button: 'I uploaded it' })
  expect([late.status, late.heading]).toEqual([409, 'The reconciliation has got on meanwhile'])
  const stale = await ada.submit(page, {}, { button: 'Release' })
  expect([stale.status, stale.errors[0]]).toEqual([409, expect.stringMatching(/Nothing was released/)])
})

test('other vendors get none, a month without accounts has none, and one closed before can have it made', async ({
  town,
  ada,
}) => {
  const list = await ada.get(paths.prepaidReconciliations)
  expect(list.words).toContain('Only Exceleron MyUsage gets reconciliations')
  await addRegisterRows(town, october)
  await closeOctober(town, ada)
  expect(await town.db('jobs').where({ kind: 'reconciliation.make' })).toEqual([])
  await chooseMyUsage(ada)
  const asked = async () =>
    ada.submit(await ada.get(paths.prepaidReconciliations), {}, { button: 'Make the reconciliation' })
  expect((await asked()).words).toContain('A reconciliation is being made.')
  await town.runJobs()
  expect(await town.db('prepaid_reconciliations')).toEqual([])
  await town.db('utility_transactions').delete()
  await fillOctober(town)
  await asked()
  await asked()
  await town.runJobs()
  expect(await town.db('prepaid_reconciliations')).toHaveLength(1)
  const refused = await ada.post(
    paths.prepaidReconciliations,
    new URLSearchParams({ _csrf: tokenOf(await newest(ada)), period: '2026-09' }),
  )
  expect([refused.status, refused.errors]).toEqual([
    422,
    ['Choose a closed month that has no reconciliation yet.'],
  ])
})

test('whoever was enrolled at any time of the month is in it, on the calendar of the town', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await fillOctober(town)
  const of = (customer: string, service: string) => town.db('prepaid_accounts').where({ customer, service })
  // The town is at Denver: October ends at six in the morning of November 1 in UTC.
  await of('1001', 'ELEC').update({ enrolled_at: '2026-11-01T05:59:59.000Z' })
  await of('1003', 'ELEC').update({ enrolled_at: '2026-11-01T06:00:00.000Z' })
  await of('1002', 'GAS').update({ state: 'left', left_at: '2026-10-01T05:59:59.000Z' })
  await of('1002', 'ELEC').update({ state: 'enrolled', left_at: '2026-08-01T00:00:00.000Z' })
  await closeOctober(town, ada)
  const rows = await town.db('prepaid_reconciliation_rows').orderBy('line').select('customer', 'service')
  expect(rows).toEqual([
    { customer: '1001', service: 'ELEC' },
    { customer: '1002', service: 'ELEC' },
  ])
})

test('an account that left and is enrolled again since stays in the month that it was enrolled in', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await fillOctober(town)
  const { id } = await town.db('prepaid_accounts').where({ customer: '1003' }).first('id')
  const press = async (act: string, button: string) => {
    town.clock.forward(1)
    const page = await ada.get(`${paths.prepaidAccounts}/${act}?account=${id}`)
    const values: Record<string, string> = act === 'enrollment' ? { 'Balance at enrollment': '0.00' } : {}
    return ada.submit(page, values, { button })
  }
  expect((await press('unenrollment', 'Unenroll')).words).toContain('StateUnenrolled')
  expect((await press('enrollment', 'Enroll')).words).toContain('StateEnrolled')
  await closeOctober(town, ada)
  const rows = await town.db('prepaid_reconciliation_rows').orderBy('line').pluck('customer')
  expect(rows).toEqual(['1001', '1002', '1002', '1003'])
})

test('after a restore what is held may have been sent, wants a reason, and no number is used twice', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await fillOctober(town)
  await closeOctober(town, ada)
  expect((await newest(ada)).words).not.toContain('It may have been sent')
  await doubtRestoredJobs(town.db as never, jobKinds, town.clock.now.toISOString())
  town.clock.forward(1)
  const held = await newest(ada)
  expect(held.words).toContain(
    'It may have been sent: the database was restored from a backup on Nov 23, 2026',
  )
  const refused = await ada.submit(held, {}, { button: 'Release' })
  expect(refused.problemAt('Reason')).toMatch(/^Type why another one is sent/)
  await ada.submit(refused, {}, { button: 'Make it anew' })
  await town.runJobs()
  const anew = await newest(ada)
  expect(anew.heading).toBe('Reconciliation of October 2026, number 102')
  expect(anew.words).toContain('Number 1 of October 2026 is with the vendor, or may be')
  const out = await ada.submit(anew, { Reason: 'The vendor has none' }, { button: 'Release' })
  expect(out.words).toContain('Released')
  expect(out.words).not.toContain('It may have been sent')
})

test('many accounts are shown a page at a time, those that differ first, and on one page to be printed', async ({
  town,
  ada,
}) => {
  await chooseMyUsage(ada)
  await saveParts(town, mapping)
  const customers = Array.from({ length: 60 }, (_, index) => `C${100 + index}`)
  const before = { now: new Date('2026-09-20T12:00:00.000Z') }
  await enrollAccounts(
    { db: town.db, clock: before },
    customers.map((customer) => ({ customer, service: 'ELEC' })),
  )
  await addRegisterRows(
    town,
    customers.map((customer) => ['2026-10-31', 'billing', customer, 'ELEC', 10_00]),
  )
  await bringBills(
    town,
    customers.map((customer, index) => ({ customer, service: 'ELEC', cents: index === 59 ? 11_00 : 10_00 })),
  )
  await closeOctober(town, ada)
  const seen = (page: Page) =>
    [...page.document.querySelectorAll('tbody th a[href*="customer="]')].map((link) => link.textContent)
  const first = await ada.get((await newest(ada)).path)
  const next = await ada.get(first.link('Next page'))
  expect(seen(first)[0]).toBe('C159')
  expect(seen(first)).toHaveLength(50)
  expect([...seen(first), ...seen(next)].toSorted()).toEqual(customers)
  const whole = await ada.get(first.link('On one page, to print'))
  expect(seen(whole)).toEqual([...seen(first), ...seen(next)])
})

test('from the same data the same bytes are made, apart from number and day', async ({ town, ada }) => {
  await chooseMyUsage(ada)
  await fillOctober(town, [...october, ['2026-10-02', 'billing', '1001', 'ELEC', 33]])
  await town
    .db('prepaid_accounts')
    .where({ customer: '1003' })
    .update({ service_location: '7 <Mill> & "Main"' })
  await closeOctober(town, ada)
  const fileOf = async () => (await ada.get((await newest(ada)).link('Download the file'))).response.body
  const first = await fileOf()
  await ada.submit(await newest(ada), {}, { button: 'Make it anew' })
  await town.runJobs()
  const second = await fileOf()
  expect(second).not.toBe(first)
  expect(second.replace('number="2"', 'number="1"')).toBe(first)
  expect(await validateAgainst('exceleron-recon.xsd', [first, second])).toEqual([])
  const wrong = first.replace('<tax>', '<vat>').replace('</tax>', '</vat>')
  expect((await validateAgainst('exceleron-recon.xsd', [wrong])).join()).toContain('vat')
})

function tokenOf(page: { find(selector: string): Element }) {
  return page.find('[name=_csrf]').getAttribute('value') ?? ''
}

import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { copyFresh } from '../../../src/demo/folder.ts'
import { people } from '../../../src/demo/people.ts'
import { openSampleTown } from '../../../src/demo/sample-town.ts'
import { paths } from '../../../src/http/paths.ts'
import { test as base } from '../../support/fixtures.ts'
import { post, printReport, tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { signInWith } from '../../support/people.ts'
import { Visitor } from '../../support/visitor.ts'

const root = mkdtempSync(join(tmpdir(), 'utility-interfaces-sample-town-'))
const made = join(root, 'made')
const today = new Date('2026-11-23T16:00:00.000Z')

type Open = { clock?: { at: Date }; beginning?: () => void }

function openIn(folder: string, { clock = { at: today }, beginning }: Open = {}) {
  return openSampleTown({ folder, now: () => clock.at, customers: 30, ...(beginning && { beginning }) })
}

beforeAll(async () => {
  await (await openIn(made)).close()
})
afterAll(() => rmSync(root, { recursive: true }))

/** A sample town that was made before, in a folder of its own, with whoever signs in there. */
const test = base
  .extend('folder', () => {
    const folder = mkdtempSync(join(root, 'case-'))
    cpSync(made, folder, { recursive: true })
    return folder
  })
  .extend('open', ({ folder, onTestFinished }) => async (options?: Open) => {
    const { server, signIns, close } = await openIn(folder, options)
    onTestFinished(close)
    const passwordOf = (name: (typeof people)[number]['name']) => signIns.get(name)?.password ?? ''
    const visitor = () => new Visitor(server)
    const signIn = async (name: (typeof people)[number]['name'] = 'Mary Wells') => {
      const person = visitor()
      const page = await signInWith(person, name, passwordOf(name))
      expect(page.find('header').textContent).toContain(name)
      // To the work at once, administrators too.
      expect(page.path).not.toContain(paths.twoStepOffer)
      return person
    }
    return { close, visitor, signIn, passwordOf }
  })

const bar = (page: Page) => page.find('.sample-town').textContent?.replace(/\s+/g, ' ').trim()

test('it has two months posted and closed, one that waits, a file for Other, a batch undone and a setting to put back', async ({
  open,
}) => {
  const mary = await (await open()).signIn()
  const batches = tableOf(await mary.get(paths.batches), 'Newest first')
  expect(batches.map((row) => [row[0], row[2]])).toEqual([
    ['Batch 4', 'September 2026'],
    ['Batch 3', 'September 2026'],
    ['Batch 2', 'September 2026'],
    ['Batch 1', 'August 2026'],
  ])
  expect(batches.map((row) => row.at(-1))).toEqual([
    'Confirmed posted',
    'File created, not downloaded yet, reverses batch 2',
    'File created, not downloaded yet, undone by batch 3',
    'Confirmed posted',
  ])
  expect((await mary.get(`${paths.batches}/1`)).words).toContain('JE-1048')
  const imports = tableOf(await mary.get(paths.transactionImports), 'Newest imports')
  expect(imports.map(([file]) => file)).toEqual(
    ['11', '10', '09', '08'].map((month) => `transactions-2026-${month}.csv`),
  )
  const periods = await mary.get(paths.postingPeriods)
  expect(periods.words).toMatch(/August 2026.*Closed.*September 2026.*Closed/)
  expect((await mary.get(paths.generalLedger)).valueOf('Interface')).toBe('Caselle 4.x')
  const newest = await mary.get(paths.history)
  const told = newest.words + (await mary.get(newest.link('Next page'))).words
  expect(told).toContain('Update Payments from Cleared to Selected')
  expect(told).toContain('Interface from Other to Caselle 4.x')
  expect((await mary.get(paths.ledgerInquiry)).words).toContain('Water sales')
  // Its pages have one sheet, so nothing but the panel is needed anywhere.
  const headers = { 'hx-boosted': 'true', 'hx-current-url': `http://town${paths.generalLedger}` }
  expect((await mary.get(paths.batches, { panel: true, headers })).words).toContain('Batch 4')
})

async function figuresOf(person: Visitor, month: string) {
  const months = tableOf(await person.get(paths.months), 'Billed and received by month')
  return months.find(([name]) => name === month)?.slice(1) ?? []
}

test('the month that waits is posted by an editor with nothing in the way', async ({ open }) => {
  const tom = await (await open()).signIn('Tom Reyes')
  const [billed, received] = await figuresOf(tom, 'October 2026')
  const totals = tableOf(await tom.get(`${paths.transactions}?from=2026-10-01&to=2026-10-31`), 'Totals')
  const amounts = totals.map(([, , amount]) => amount)
  expect(amounts, 'what is billed in a month is on the page it leads to').toContain(billed)
  expect(amounts, 'and what is received').toContain(received)
  expect((await tom.get(paths.home)).link(`${billed} billed`)).toContain('from=2026-10-01&to=2026-10-31')
  const report = await printReport(tom)
  expect(report.valueOf('GL Posting Period')).toContain('October 2026')
  expect(report.words).not.toContain('Fix what is in the way')
  const batch = await post(tom, report)
  expect(batch.words).toContain('Batch 5')
  expect(tableOf(await tom.get(paths.batches), 'Newest first')[0]?.[2]).toBe('October 2026')
})

test('the provider beside it is set up as a bill provider, and what it is asked for is said', async ({
  open,
}) => {
  const mary = await (await open()).signIn()
  expect((await mary.get(paths.billProvider)).valueOf('User Name')).toBe('ashgrove')
  expect((await mary.get(paths.billProviderConnection)).valueOf('Server')).toBe('127.0.0.1')
  const days = tableOf(await mary.get(`${paths.providerPayments}?month=2026-10`), 'October 2026 by day')
  const [, received, , , , matched] = days.at(-1) ?? []
  expect(received).not.toBe('0.00')
  expect(matched, 'what was paid online is in the register too').toBe(received)
  const page = await mary.get((await mary.get(paths.home)).link('Bill provider'))
  expect(page.words).toContain('It has no bills yet')
  const none = await mary.submit(page, {}, { button: 'Make today’s payments' })
  expect(none.words).toContain('There is nothing to do that with')
  const changed = await mary.submit(none, {}, { button: 'Change the server’s key' })
  expect(changed.said).toContain('The server has another key now')
})

test('the vendor beside it is set up as a prepaid vendor, and what it is asked for is said', async ({
  open,
}) => {
  const mary = await (await open()).signIn()
  expect((await mary.get(paths.prepaidMetering)).valueOf('Interface')).toBe('MultiSpeak 4.1')
  const connection = await mary.get(paths.prepaidMeteringConnection)
  expect(connection.valueOf('Address')).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/)
  const page = await mary.get((await mary.get(paths.home)).link('Prepaid vendor'))
  const late = await mary.submit(page, {}, { button: 'Answer the next call late' })
  expect(late.said).toContain('is answered late')
  expect(late.words).toContain('The next call is answered late')
  const failing = await mary.submit(late, {}, { button: 'Answer the next call with an error' })
  expect(failing.words).toContain('The next call is answered with an error')
})

/** Until a page says so: working processes fetch and send meanwhile. */
const says = (person: Visitor, path: string) =>
  expect.poll(async () => (await person.get(path)).words, { timeout: 30_000 })

test('the round with the provider beside it: bills sent, payments, a return, a wrong total and a changed key', async ({
  open,
}) => {
  const clock = { at: today }
  const { signIn } = await open({ clock })
  const [mary, tom] = [await signIn(), await signIn('Tom Reyes')]
  const ask = async (button: string) => tom.submit(await tom.get(paths.sampleProvider), {}, { button })
  const fetchNow = async () => {
    clock.at = new Date(clock.at.getTime() + 60_000)
    await tom.submit(await tom.get(paths.providerPayments), {}, { button: 'Fetch now' })
    await says(tom, paths.providerPayments).not.toContain('fetched, read or compared')
  }
  const files = async () => tableOf(await tom.get(`${paths.providerPayments}/files`), 'Newest first')

  const runs = tableOf(await tom.get(paths.bills), 'Newest first')
  expect(runs.map(([, period, , , , state]) => [period, state])).toEqual([
    ['November 2026', 'Not sent yet'],
    ['October 2026', 'Sent'],
  ])
  const run = await tom.get((await tom.get(paths.bills)).link('Run 2'))
  await tom.submit(run, {}, { button: 'Send' })
  await says(tom, run.path).toMatch(/Sent ?bills-2026-11-run2\.txt/)
  // Some pay at once.
  await says(tom, paths.sampleProvider).toMatch(/It has 30 bills; \d+ are not paid/)

  const before = await files()
  for (const button of ['Make today’s payments', 'Send back a payment', 'Send a file with a wrong total'])
    expect((await ask(button)).said).toMatch(/ready\. Press Fetch now/)
  await fetchNow()
  expect((await tom.get(paths.providerPayments)).words).toContain('1 new file is taken in a minute')
  const read = (await files()).slice(0, -before.length)
  expect(read.map((row) => row[3])).toEqual(['Read', 'Read', 'Read'])
  const day = tableOf(await tom.get(paths.providerPayments), 'November 2026 by day').at(-2) ?? []
  const isSome = day.map((figure) => /[1-9]/.test(figure))
  expect(isSome, 'received, taken back, and in no register yet').toEqual([
    ...[true, true, true, true, false, false, true, false],
  ])

  // A second look, a minute later, finds it as it was.
  await fetchNow()
  expect((await tom.get(paths.providerPayments)).words).toContain('1 file is held')
  const [[wrong = ''] = []] = await files()
  const held = await tom.get((await tom.get(`${paths.providerPayments}/files?state=held`)).link(wrong))
  const differing = tableOf(held, 'Totals').filter(([, said, counted]) => said !== counted)
  const [said, counted] =
    differing[0]?.slice(1).map((sum) => Math.round(Number(sum.replace(',', '')) * 100)) ?? []
  expect([differing.length, Number(said) - Number(counted)]).toEqual([1, 10_00])

  expect((await ask('Make today’s payments')).said).toContain('is ready')
  expect((await ask('Change the server’s key')).said).toContain('has another key now')
  await fetchNow()
  expect((await tom.get(paths.providerPayments)).words).toContain(
    'shows another server key than the accepted one',
  )
  const connection = await mary.get(paths.billProviderConnection)
  const checked = await mary.submit(connection, {}, { button: 'Check connection' })
  const accepted = await mary.submit(checked, {}, { button: 'Accept this key and save' })
  expect(accepted.said).toMatch(/^The server key is accepted/)
  await expect.poll(async () => (await files()).length, { timeout: 30_000 }).toBe(before.length + 5)
})

test('the round with the vendor beside it: it asks, days pass, an error and a forgotten account are said in words', async ({
  open,
}) => {
  const clock = { at: today }
  const tom = await (await open({ clock })).signIn('Tom Reyes')
  const ask = async (button: string) => tom.submit(await tom.get(paths.sampleVendor), {}, { button })
  // As soon as the town runs it looks whether that was done.
  await says(tom, paths.prepaidAccounts).toContain('Enroll: may have been done')
  const list = await tom.get(paths.prepaidAccounts)
  const accounts = tableOf(list, 'By customer')
  const refused = accounts.filter((row) => row.at(-1)?.includes('has no switch'))
  expect(refused.map((row) => row[5])).toEqual(['New'])
  const enrolled = accounts.filter((row) => row[5] === 'Enrolled')
  expect(enrolled).toHaveLength(accounts.length - 2)

  const balances = tableOf(await tom.get(paths.prepaidBalances), 'Prepaid accounts')
  const standings = balances.map(([, standing = '']) => standing)
  // The vendor has lost one payment.
  expect(standings.filter((standing) => standing.startsWith('Differs'))).toHaveLength(1)
  const got = await ask('Ask for payments now')
  expect(got.said).toMatch(/that it got: \d+, [\d.]+ in all/)
  expect(tableOf(got, 'What was new').length).toBeGreaterThan(0)
  expect((await ask('Ask for payments now')).words).toContain('There is nothing new')

  const pathOf = (row: string[] | undefined) => list.link(row?.[1]?.split(' ')[0] ?? '')
  const [first, second] = enrolled.map(pathOf) as [string, string]
  const askNow = async (path: string) => tom.submit(await tom.get(path), {}, { button: 'Ask now' })
  const newest = async (path: string) =>
    tableOf(await tom.get(path), 'What the vendor said').map(([, , balance]) => balance)
  const before = await newest(first)
  expect((await ask('A day passes')).said).toMatch(/A day has passed: [\d.]+ was used/)
  clock.at = new Date(clock.at.getTime() + 60_000)
  await askNow(first)
  await expect.poll(async () => (await newest(first)).length, { timeout: 30_000 }).toBe(before.length + 1)
  expect((await newest(first))[0]).not.toBe(before[0])

  await ask('Answer the next call with an error')
  const leaving = await tom.get((await tom.get(second)).link('Unenroll'))
  await tom.submit(leaving, {}, { button: 'Unenroll' })
  await says(tom, second).toContain('Somebody is working on this account')
  expect((await ask('Forget an account')).words).toContain('It has forgotten')
  await askNow(first)
  await says(tom, first).toContain('There is no prepaid account of this number here')
})

test('each page says that it is a sample town, and the sign-in page where the passwords are', async ({
  open,
}) => {
  const { visitor, signIn } = await open()
  const signInPage = await visitor().get(paths.signIn)
  expect(bar(signInPage)).toBe('Sample town: nothing here is real.')
  expect(signInPage.words).toContain('The names and passwords are in the terminal')
  for (const { name } of people) {
    const page = await (await signIn(name)).get(paths.transactions)
    expect(bar(page)).toBe('Sample town: nothing here is real. Bill provider Prepaid vendor Start over')
    expect(page.link('Bill provider')).toBe(paths.sampleProvider)
    expect(page.link('Prepaid vendor')).toBe(paths.sampleVendor)
    expect(page.link('Start over')).toBe(paths.startOver)
  }
  expect(bar(await visitor().get('/%'))).toContain('Sample town')
})

test('Start over makes the town new while it runs, for everyone, with the passwords of before', async ({
  folder,
  open,
}) => {
  const { signIn, passwordOf } = await open()
  const mary = await signIn()
  await mary.submit(await mary.get(paths.general), { 'Organization Name': 'Town of Elsewhere' })
  const ann = await signIn('Ann Cole')
  const asked = await ann.get((await ann.get(paths.general)).link('Start over'))
  expect(asked.words).toContain('Everyone is signed out')
  const alsoAsked = await mary.get(paths.startOver)
  const [page] = await Promise.all([
    ann.submit(asked, {}, { button: 'Start over' }),
    // Pressed by two people at once it is done once.
    mary.submit(alsoAsked, {}, { button: 'Start over', follow: false }),
  ])
  expect(page.path).toBe(paths.signIn)
  expect(page.said).toBe('The sample town is new. Sign in again.')
  expect((await mary.get(paths.general)).heading).toBe('Sign in')
  await signInWith(mary, 'Mary Wells', passwordOf('Mary Wells'))
  expect((await mary.get(paths.general)).valueOf('Organization Name')).toBe('Town of Ashgrove')
  await expect.poll(() => readdirSync(folder).filter((name) => name.startsWith('town-'))).toEqual(['town-2'])
})

test('a second start goes on with the town and gives new passwords, also to who was locked out', async ({
  open,
}) => {
  const first = await open()
  const mary = await first.signIn()
  await mary.submit(await mary.get(paths.general), { 'Organization Name': 'Town of Elsewhere' })
  for (let tries = 0; tries < 6; tries++) await signInWith(first.visitor(), 'Tom Reyes', 'not it')
  await first.close()

  let began = false
  const second = await open({ beginning: () => (began = true) })
  expect(began).toBe(false)
  const refused = await signInWith(second.visitor(), 'Mary Wells', first.passwordOf('Mary Wells'))
  expect(refused.status).toBe(422)
  const again = await second.signIn()
  expect((await again.get(paths.general)).valueOf('Organization Name')).toBe('Town of Elsewhere')
  await second.signIn('Tom Reyes')
})

test('in another month it is made anew, and on the first day of one it has what there can be', async ({
  open,
}) => {
  let began = false
  // Ten minutes after midnight in Denver.
  const { signIn } = await open({
    clock: { at: new Date('2026-12-01T07:10:00.000Z') },
    beginning: () => (began = true),
  })
  expect(began).toBe(true)
  const mary = await signIn()
  const imports = tableOf(await mary.get(paths.transactionImports), 'Newest imports')
  expect(imports[0]?.[0]).toBe('transactions-2026-11.csv')
  expect(imports).toHaveLength(3)
  expect((await printReport(mary)).words).not.toContain('Fix what is in the way')
})

test('one that is running already is not opened twice', async ({ folder, open }) => {
  await open()
  await expect(openIn(folder)).rejects.toThrow('is running already')
})

test('a folder that holds anything else is refused and stays as it is', async ({ folder }) => {
  rmSync(join(folder, 'sample-town.json'))
  writeFileSync(join(folder, 'fresh', 'mine.txt'), 'mine')
  const before = readdirSync(folder, { recursive: true }).sort()
  await expect(openIn(folder)).rejects.toThrow('holds no sample town, so nothing in it was touched')
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before)
  const link = join(folder, 'link')
  symlinkSync('nowhere', link)
  for (const path of [link, join(folder, 'fresh', 'mine.txt')])
    await expect(openIn(path)).rejects.toThrow('is not a folder, so nothing was made there')
})

test('what its folder only leads to is not opened: it may be real', async ({ folder, open }) => {
  const real = mkdtempSync(join(root, 'real-'))
  cpSync(join(folder, 'fresh'), real, { recursive: true })
  const file = join(real, 'data', 'utility-interfaces.sqlite')
  const before = readFileSync(file)
  symlinkSync(real, join(folder, 'town-7'))
  const note = join(folder, 'sample-town.json')
  for (const town of ['town-7', `../${basename(real)}`]) {
    writeFileSync(note, JSON.stringify({ ...JSON.parse(readFileSync(note, 'utf8')), town }))
    await (await open()).close()
    expect(JSON.parse(readFileSync(note, 'utf8')).town).toMatch(/^town-([89]|1)$/)
    expect(readFileSync(file).equals(before)).toBe(true)
  }
  rmSync(join(folder, 'fresh'), { recursive: true })
  symlinkSync(real, join(folder, 'fresh'))
  const { dataDir } = copyFresh(folder)
  expect(realpathSync(dataDir).startsWith(realpathSync(folder)), 'a copy of it').toBe(true)
})

test('a copy that cannot be made whole leaves nothing behind', ({ folder }) => {
  const before = readdirSync(folder)
  symlinkSync('nowhere', join(folder, 'fresh', 'keys', 'no-file'))
  expect(() => copyFresh(folder)).toThrow()
  expect(readdirSync(folder)).toEqual(before)
})

test('a town that is no sample has neither the bar nor the address', async ({ ada }) => {
  const page = await ada.get(paths.generalLedger)
  expect(page.document.querySelector('.sample-town')).toBeNull()
  expect((await ada.get(paths.startOver)).status).toBe(404)
  expect((await ada.post(paths.startOver, new URLSearchParams())).status).toBe(404)
  expect((await ada.get(paths.sampleProvider)).status).toBe(404)
  expect((await ada.get(paths.sampleVendor)).status).toBe(404)
})

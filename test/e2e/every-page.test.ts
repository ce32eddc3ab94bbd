import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { upload as uploadChart } from '../features/gl-accounts/chart.ts'
import { violations } from '../support/axe.ts'
import { launch } from '../support/browser.ts'
import { everythingLinked } from '../support/everything-linked.ts'
import { monthTest as test } from '../support/fixtures.ts'
import { addTransactions, go, printReport, type Row, runUpdate, undoByPage } from '../support/month.ts'
import type { Page } from '../support/page.ts'
import { enterEachState } from '../support/prepaid-balances.ts'
import { reconcileOctober } from '../support/reconciliations.ts'
import { untilEnded, untilRead, upload } from '../support/upload.ts'
import type { Visitor } from '../support/visitor.ts'
import { drawnWrong, printedWrong, tooWide } from '../support/well-drawn.ts'

type Seen = { name: string; html: string; isPaper: boolean }

/** Remembers each page that this person is shown, once for each address and heading. */
function remembering(visitor: Visitor) {
  const seen = new Map<string, Seen>()
  function keep(page: Page): Page {
    const html = page.response.body
    const name = `${page.path.split('?')[0]}: ${page.title}`
    if (page.heading)
      seen.set(name, { name, html, isPaper: page.document.querySelector('.paper-head') !== null })
    return page
  }
  const get = async (path: string) => keep(await visitor.get(path))
  const submit = async (...sent: Parameters<Visitor['submit']>) => keep(await visitor.submit(...sent))
  return { seen, keep, get, submit }
}

/** As large as a town's get. */
const november: Row[] = [
  ['2026-11-02', 'billing', 'WATER', 1_234_567_89],
  ['2026-11-20', 'payment', 'WATER', 987_654_32],
]

/** What A4 has between its margins, in CSS pixels. */
const paperWidth = 680

const layoutSample = (name: string) => readFileSync(join(import.meta.dirname, '../cases/layouts', name))
const caseOf = (name: string) => readFileSync(join(import.meta.dirname, '../cases/imports', name), 'utf8')
const prepaidCase = readFileSync(join(import.meta.dirname, '../cases/prepaid/accounts.csv'), 'utf8')
const wrongFile = `Reference,Date,Kind,Customer,Service,Amount,Description
B-1,2026-10-01,Billing,C1,WATER,1O0.00,
B-2,2026-13-01,Bill,C1,WATER,1.00,
`
const goodFile = `Reference,Date,Kind,Customer,Service,Amount,Description
B-3,2026-10-01,Billing,C1,STORM,100.00,A service that is new
B-4,2026-10-02,Billing,C2,WATER,"1,234,567.89",
`
const chart = `Account No,Title,Type,Active
01-1075,Utility cash clearing account,Asset,Yes
01-1400,Prepaid expenses,Asset,Yes
`

test('every page is whole at 320 px, sound when wide and dark, and fit to be filed on paper', async ({
  town,
  ada,
  month,
}) => {
  await addTransactions(month.db, november)
  const walk = remembering(ada)

  // What is shown only as the answer to a form.
  walk.keep(await printReport(ada))
  walk.keep(await runUpdate(ada))
  walk.keep(await undoByPage(ada, 1))
  walk.keep(await runUpdate(ada))
  walk.keep(await untilEnded(ada, await upload(ada, wrongFile, { fileName: 'wrong.csv' })))
  const columns = walk.keep(await untilRead(ada, await upload(ada, caseOf('caselle-register.csv'))))
  const words = walk.keep(
    await untilRead(ada, await ada.submit(columns, {}, { button: 'Read the file like this' })),
  )
  const matched = walk.keep(
    await untilRead(ada, await ada.submit(words, {}, { button: 'Save the profile and go on' })),
  )
  await untilEnded(ada, await ada.submit(matched, {}, { button: 'Cancel the import' }))
  const preview = walk.keep(await untilRead(ada, await upload(ada, goodFile, { fileName: 'october.csv' })))
  walk.keep(await untilEnded(ada, preview))
  walk.keep(await uploadChart(ada, chart.replace('Asset', 'Kind of asset')))
  walk.keep(await uploadChart(ada, chart))
  await walk.submit(await ada.get(paths.updateGeneralLedger), { 'GL Posting Journal': '' }, go)

  const ledger = await ada.get(paths.generalLedger)
  await walk.submit(ledger, { 'Update Method': 'Cash' }, { button: 'Show effect' })
  await walk.submit(ledger, { 'Update Method': 'Cash' })
  await walk.submit(ledger, { 'Update Payments': false })
  await walk.submit(await ada.get(`${paths.interfaces}/bill-provider`), { Interface: 'Invoice Cloud' })
  const provider = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: 'of the provider' }
  await walk.submit(await ada.get(paths.billProvider), provider)
  await walk.submit(await ada.get(paths.billProvider), {}, { button: 'Check connection' })
  const server = { Server: '127.0.0.1', Port: '1', Password: 'of the provider' }
  const connection = await walk.submit(await ada.get(paths.billProviderConnection), server)
  await ada.submit(connection, {}, { button: 'Make a key' })
  await ada.submit(await ada.get(paths.billProviderConnection), {}, { button: 'Make a new key' })
  walk.keep(
    await ada.submit(await walk.get(paths.billProviderConnection), {}, { button: 'Check connection' }),
  )
  const prepaid = { Interface: 'MultiSpeak 4.1', 'User Name': 'town', Password: 'of the vendor' }
  await walk.submit(await ada.get(paths.prepaidMetering), prepaid)
  const vendor = { Address: 'https://127.0.0.1:1/MultiSpeak', Password: 'of the vendor' }
  await walk.submit(await ada.get(paths.prepaidMeteringConnection), { ...vendor, Address: 'http://x' })
  await ada.submit(await ada.get(paths.prepaidMeteringConnection), vendor)
  walk.keep(
    await ada.submit(await walk.get(paths.prepaidMeteringConnection), {}, { button: 'Check connection' }),
  )
  const first = { button: 'Make a login for the vendor' }
  await walk.submit(await walk.get(paths.vendorLogin), {}, first)
  await ada.submit(await ada.get(paths.vendorLogin), {}, { button: 'Make a new password' })
  await walk.get(paths.vendorLogin)
  const accountsPath = `${paths.prepaidAccounts}/import`
  const accountsFile = async (content: string) =>
    walk.keep(
      await upload(ada, content, {
        ...{ form: await walk.get(accountsPath), to: accountsPath, fileName: 'accounts.csv' },
      }),
    )
  await accountsFile('Customer,Service,Meter\n,,')
  const prepaidColumns = await accountsFile(prepaidCase.replace('Utility', 'Service'))
  const prepaidWords = await walk.submit(prepaidColumns, {}, { button: 'Read the file' })
  await walk.submit(prepaidWords, {}, { button: 'Save and read the file' })
  const sampleAccounts = await ada.get(`${accountsPath}/sample.csv`)
  const twice = sampleAccounts.response.body.trimEnd().split('\n').at(-1)
  const prepaidPreview = await accountsFile(`${sampleAccounts.response.body}${twice}\n`)
  const accounts = await walk.submit(prepaidPreview, {}, { button: 'Bring in' })
  await walk.submit(accounts, {}, { button: 'Enroll the selected' })
  const ofAccount = await ada.get(accounts.link('90001'))
  const confirming = await walk.get(ofAccount.link('Enroll'))
  await walk.submit(confirming, { 'Balance at enrollment': 'all' }, { button: 'Enroll' })
  await walk.submit(confirming, {}, { button: 'Enroll' })
  const elsewhere = 'https://prepaid.vendor.example:8443/MultiSpeak/41/CB_Server.asmx'
  const enrolled = { state: 'enrolled', enrolled_at: town.clock.now.toISOString(), enrolled_with: elsewhere }
  await town.db('prepaid_accounts').where({ customer: '90002' }).update(enrolled)
  const [other] = await town.db('prepaid_accounts').where({ customer: '90002' })
  const exchange = await walk.get(`${paths.prepaidAccounts}/${other.id}/meter-exchange`)
  await walk.submit(exchange, {}, { button: 'Tell the vendor' })
  const entryPages = await Promise.all(
    (await enterEachState(town, other)).map((id) => walk.get(`${paths.prepaidBalances}/entries/${id}`)),
  )
  const doubtful = entryPages.find(({ words }) => words.includes('May have arrived'))
  if (doubtful) await walk.submit(doubtful, {}, { button: 'Send again' })
  await walk.get(`${paths.prepaidBalances}/open`)
  await walk.get(`${paths.prepaidBalances}/${other.id}`)
  const form = await ada.get(paths.fileLayouts)
  const to = `${paths.fileLayouts}/drafts`
  for (const from of ['ebillsvc-payments', 'plugnpay-invoices']) {
    const content = layoutSample('ebillsvc-payments.txt')
    const draft = walk.keep(
      await upload(ada, content, { form, to, fileName: 'sample.txt', fields: { from } }),
    )
    await walk.submit(draft, { Dates: 'DD' }, { button: 'Save' })
  }
  await walk.submit(await ada.get(paths.addUser), { Name: 'Cy Clerk' }, { button: 'Add' })
  await walk.submit(await ada.get(paths.newService), { Code: 'NEW' })
  const guest = town.visitor()
  const signIn = walk.keep(await guest.get(paths.signIn))
  walk.keep(await guest.submit(signIn, { Name: 'Bo Reader', Password: 'not it' }, { button: 'Sign in' }))
  const viewer = await town.signIn('viewer', 'Di Viewer')
  for (const path of [paths.general, paths.users, '/nothing']) walk.keep(await viewer.get(path))

  await reconcileOctober(town, ada)
  await everythingLinked(walk)
  const browser = await launch()
  const seen = [...walk.seen.values()]
  const wrong: string[] = []
  /** Looks at the pages that nobody has begun with yet. */
  async function look(waiting: Iterable<[number, Seen]>) {
    // Colours matter to axe alone, and paper is light whatever the screen is.
    const context = await browser.newContext({ baseURL: 'http://town.test', colorScheme: 'dark' })
    const page = await context.newPage()
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url())
      const index = /^\/page\/(\d+)$/.exec(pathname)?.[1]
      if (index) return route.fulfill({ body: seen[Number(index)]?.html, contentType: 'text/html' })
      const { statusCode, headers, rawPayload } = await town.app.inject(pathname)
      return route.fulfill({
        status: statusCode,
        contentType: String(headers['content-type']),
        body: rawPayload,
      })
    })
    for (const [index, { name, isPaper }] of waiting) {
      const say = (what: string[]) => wrong.push(...what.map((one) => `${name}: ${one}`))
      // Prepaid pages fit a small desk and paper; a few older ones have tables that are wider.
      const isToFit = name.startsWith('/prepaid')
      const fits = async () => isToFit && say(await tooWide(page))
      await page.setViewportSize({ width: 320, height: 640 })
      await page.goto(`/page/${index}`)
      say(await drawnWrong(page))
      if (isToFit) {
        await page.setViewportSize({ width: 1000, height: 800 })
        await fits()
      }
      if (isPaper) {
        await page.emulateMedia({ media: 'print' })
        await page.setViewportSize({ width: paperWidth, height: 1000 })
        await fits()
        say(await printedWrong(page))
        await page.emulateMedia({ media: 'screen' })
      }
      await page.setViewportSize({ width: 1280, height: 800 })
      await fits()
      say(await violations(page))
    }
  }
  try {
    const waiting = seen.entries()
    await Promise.all([look(waiting), look(waiting)])
  } finally {
    await browser.close()
  }
  expect(wrong).toEqual([])
})

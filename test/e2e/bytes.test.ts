import { expect, onTestFinished } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { compressPage, firstPageQuality } from '../../src/http/compress.ts'
import { paths } from '../../src/http/paths.ts'
import { passphrase } from '../support/browser.ts'
import { certificates } from '../support/certificate.ts'
import { test as officeTest } from '../support/office.ts'
import { environment } from '../support/server.ts'
import { hidden, setUpOverWire, type WireAnswer, WireClient } from '../support/wire.ts'

/** What one TCP segment carries after TCP's time stamps and TLS have taken their part. */
const segment = 1_400
const laterPage = 2_500
const firstVisit = 19_500

/** The bytes of an answer, with one token and one moment for all: others would compress a little more or less by chance. */
function bytesOf({ bytes, headers, html }: WireAnswer) {
  if (!/^content-type: text\/html/im.test(headers)) return bytes
  const steady = html
    .replaceAll(/(?<=name="_csrf" value=")[^"]+/g, 'KcGlWVbd-w8bCK0hPZ2eYx5TnQfm1uJoRvA9SgXi7LMEzUk4NpyH')
    .replaceAll(/(?<=data-idle=")\d+/g, '1800')
    .replaceAll(/[A-Z][a-z]{2} \d+, \d{4}/g, 'Nov 26, 2026')
    .replaceAll(/\d+:\d\d [AP]M/g, '10:26 AM')
  const quality = /<body>/.test(html) ? firstPageQuality : undefined
  const body = /^content-encoding: br/im.test(headers)
    ? compressPage(Buffer.from(steady), 'br', quality)
    : steady
  return bytes - Number(headers.match(/^content-length: (\d+)/im)?.[1]) + body.length
}

const partial = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }

const invoiceCloud = {
  interface: 'invoice-cloud',
  userName: 'town of weir',
  password: 'from the provider',
}

/** Home has more to say than a tab, and the style of a page of work. */
const firstVisits = { [paths.generalLedger]: firstVisit, [paths.home]: firstVisit + 2_000 }

/** What somebody gets who has nothing of it yet, and signs in. */
async function answersOfFirstVisit(url: string, path: string) {
  const visitor = new WireClient(url)
  const answers = [await visitor.get(path)]
  const seen = new Set<string>()
  async function assetsOf(html: string) {
    for (const [, address] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      if (seen.has(address as string)) continue
      seen.add(address as string)
      answers.push(await visitor.get(address as string))
    }
  }
  const signIn = answers[0]?.html ?? ''
  await assetsOf(signIn)
  const fields = { _csrf: hidden(signIn, '_csrf'), to: hidden(signIn, 'to') }
  answers.push(await visitor.post(paths.signIn, { ...fields, name: 'Ada Clerk', password: passphrase }))
  const page = await visitor.get(path)
  answers.push(page)
  await assetsOf(page.html)
  return answers
}

/** With the bill provider on, which adds to the menu, to home and to the tabs. */
const test = officeTest
  .extend('client', { scope: 'file' }, async ({ server }) => {
    const client = await setUpOverWire(server.url, server.setUpUrl as string, passphrase)
    await saveOn(client, paths.billProvider, invoiceCloud)
    // Before any case names the town or turns more on.
    const visits: Record<string, WireAnswer[]> = {}
    for (const path of Object.keys(firstVisits)) visits[path] = await answersOfFirstVisit(server.url, path)
    return Object.assign(client, { visits })
  })
  .extend('otherProcess', { scope: 'file' }, ({ server }, { onCleanup }) => {
    const db = connect(readConfig(environment(server.folder)))
    onCleanup(() => db.destroy())
    return db
  })

async function saveOn(client: WireClient, path: string, fields: Record<string, string>) {
  const { html } = await client.get(path)
  const kept = { _csrf: hidden(html, '_csrf'), version: hidden(html, 'version') }
  const saved = await client.post(path, { ...kept, ...fields })
  expect(saved.status, saved.html).toBe(303)
  // It keeps a cookie that ends, as no browser does.
  client.cookies.delete('flash')
}

const saves: Record<string, Record<string, string>> = {
  [paths.generalLedger]: { interface: 'caselle-4', updateMethod: 'cash', updatePayments: 'on' },
  [paths.billProvider]: invoiceCloud,
  [paths.prepaidMetering]: {
    interface: 'exceleron-myusage',
    userName: 'town of weir',
    password: ' spaced ',
  },
  [paths.general]: { name: 'Town of Weir', timeZone: 'America/New_York', fiscalYearFirstMonth: '7' },
}

const asBefore: typeof saves = {
  [paths.generalLedger]: { interface: 'none', updateMethod: 'accrual' },
  [paths.prepaidMetering]: { interface: 'none', userName: 'town of weir', password: '' },
}

test.for(Object.entries(saves))(
  'a tab and a save of %s fit one segment each',
  async ([path, fields], { client }) => {
    const before = await client.get(path, partial)
    expect(before.status).toBe(200)
    expect(bytesOf(before)).toBeLessThanOrEqual(segment)
    expect(before.headers).not.toMatch(/set-cookie/i)
    const csrf = hidden(before.html, '_csrf')
    const version = hidden(before.html, 'version')
    const saved = await client.post(path, { _csrf: csrf, version, ...fields }, partial)
    expect(saved.status).toBe(200)
    expect(saved.html).toContain('class="message"')
    expect(bytesOf(saved)).toBeLessThanOrEqual(segment)
    const after = await client.get(path, partial)
    expect(bytesOf(after)).toBeLessThanOrEqual(segment)
    await putBack(client, path)
  },
)

/** What is on adds to each page: the other cases are measured without. */
async function putBack(client: WireClient, path: string) {
  const fields = asBefore[path]
  if (fields) await saveOn(client, path, fields)
}

test.for(Object.keys(saves))('the whole page of %s is under 2.5 KB', async (path, { client }) => {
  const page = await client.get(path)
  expect(page.html).toMatch(/^<!doctype html>/)
  expect(bytesOf(page)).toBeLessThan(laterPage)
})

const moment = '2026-11-20T15:00:00.000Z'
const quiet = {
  ...{ tried_at: moment, succeeded_at: moment, trouble_since: null, trouble_code: null, trouble: null },
  stopped: false,
}
const trouble = (code: string, stopped: boolean) => ({
  ...{ ...quiet, stopped, trouble_since: moment, trouble_code: code, trouble: 'It is not as it was.' },
})
const healths: [string, object][] = [
  ['is new', { ...quiet, tried_at: null, succeeded_at: null }],
  ['was tried', { ...quiet, succeeded_at: null }],
  ['works', quiet],
  ['does not answer', trouble('dropped', false)],
  ['is stopped', trouble('server-key-changed', true)],
  ['shows another certificate', trouble('certificate-other-name', true)],
]

/** Until the case has ended, so that each is measured beside quiet ones. */
async function noteHealth(db: Db, connection: string, health: object) {
  onTestFinished(() => db('connection_health').where({ connection }).delete())
  await db('connection_health')
    .insert({ connection, ...health } as never)
    .onConflict('connection')
    .merge()
}

test.for(healths)(
  'the tab of the bill provider fits one segment where its connection %s',
  async ([_is, health], { client, otherProcess }) => {
    await noteHealth(otherProcess, 'bill-provider', health)
    const tab = await client.get(paths.billProvider, partial)
    expect(tab.status).toBe(200)
    expect(bytesOf(tab), tab.html).toBeLessThanOrEqual(segment)
    expect(bytesOf(await client.get(paths.home, partial))).toBeLessThanOrEqual(2 * segment)
  },
)

const vendorsServer = {
  'multispeak-4.1': {
    address: 'https://vendor.example.com/MultiSpeak/PPM.asmx',
    ...{ company: 'Town of Weir', certificateAuthority: certificates().authority, whoAsks: 'us' },
  },
  'exceleron-myusage': {
    ...{ exchange: 'sftp', server: 'sftp.example.com', port: '22', folder: 'recon', loginBy: 'password' },
    serverKey: `SHA256:${'Kx7'.repeat(14)}k`,
  },
}

test.for(Object.entries(vendorsServer))(
  'Prepaid Metering with %s fits one segment however its connection is, and its Connection two',
  async ([chosen, server], { client, otherProcess }) => {
    const login = { interface: chosen, userName: 'town of weir', password: 'of the vendor' }
    await saveOn(client, paths.prepaidMetering, login)
    const connection = () => client.get(paths.prepaidMeteringConnection, partial)
    expect(bytesOf(await connection())).toBeLessThanOrEqual(2 * segment)
    for (const isConnected of [false, true]) {
      if (isConnected) {
        const { password } = login
        await saveOn(client, paths.prepaidMeteringConnection, { ...server, password })
      }
      for (const [_is, health] of healths) {
        await noteHealth(otherProcess, 'prepaid-metering', health)
        const tab = await client.get(paths.prepaidMetering, partial)
        expect(bytesOf(tab), tab.html).toBeLessThanOrEqual(segment)
      }
      const page = await connection()
      expect(bytesOf(page), page.html).toBeLessThanOrEqual(2 * segment)
    }
    await putBack(client, paths.prepaidMetering)
  },
)

/** Before there is anything on them; the form of the connection is the longest of all. */
const billing = {
  [paths.bills]: segment,
  [paths.providerPayments]: segment,
  [paths.billProviderConnection]: 2 * segment,
}

test.for(Object.entries(billing))('%s is at most %i bytes as a panel', async ([path, most], { client }) => {
  const page = await client.get(path, partial)
  expect(page.status).toBe(200)
  expect(bytesOf(page)).toBeLessThanOrEqual(most)
})

test('home fits two segments as a panel', async ({ client }) => {
  const home = await client.get(paths.home, partial)
  expect(home.status).toBe(200)
  expect(bytesOf(home)).toBeLessThanOrEqual(2 * segment)
})

test.for(Object.entries(firstVisits))(
  'a first visit to %s with every asset is at most %i bytes in five requests',
  async ([path, most], { client }) => {
    const answers = client.visits[path] ?? []
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 200, 303, 200])
    const bytes = answers.map(bytesOf)
    const sum = bytes.reduce((sum, one) => sum + one, 0)
    expect(sum, `${bytes.join(' + ')} = ${sum}`).toBeLessThanOrEqual(most)
  },
)

test('nothing blocks rendering but one style sheet, and before signing in not even that', async ({
  client,
  server,
}) => {
  const { html } = await client.get(paths.generalLedger)
  expect([...html.matchAll(/<link rel="stylesheet"/g)]).toHaveLength(1)
  const signIn = (await new WireClient(server.url).get(paths.home)).html
  expect(signIn.slice(0, signIn.indexOf('</main>')), 'it can be read with what it holds').not.toContain(
    '.css',
  )
  for (const [script] of html.matchAll(/<script[^>]*>/g)) expect(script).toMatch(/ defer /)
})

import { describe, expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { freshTest, test } from '../support/fixtures.ts'
import type { Town } from '../support/town.ts'

/** What a request costs the database, which holds on every machine; the bench measures the time it takes. */

/** Each statement by its first word and its table, the outer one where it has an inner one. */
function inShort(statements: string[]) {
  return statements.map((sql) => {
    const verb = sql.match(/^\w+/)?.[0].toLowerCase()
    const table = [...sql.matchAll(/\b(?:from|into|update) [`"](\w+)/gi)].at(-1)?.[1]
    return table ? `${verb} ${table}` : verb
  })
}

/** What a save wakes looks for jobs beside it, and that nobody waits for. */
const isForJobs = (sql: string) => /from [`"]jobs[`"]/.test(sql)

async function costOf(town: Town, act: () => Promise<unknown>) {
  const statements = await town.statements(act)
  return inShort(statements.filter((sql) => !isForJobs(sql)))
}

const tabs = {
  'General Ledger': paths.generalLedger,
  'Bill Provider': `${paths.interfaces}/bill-provider`,
  'Prepaid Metering': `${paths.interfaces}/prepaid-metering`,
  General: paths.general,
}

describe.each([
  ['page', false],
  ['panel', true],
])('a %s', (_name, panel) => {
  test.for(Object.entries(tabs))(
    'of %s costs one statement, no write and no cookie',
    async ([_tab, path], { town, ada }) => {
      await ada.get(path)
      let cookies: unknown[] = []
      const cost = await costOf(town, async () => {
        cookies = (await ada.get(path, { panel })).response.cookies
      })
      expect(cost).toEqual(['select sessions'])
      expect(cookies).toEqual([])
    },
  )
})

test('a tab costs one statement more after another record, after a save none', async ({ town, ada }) => {
  await ada.get(paths.generalLedger)
  const bob = await town.signIn('administrator', 'Bob')
  expect(await costOf(town, () => ada.get(`${paths.interfaces}/bill-provider`))).toEqual([
    'select sessions',
    'select general_ledger',
  ])
  expect(await costOf(town, () => bob.get(paths.generalLedger))).toEqual(['select sessions'])
  await bob.submit(await bob.get(paths.general), { 'Organization Name': 'Town of Weir' }, { follow: false })
  expect(await costOf(town, () => ada.get(paths.general))).toEqual(['select sessions'])
})

test('a session is written once a minute at most, however many pages are read', async ({ town, ada }) => {
  await ada.get(paths.generalLedger)
  town.clock.forward(0.99)
  expect(await costOf(town, () => ada.get(paths.generalLedger))).toEqual(['select sessions'])
  town.clock.forward(0.01)
  expect(await costOf(town, () => ada.get(paths.generalLedger))).toEqual([
    'select sessions',
    'update sessions',
  ])
  expect(await costOf(town, () => ada.get(paths.generalLedger))).toEqual(['select sessions'])
})

const transaction = (...inside: string[]) => ['begin', ...inside, 'commit']

test('a save is one transaction of three statements after the one of the session', async ({ town, ada }) => {
  const page = await ada.get(paths.generalLedger)
  const panel = { panel: true }
  const save = await costOf(town, () => ada.submit(page, { Interface: 'Caselle 4.x' }, panel))
  const written = transaction('update general_ledger', 'update history_head', 'insert history')
  expect(save).toEqual(['select sessions', ...written])

  const again = await ada.get(paths.generalLedger)
  const redirected = await costOf(town, () => ada.submit(again, { Interface: 'Other' }, { follow: false }))
  expect(redirected).toEqual(['select sessions', ...written])
})

freshTest(
  'a save with a password costs four statements more: two of its connection',
  async ({ town, ada }) => {
    const page = await ada.get(`${paths.interfaces}/bill-provider`)
    const values = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: 'from the provider' }
    const save = await costOf(town, () => ada.submit(page, values, { panel: true }))
    const written = transaction(
      'update bill_provider',
      'insert secrets',
      'update connection_health',
      'update history_head',
      'insert history',
    )
    // The secret and a read, and how its connection is.
    expect(save).toEqual(['select sessions', ...written, 'select general_ledger', 'select connection_health'])
  },
)

freshTest('a tab costs one statement more while a connection is in use', async ({ town, ada }) => {
  const values = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: 'from the provider' }
  await ada.submit(await ada.get(`${paths.interfaces}/bill-provider`), values)
  for (const path of Object.values(tabs).slice(0, 3))
    expect(await costOf(town, () => ada.get(path))).toEqual(['select sessions', 'select connection_health'])
})

test('a save of nothing new and a refused one write nothing', async ({ town, ada }) => {
  const page = await ada.get(paths.generalLedger)
  expect(await costOf(town, () => ada.submit(page, {}, { panel: true }))).toEqual(['select sessions'])
  const wrong = page.filledIn(page.form(), {})
  wrong.set('interface', 'no such ledger')
  const refused = await costOf(town, () => ada.post(paths.generalLedger, wrong, { panel: true }))
  expect(refused).toEqual(['select sessions'])
})

test('the sign-in page costs one statement', async ({ town }) => {
  expect(await costOf(town, () => town.visitor().get(paths.signIn))).toEqual(['select users'])
})

import { expect } from 'vitest'
import { topics } from '../../../src/features/help/topics.ts'
import { columns } from '../../../src/features/transactions/import/csv-schema.ts'
import { exportFormats } from '../../../src/features/update-general-ledger/export-formats.ts'
import { paths } from '../../../src/http/paths.ts'
import { accountTypes } from '../../../src/lib/account-number.ts'
import { accountTypeOf } from '../../../src/lib/account-type-words.ts'
import { productVersion } from '../../../src/lib/version.js'
import { test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import type { Visitor } from '../../support/visitor.ts'

const pages = [paths.help, ...topics.map(({ path }) => path), paths.helpAbout]

/** Where the links of all pages of Help lead, with the page that has each. */
async function linksOfHelp(visitor: Visitor) {
  const links = new Map<string, string>()
  for (const path of pages) {
    const { document } = await visitor.get(path)
    for (const link of document.querySelectorAll('main a[href]'))
      links.set(link.getAttribute('href') as string, path)
  }
  return links
}

test('every link of Help leads to a page or a file, for a viewer as for an administrator', async ({
  town,
  ada,
}) => {
  for (const reader of [ada, await town.signIn('viewer', 'Bo')]) {
    const links = await linksOfHelp(reader)
    expect([...links.keys()]).toEqual(expect.arrayContaining(topics.map(({ path }) => path)))
    expect(links.size).toBeGreaterThan(15)
    for (const [link, from] of links) {
      const { status } = await reader.get(link)
      expect(status, `${link} on ${from}`).toBe(200)
    }
  }
})

test('every page of Help is printed with the head of what is filed', async ({ ada }) => {
  for (const path of pages) {
    const page = await ada.get(path)
    expect(page.heading, path).toMatch(/^(Help|About)/)
    expect(page.find('.paper-head').textContent, path).toContain('Ada')
  }
})

test('each page has its steps, three common errors and its words', async ({ ada }) => {
  for (const { path } of topics) {
    const { document } = await ada.get(path)
    const sections = new Map(
      [...document.querySelectorAll('h2')].map((h2) => [h2.textContent, h2.nextElementSibling]),
    )
    expect(sections.get('Steps')?.matches('ol'), path).toBe(true)
    expect(sections.get('When something is wrong')?.querySelectorAll('li').length, path).toBe(3)
    expect(sections.get('Words')?.querySelectorAll('li').length, path).toBeGreaterThan(1)
  }
})

test('the pages about files name the columns and layouts that the code has', async ({ ada }) => {
  const transactions = await ada.get(paths.helpTransactions)
  const rows = tableOf(transactions, 'Columns of the file')
  expect(rows.map(([label]) => label)).toEqual(Object.values(columns).map(({ label }) => label))
  const layouts = tableOf(await ada.get(paths.helpUpdateGeneralLedger), 'Layouts')
  expect(layouts.map(([label]) => label)).toEqual([
    'Import Amounts',
    ...exportFormats.map(({ label }) => label),
  ])
})

test('a chart is read by every word for a type that Help names', async ({ ada }) => {
  const types = tableOf(await ada.get(paths.helpGlAccounts), 'Types of account')
  expect(types.length).toBe(accountTypes.length)
  for (const [label = '', words = ''] of types) {
    const type = accountTypes.find((one) => one.label === label)?.value
    expect(words).not.toBe('')
    for (const word of words.split(', ')) expect(accountTypeOf(word), word).toBe(type)
  }
})

test('About says which version runs, since when and on what, and nothing of where the database is', async ({
  town,
}) => {
  const page = await (await town.signIn('viewer', 'Vi')).get(paths.helpAbout)
  const facts = new Map(tableOf(page, 'What runs here').map(([label = '', value = '']) => [label, value]))
  expect(facts.get('Version')).toBe(productVersion)
  expect(facts.get('Running since')).toBe('Nov 23, 2026, 9:00 AM')
  expect(facts.get('Database')).toMatch(
    town.deps.config.databaseUrl ? /^PostgreSQL \d+(\.\d+)?$/ : /^SQLite 3\.\d+\.\d+$/,
  )
  expect(facts.get('Node.js')).toBe(process.versions.node)
  expect(page.link('contact for security')).toBe(paths.securityText)
  const parts = tableOf(page, 'Parts')
  expect(parts.find(([name]) => name === 'fastify')?.[2]).toBe('MIT')
  expect(
    parts.every((cells) => cells.every(Boolean)),
    'each has a version and a license',
  ).toBe(true)
})

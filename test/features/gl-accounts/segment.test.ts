import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import type { Visitor } from '../../support/visitor.ts'
import { addAccount } from './chart.ts'

const asScriptDoes = { panel: true, headers: { 'accept-encoding': 'gzip, deflate, br' } }

test.beforeAll(async ({ ada }) => {
  await ada.submit(await ada.get(paths.generalLedger), { Interface: 'Caselle 4.x' })
  await addAccount(ada, '10-1100', 'Utility cash clearing')
  await addAccount(ada, '10-1310', 'Water receivable')
  await addAccount(ada, '51-37-200', 'Water sales', 'Revenue')
})

/** Bytes as they go over the line, with all that the server itself adds. */
function onTheWire({ response }: Page) {
  const headers = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `HTTP/1.1 200 OK\r\n${headers.join('')}Keep-Alive: timeout=20\r\n\r\n`
  return Buffer.byteLength(head) + response.rawPayload.length
}

/** The panel of an address and the answer to a save of its form, each as htmx asks for it. */
async function panelAndSave(ada: Visitor, path: string, values: Record<string, string | boolean>) {
  const page = await ada.get(path)
  const panel = await ada.get(path, asScriptDoes)
  const saved = await ada.post(path, page.filledIn(page.form(), values), asScriptDoes)
  expect([panel.status, saved.status]).toEqual([200, 200])
  return [onTheWire(panel), onTheWire(saved)]
}

test.for<[what: string, path: string, values: Record<string, string>]>([
  ['an account', '/gl-accounts/1', { Title: 'Cash clearing of the utilities' }],
  ['the posting accounts', paths.postingAccounts, { 'Cash Clearing': '10-1100' }],
  ['a service', paths.newService, { Code: 'W', Name: 'Water', Receivable: '10-1310', Revenue: '5137200' }],
  ['the organization', paths.general, { 'Organization Name': 'Ourtown', 'Fiscal Year Begins': 'July' }],
])('the panel of %s and its save fit one segment', async ([_, path, values], { ada }) => {
  for (const bytes of await panelAndSave(ada, path, values)) expect(bytes).toBeLessThanOrEqual(1400)
})

test('the periods of a year and the import page fit one segment', async ({ ada }) => {
  expect(onTheWire(await ada.get(paths.postingPeriods, asScriptDoes))).toBeLessThanOrEqual(1400)
  expect(onTheWire(await ada.get(paths.accountImport, asScriptDoes))).toBeLessThanOrEqual(1400)
})

import { expect } from 'vitest'
import { appendEvent } from '../../../src/audit/append.ts'
import { findChainKey } from '../../../src/audit/chain-key.ts'
import { event, named } from '../../../src/audit/event.ts'
import { verifyHistory } from '../../../src/audit/verify.ts'
import { transaction } from '../../../src/db/transaction.ts'
import { serviceEvents } from '../../../src/features/gl-accounts/posting/events.ts'
import { batchEvents } from '../../../src/features/update-general-ledger/events.ts'
import { paths } from '../../../src/http/paths.ts'
import { settingsConsistency } from '../../../src/settings/consistency.ts'
import { sections } from '../../../src/settings-sections.ts'
import { test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'

const actor = { id: null, name: 'Bo', address: '10.0.0.9' }
const append = (town: Town, ...entries: Parameters<typeof appendEvent>[3][]) =>
  transaction(town.db, async (trx) => {
    for (const entry of entries) await appendEvent(town.deps, trx, actor, entry)
  })

/** As a record of this kind was before there were ids. */
const old = (kind: string, subject: string) => event(kind, kind, named, '')(subject)

const whatOf = (page: Page) =>
  [...page.document.querySelectorAll('tbody td:last-child')].map((cell) => cell.textContent)

test('all about a batch is asked for by its number, also from before ids', async ({ town, ada }) => {
  await append(
    town,
    old('batch.downloaded', 'batch 12'),
    old('service.added', 'batch 12'),
    batchEvents.downloaded(121, { file: 'c.csv' }),
    batchEvents.confirmed(12, { reference: 'GL-7' }),
  )
  const page = await ada.get(`${paths.history}?subject=batch:12`)
  expect(whatOf(page)).toEqual([
    'Confirmed batch 12 as posted (Reference: GL-7).',
    'Downloaded the file of batch 12.',
  ])
  expect(page.valueOf('About')).toBe('Batch 12')
  const all = await ada.get(`${paths.history}?${page.filledIn(page.form('Show'), { About: 'Everything' })}`)
  expect(whatOf(all)).toContain('Downloaded the file of batch 121 (File: c.csv).')
  expect((await ada.get(page.link('Download as CSV'))).response.body.trim().split('\n')).toHaveLength(3)
  expect(whatOf(await ada.get(`${paths.history}?kind=history.exported`))[0]).toBe(
    'Downloaded History (About: Batch 12).',
  )
})

test('a service is found by its id alone: another may have had its code', async ({ town, ada }) => {
  const change = { name: { from: 'Water', to: 'Drinking water' } }
  await append(
    town,
    serviceEvents.saved({ id: 3, code: 'W' }, change),
    serviceEvents.saved({ id: 4, code: 'W' }, change),
  )
  const page = await ada.get(`${paths.history}?subject=service:3`)
  expect(whatOf(page)).toEqual(['Saved the service W (Name from Water to Drinking water).'])
  expect(page.valueOf('About')).toBe('Service W')
})

test('the page of a user leads to all about them, for who may see history', async ({ town, ada }) => {
  await town.signIn('editor', 'Bea')
  const list = await ada.get(paths.users)
  const page = await ada.get(list.link('Bea'))
  const history = await ada.get(page.link('History of this user'))
  expect(history.valueOf('About')).toBe('User Bea')
  expect(whatOf(history)).toEqual(['Signed in.'])
})

test.for(['batch:', 'ghost:1', 'batch:12:3', 'user:x', ':1'])(
  '%s finds nothing and breaks nothing',
  async (asked, { ada }) => {
    expect([200, 422]).toContain((await ada.get(`${paths.history}?subject=${asked}`)).status)
  },
)

test('the id is covered by the hash', async ({ town }) => {
  await append(town, batchEvents.downloaded(7, { file: 'a.csv' }))
  const key = await findChainKey(town.db, town.deps.keys)
  const { finding } = await verifyHistory(town.db, key as never, await settingsConsistency(town.db, sections))
  expect(finding).toBeUndefined()
  const row = await town.db('history').orderBy('id', 'desc').first()
  expect([row?.subject_type, row?.subject_id]).toEqual(['batch', '7'])
})

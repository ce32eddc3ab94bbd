import { parse } from 'csv-parse/sync'
import { expect } from 'vitest'
import { appendEvent } from '../../../src/audit/append.ts'
import { event, named } from '../../../src/audit/event.ts'
import { transaction } from '../../../src/db/transaction.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

let ed: Visitor
let vic: Visitor

test.beforeEach(async ({ town, ada: _ }) => {
  ed = await town.signIn('editor', 'Ed')
  vic = await town.signIn('viewer', 'Vic')
})

const rowsOf = (page: Page) =>
  [...page.document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
  )
const whatOf = (page: Page) => rowsOf(page).map(([, , what]) => what)

function note(
  town: Town,
  kind: string,
  subject: string,
  changes: { field: string; from?: string; to: string }[] = [],
) {
  const actor = { id: null, name: '=cmd|x', address: '10.0.0.9' }
  return transaction(town.db, (trx) =>
    appendEvent(town.deps, trx, actor, event(kind, kind, named, '')(subject, {}, changes)),
  )
}

async function saveGeneralLedger(ada: Visitor, values: Record<string, string | boolean>, as = ada) {
  const saved = await as.submit(await as.get(paths.generalLedger), values)
  expect(saved.said).toContain('aved')
}

test('a save reads as a sentence with the labels of the tab, who and from where', async ({ ada }) => {
  await saveGeneralLedger(ada, { Interface: 'Caselle 4.x', 'Update Method': 'Cash', 'Update Payments': true })
  const page = await ada.get(paths.history)
  expect(page.title).toBe('History - Connect Utility Management')
  expect(rowsOf(page)[0]).toEqual([
    'Nov 23, 2026, 9:00 AM',
    'Ada 127.0.0.1',
    'Saved General Ledger: Interface from None to Caselle 4.x; Update Method from Accrual to Cash; Update Payments from Cleared to Selected.',
  ])
})

test('a kind that nobody wrote a sentence for still reads well', async ({ town, ada }) => {
  await note(town, 'import.cancelled', 'may.csv', [{ field: 'rowsRead', to: '12' }])
  await note(town, 'meter-reading.sent', '')
  await note(town, 'meter-reading.read-again', 'meter reading 7')
  await note(town, 'batch.undone', 'batch 12', [{ field: 'reversedBy', to: 'batch 13' }])
  const page = await ada.get(paths.history)
  expect(whatOf(page).slice(0, 4)).toEqual([
    'Undid batch 12 (Reversed by: batch 13).',
    'Meter reading 7: read again.',
    'Meter reading: sent.',
    'Import may.csv: cancelled (Rows read: 12).',
  ])
  expect((page.field('Kind').textContent ?? '').replace(/\s+/g, ' ')).toContain('Import: cancelled')
})

test('person, subject, kind and days narrow it, alone and together', async ({ ada }) => {
  await saveGeneralLedger(ada, { Interface: 'Caselle 4.x', 'Update Method': 'Cash' })
  await saveGeneralLedger(ada, { 'Update Method': 'Accrual' }, ed)
  const page = await ada.get(paths.history)
  const form = page.form('Show')
  const show = (values: Record<string, string>) =>
    ada.get(`${form.getAttribute('action')}?${page.filledIn(form, values)}`)
  expect(new Set(rowsOf(await show({ Person: 'Ed' })).map(([, who]) => who))).toEqual(
    new Set(['Ed 127.0.0.1']),
  )
  expect(whatOf(await show({ About: 'General Ledger' }))).toHaveLength(2)
  expect(whatOf(await show({ Kind: 'Signed in' }))).toHaveLength(3)
  expect(whatOf(await show({ Person: 'Ed', About: 'General Ledger', Kind: 'Interface saved' }))).toEqual([
    'Saved General Ledger: Update Method from Cash to Accrual.',
  ])
  expect(whatOf(await show({ Person: 'Not signed in', Kind: 'Signed in' }))).toEqual([])
  // Nov 23 in Denver lasts until 07:00 UTC of the next day.
  expect(whatOf(await show({ Person: 'Ed', From: '2026-11-23', To: '2026-11-23' }))).toHaveLength(2)
  expect(whatOf(await show({ From: '2026-11-24' }))).toEqual([])
  expect(whatOf(await show({ To: '2026-11-22' }))).toEqual([])
})

test('the day ends when it ends at the organization, not in London', async ({ town, ada }) => {
  const noon = town.clock.now
  town.clock.now = new Date('2026-12-01T06:59:59.999Z')
  await note(town, 'test.late', '')
  town.clock.now = new Date('2026-12-01T07:00:00.000Z')
  await note(town, 'test.early', '')
  town.clock.now = noon
  expect(whatOf(await ada.get(`${paths.history}?from=2026-11-30&to=2026-11-30`))).toEqual(['Test: late.'])
  expect(whatOf(await ada.get(`${paths.history}?from=2026-12-01`))).toEqual(['Test: early.'])
})

test('who asked for something is led to the answer, who opens the page is not', async ({ ada }) => {
  const isLed = (page: Page) => page.find('caption').hasAttribute('autofocus')
  expect(isLed(await ada.get(paths.history))).toBe(false)
  expect(isLed(await ada.get(`${paths.history}?person=&kind=session.started`))).toBe(true)
})

test('a day that is none gets a message at its field, and what was asked for stays', async ({ ada }) => {
  const page = await ada.get(`${paths.history}?kind=session.started&from=2026-02-30&to=yesterday`)
  expect(page.status).toBe(422)
  expect(page.title).toMatch(/^Error: /)
  expect(page.problemAt('From')).toContain('From is not a date')
  expect(page.problemAt('To')).toContain('To is not a date')
  expect(page.valueOf('Kind')).toBe('Signed in')
  const turned = await ada.get(`${paths.history}?from=2026-11-24&to=2026-11-23`)
  expect(turned.problemAt('To')).toContain('To is before From')
})

test('an address made by hand is answered with words', async ({ ada }) => {
  for (const query of [
    'person=zzz',
    'kind=%00',
    'person=1&person=2',
    'subject[]=x',
    `from=${'9'.repeat(500)}`,
  ]) {
    const { status } = await ada.get(`${paths.history}?${query}`)
    expect([200, 422], query).toContain(status)
  }
  for (const path of [
    '?after=zzz',
    '?after=999999',
    '?after=',
    '/0',
    '/zzz',
    '/1e9',
    '/99999999999999999999',
  ]) {
    expect((await ada.get(`${paths.history}${path}`)).status, path).toBe(404)
  }
})

test('older records are a link away, and none is shown twice or left out', async ({ town, ada }) => {
  for (let n = 1; n <= 120; n++) await note(town, 'page.turned', String(n))
  const seen: (string | undefined)[] = []
  let page = await ada.get(`${paths.history}?kind=page.turned`)
  for (;;) {
    seen.push(...whatOf(page))
    if (!page.words.includes('Next page')) break
    page = await ada.get(page.link('Next page'))
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => `Page ${120 - n}: turned.`))
  expect(page.link('First page')).toBe(`${paths.history}?kind=page.turned`)
})

test('the CSV holds what is asked for, reads back whole, and no cell is a formula', async ({ town, ada }) => {
  await note(town, 'user.added', '=HYPERLINK("http://x","y")', [{ field: 'role', to: 'viewer' }])
  await note(town, 'odd.thing', '+1, "two"\nthree', [{ field: 'note', from: '@a', to: '-b' }])
  const page = await ada.get(paths.history)
  const { response } = await ada.get(page.link('Download as CSV'))
  expect(page.find('a[href$=".csv"]').getAttribute('hx-boost')).toBe('false')
  expect(response.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(response.headers['content-disposition']).toBe('attachment; filename="history-2026-11-23.csv"')
  expect(response.body.startsWith('\uFEFFRecord,When (America/Denver),')).toBe(true)
  const lines: Record<string, string>[] = parse(response.body, { bom: true, columns: true })
  expect(lines).toHaveLength(Number((await town.db('history').max('id as id').first())?.id))
  for (const line of lines) for (const cell of Object.values(line)) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
  const odd = lines.find(({ Kind }) => Kind === 'Odd: thing')
  expect(odd?.About).toBe(`'+1, "two"\nthree`)
  expect(odd?.Who).toBe(`'=cmd|x`)
  expect(odd?.['When (America/Denver)']).toBe('2026-11-23 09:00:00')
  expect(lines.filter(({ What }) => What === 'Downloaded History.')).toHaveLength(1)
})

test('the CSV follows the filter and says in history what was taken', async ({ town, ada }) => {
  await note(town, 'page.turned', '1')
  const { response } = await ed.get(`${paths.historyCsv}?kind=page.turned`)
  expect(parse(response.body, { bom: true, columns: true })).toHaveLength(1)
  const page = await ada.get(`${paths.history}?kind=history.exported`)
  expect(rowsOf(page)[0]?.slice(1)).toEqual(['Ed 127.0.0.1', 'Downloaded History (Kind: Page: turned).'])
})

test('a viewer is refused, which is logged each time, recorded once a minute', async ({ town, ada }) => {
  const before = town.log.length
  for (let n = 0; n < 3; n++) expect((await vic.get(paths.history)).status).toBe(403)
  expect((await vic.get(`${paths.history}/1`)).status).toBe(403)
  expect((await vic.get(`${paths.history}/2`)).status).toBe(403)
  const refused = town.log.slice(before).filter((line) => line.includes('"refused"'))
  expect(refused).toHaveLength(5)
  expect(JSON.parse(refused[0] ?? '')).toMatchObject({
    level: 40,
    path: '/history',
    reason: 'You may not do this',
    address: '127.0.0.1',
  })
  const recordedOnes = async () =>
    rowsOf(await ada.get(`${paths.history}?kind=access.refused`)).map(([, who, what]) => `${who}: ${what}`)
  expect(await recordedOnes()).toEqual([
    'Vic 127.0.0.1: Tried to open /history/:id, which their role does not allow.',
    'Vic 127.0.0.1: Tried to open /history, which their role does not allow.',
  ])
  town.clock.forward(2)
  await vic.get(paths.history)
  expect(await recordedOnes()).toHaveLength(3)
  expect((await vic.get(paths.generalLedger)).words).not.toContain('History')
})

test('a request from another site and a missing token leave a warning in the log', async ({ town, ada }) => {
  const before = town.log.length
  const page = await ada.get(paths.generalLedger)
  const fields = page.filledIn(page.form(), {})
  await ada.post(paths.generalLedger, fields, { headers: { 'sec-fetch-site': 'cross-site' } })
  fields.set('_csrf', 'stale')
  await ada.post(paths.generalLedger, fields)
  await ada.post(paths.signOut, '')
  const reasons = town.log
    .slice(before)
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === 40)
    .map(({ reason }) => reason)
  expect(reasons).toEqual([
    'This request came from another site',
    'stale token',
    'This page was open too long, or its cookie was lost',
  ])
})

test('signed out, one signs in first', async ({ town }) => {
  const page = await town.visitor().get(`${paths.history}?kind=batch.run`)
  expect(page.heading).toBe('Sign in')
})

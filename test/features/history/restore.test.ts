import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { open } from '../../../src/lib/secret-box.ts'
import { sealedValues } from '../../../src/secrets/secrets-store.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

let ed: Visitor

test.beforeEach(async ({ town }) => {
  ed = await town.signIn('editor', 'Ed')
})

async function newest(town: Town) {
  return Number((await town.db('history').max('id as id').first())?.id)
}

/** Saves a tab and returns the number of its record. */
async function save(town: Town, ada: Visitor, path: string, values: Record<string, string | boolean>) {
  const page = await ada.submit(await ada.get(path), values)
  expect(page.said).toContain('aved')
  return newest(town)
}

const recordPath = (id: number) => `${paths.history}/${id}`

/** Saves two states, puts the first back and returns the number of that record. */
async function putBack(town: Town, ada: Visitor) {
  const first = await save(town, ada, paths.generalLedger, { Interface: 'Caselle 4.x' })
  await save(town, ada, paths.generalLedger, { Interface: 'Other' })
  await ada.submit(await ada.get(recordPath(first)), {}, { button: 'Put back' })
  return newest(town)
}

async function storedPassword(town: Town, row: string) {
  const value = (await sealedValues(town.db)).find(({ binding }) => binding.row === row)
  return value && open(town.deps.keys, value.binding, value.sealed).reveal()
}

test('an earlier state is shown field by field, and put back as a new change', async ({ town, ada }) => {
  const first = await save(town, ada, paths.generalLedger, {
    Interface: 'Caselle 4.x',
    'Update Method': 'Cash',
  })
  await save(town, ada, paths.generalLedger, { 'Update Payments': true })
  await save(town, ada, paths.generalLedger, { Interface: 'Other', 'Update Method': 'Accrual' })

  const page = await ed.get(recordPath(first))
  expect(page.heading).toBe(`Record ${first}`)
  const rows = [...page.document.querySelectorAll('form tbody tr')].map((row) =>
    (row.textContent ?? '').replace(/\s+/g, ' ').trim(),
  )
  expect(rows).toEqual([
    'InterfaceOtherCaselle 4.x',
    'Update MethodAccrualCash',
    'Update PaymentsSelectedCleared',
  ])

  const done = await ed.submit(page, {}, { button: 'Put back' })
  expect(done.said).toBe('Put back. The General Ledger interface to Utility Management is set up and saved.')
  expect([done.valueOf('Interface'), done.valueOf('Update Method'), done.valueOf('Update Payments')]).toEqual(
    ['Caselle 4.x', 'Cash', false],
  )
  const told = await ada.get(recordPath(await newest(town)))
  expect(told.words).toContain(
    `Put General Ledger back to how it was after record ${first}: Interface from Other to Caselle 4.x; Update Method from Accrual to Cash; Update Payments from Selected to Cleared.`,
  )
  expect(told.words).toContain('General Ledger is like that now')
  const before = await ada.get(told.link('put it back to how it was before'))
  expect(before.words, 'the newest change is taken back by the save before it').toContain('Put back to')
  expect(before.button('Put back')).toBeTruthy()
  expect((await ada.get(paths.generalLedger)).link('What changed')).toBe(
    `${paths.history}?subject=general-ledger`,
  )
})

test('a state from before a put back, and the put back, can be put back too', async ({ town, ada }) => {
  const back = await putBack(town, ada)
  const page = await ada.get(recordPath(back - 1))
  await ada.submit(page, {}, { button: 'Put back' })
  expect((await ada.get(paths.generalLedger)).valueOf('Interface')).toBe('Other')
  await ada.submit(await ada.get(recordPath(back)), {}, { button: 'Put back' })
  expect((await ada.get(paths.generalLedger)).valueOf('Interface')).toBe('Caselle 4.x')
})

test('what somebody saved between looking and pressing is not overwritten unseen', async ({ town, ada }) => {
  const back = await putBack(town, ada)
  const earlier = await ed.get(recordPath(back - 1))
  await save(town, ada, paths.generalLedger, { 'Update Payments': true, 'Update Method': 'Accrual' })
  const refused = await ed.submit(earlier, {}, { button: 'Put back' })
  expect(refused.status).toBe(409)
  expect(refused.title).toMatch(/^Error: /)
  expect(refused.errors[0]).toContain('nothing was put back')
  const done = await ed.submit(refused, {}, { button: 'Put back' })
  expect(done.said).toContain('Put back.')
  // A second press of the same button is the same put back.
  const records = await newest(town)
  expect((await ed.submit(refused, {}, { button: 'Put back' })).status).toBe(200)
  expect(await newest(town)).toBe(records)
})

test('a vendor is put back at once while its password belongs to that state', async ({ town, ada }) => {
  const on = await save(town, ada, `${paths.interfaces}/bill-provider`, {
    Interface: 'Invoice Cloud',
    'User Name': 'town',
    Password: 'a vendor password',
  })
  const off = await save(town, ada, `${paths.interfaces}/bill-provider`, { Interface: 'None' })
  const page = await ada.get(recordPath(on))
  expect(page.words).toContain('History holds no passwords, so the stored one stays as it is')
  expect((await ada.submit(page, {}, { button: 'Put back' })).said).toContain('Put back.')
  expect(await storedPassword(town, 'bill_provider')).toBe('a vendor password')
  await ada.submit(await ada.get(recordPath(off)), {}, { button: 'Put back' })
  expect((await ada.get(`${paths.interfaces}/bill-provider`)).valueOf('Interface')).toBe('None')
})

test('a state whose password is not stored fills in the tab and asks for it', async ({ town, ada }) => {
  const on = await save(town, ada, `${paths.interfaces}/bill-provider`, {
    Interface: 'Invoice Cloud',
    'User Name': 'town',
    Password: 'a vendor password',
  })
  await save(town, ada, `${paths.interfaces}/bill-provider`, {
    Interface: 'Xpress Bill Pay',
    'User Name': 'other',
    Password: 'another vendor password',
  })
  const records = await newest(town)
  const tab = await ada.submit(await ada.get(recordPath(on)), {}, { button: 'Put back' })
  expect(tab.heading).toBe('Bill Provider')
  expect(tab.said).toContain('The earlier settings are filled in but not put back yet')
  expect([tab.valueOf('Interface'), tab.valueOf('User Name')]).toEqual(['Invoice Cloud', 'town'])
  expect(await newest(town)).toBe(records)
  const saved = await ada.submit(tab, { Password: 'typed again' })
  expect(saved.said).toContain('set up and saved')
  expect(await storedPassword(town, 'bill_provider')).toBe('typed again')
})

test('only a save of an interface can be put back, by those who may change it', async ({ town, ada }) => {
  const signIn = await ada.get(recordPath(1))
  expect(signIn.words).not.toContain('Put back')
  const token = new URLSearchParams({ _csrf: signIn.find('[name=_csrf]').getAttribute('value') ?? '' })
  expect((await ada.post(`${recordPath(1)}/put-back`, token)).status).toBe(404)
  const vic = await town.signIn('viewer', 'Vic')
  const theirs = (await vic.get(paths.generalLedger)).find('[name=_csrf]').getAttribute('value') ?? ''
  const put = await putBack(town, ada)
  const refused = await vic.post(`${recordPath(put)}/put-back`, new URLSearchParams({ _csrf: theirs }))
  expect(refused.status).toBe(403)
  // A reload after a refusal asks for the same address, which then leads back to the record.
  expect((await ada.get(`${recordPath(put)}/put-back`)).heading).toBe(`Record ${put}`)
})

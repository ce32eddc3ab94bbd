import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { startTown, type Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

let town: Town
let ada: Visitor

beforeAll(async () => {
  town = await startTown()
  ada = await town.signIn('administrator', 'Ada')
})
afterAll(() => town.close())

test('a first look shows the interface off', async () => {
  const page = await ada.get(paths.generalLedger)
  expect(page.status).toBe(200)
  expect(page.heading).toBe('General Ledger')
  expect(page.valueOf('Interface')).toBe('None')
  expect(page.link('General Ledger Off')).toBe(paths.generalLedger)
})

test('saving sets the interface up and says so', async () => {
  const page = await ada.get(paths.generalLedger)
  const saved = await ada.submit(page, {
    Interface: 'Caselle 4.x',
    'Update Method': 'Cash',
    'Update Payments': true,
  })
  expect(saved.said).toBe('The General Ledger interface to Utility Management is set up and saved.')
  expect(saved.valueOf('Interface')).toBe('Caselle 4.x')
  expect(saved.valueOf('Update Method')).toBe('Cash')
  expect(saved.valueOf('Update Payments')).toBe(true)
  expect(saved.words).toContain('On since Nov 23, 2026')
})

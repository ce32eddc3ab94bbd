import { expect } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { saveGeneralLedger } from '../../src/features/interfaces/general-ledger/save.ts'
import { paths } from '../../src/http/paths.ts'
import { readSettings, settingsReader } from '../../src/settings/snapshot.ts'
import { test } from '../support/fixtures.ts'

/** After a save the product goes on with what it wrote, without reading it again: that has to be what is stored. */

const saves: [string, string, Record<string, string | boolean>][] = [
  ['General', paths.general, { 'Organization Name': 'Town of Weir', 'Fiscal Year Begins': 'July' }],
  ['General Ledger', paths.generalLedger, { Interface: 'Caselle 4.x', 'Update Payments': true }],
  ['General Ledger, off', paths.generalLedger, { Interface: 'None', 'Update Method': 'Cash' }],
  ['Bill Provider', paths.billProvider, { Interface: 'Invoice Cloud', 'User Name': 'a', Password: 'b' }],
  ['Bill Provider, off', paths.billProvider, { Interface: 'None' }],
  ['Prepaid Metering', paths.prepaidMetering, { 'User Name': 'town' }],
  ['Masks', paths.accountMasks, { 'Balance sheet': 'FFF-AAAA' }],
  ['Posting Accounts', paths.postingAccounts, { 'Cash Clearing': '001-1010' }],
]

test.for(saves)(
  'what is shown after a save of %s is what is stored',
  async ([_form, path, values], { town, ada }) => {
    const page = await ada.get(path)
    const before = await readSettings(town.db)
    town.clock.forward(1)
    await ada.submit(page, values, { panel: true })
    const stored = await readSettings(town.db)
    expect(await settingsReader(town.db).afterSave()).toEqual(stored)
    expect(stored).not.toEqual(before)
  },
)

test('the same save, first made by another process, shows what that one stored', async ({ town }) => {
  const { generalLedger } = await settingsReader(town.db).afterSave()
  const method = generalLedger.updateMethod === 'cash' ? 'accrual' : 'cash'
  const value = { interface: 'other', updateMethod: method, updatePayments: false } as const
  const actor = { id: null, name: 'Bob', address: '' }
  const other = connect(town.deps.config)
  const saveWith = (db: Db) =>
    saveGeneralLedger(
      { ...town.deps, db },
      { ...value, version: generalLedger.version },
      generalLedger,
      actor,
    )
  expect(await saveWith(other)).toBe('saved')
  await other.destroy()
  expect(await saveWith(town.db)).toBe('saved')
  const stands = await settingsReader(town.db).afterSave()
  expect(stands).toEqual(await readSettings(town.db))
  expect(stands.generalLedger.updateMethod).toBe(method)
})

test('a save that another process came before reads everything again', async ({ town, ada }) => {
  const page = await ada.get(paths.general)
  const other = connect(town.deps.config)
  const { generalLedger } = await readSettings(other)
  const value = { interface: 'other', updateMethod: 'cash', updatePayments: true } as const
  const actor = { id: null, name: 'Bob', address: '' }
  const deps = { ...town.deps, db: other }
  await saveGeneralLedger(deps, { ...value, version: generalLedger.version }, generalLedger, actor)
  await other.destroy()
  await ada.submit(page, { 'Organization Name': 'Town of Mill' }, { panel: true })
  const stands = await settingsReader(town.db).afterSave()
  expect(stands).toEqual(await readSettings(town.db))
  expect(stands.generalLedger.interface).toBe('other')
})

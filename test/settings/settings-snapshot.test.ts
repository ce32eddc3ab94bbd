import { expect } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { generalLedger as section } from '../../src/features/interfaces/general-ledger/settings.ts'
import { paths } from '../../src/http/paths.ts'
import { settingsReader } from '../../src/settings/snapshot.ts'
import { sections } from '../../src/settings-sections.ts'
import { saveSection } from '../../src/versioned-form/save-version.ts'
import { freshTest as test } from '../support/fixtures.ts'
import type { Town } from '../support/town.ts'

/** After a save the product goes on with what it wrote, without reading it again: that has to be what is stored. */
const saves: [string, string, Record<string, string | boolean>][] = [
  ['General', paths.general, { 'Organization Name': 'Town of Weir', 'Fiscal Year Begins': 'July' }],
  ['General Ledger', paths.generalLedger, { Interface: 'Caselle 4.x', 'Update Payments': true }],
  ['General Ledger, off', paths.generalLedger, { Interface: 'None', 'Update Method': 'Cash' }],
  [
    'Bill Provider',
    `${paths.interfaces}/bill-provider`,
    { Interface: 'Invoice Cloud', 'User Name': 'a', Password: 'b' },
  ],
  ['Prepaid Metering', `${paths.interfaces}/prepaid-metering`, { 'User Name': 'town' }],
  ['Formats', `${paths.chartFormats}/1`, { 'Segment 1 at most': '3' }],
  ['Posting Accounts', paths.postingAccounts, { 'Cash Clearing': '01-1010' }],
  [
    'Mapping of reconciliations',
    `${paths.prepaidReconciliations}/mapping`,
    { 'Deposits applied': 'Miscellaneous credits' },
  ],
]

test.for(saves)(
  'what is shown after a save of %s is what is stored',
  async ([_form, path, values], { town, ada }) => {
    const page = await ada.get(path)
    const before = await town.deps.settings.now()
    town.clock.forward(1)
    await ada.submit(page, values, { panel: true })
    const stored = await town.deps.settings.now()
    expect(await town.deps.settings.afterSave()).toEqual(stored)
    expect(stored).not.toEqual(before)
  },
)

const actor = { id: null, name: 'Bob', address: '' }
const value = { interface: 'other', updateMethod: 'cash', updatePayments: true } as const

/** As another process does it, which has its own connection and knows of nothing here. */
async function saveElsewhere(town: Town, version: number) {
  const db = connect(town.deps.config)
  const deps = { ...town.deps, db, settings: settingsReader(db, sections) }
  const { generalLedger } = await deps.settings.now()
  const outcome = await saveSection(deps, section, { ...value, version }, generalLedger, { actor })
  await db.destroy()
  return outcome
}

test('the same save, first made by another process, shows what that one stored', async ({ town }) => {
  const { generalLedger } = await town.deps.settings.at(0)
  const { version } = generalLedger
  expect(await saveElsewhere(town, version)).toBe('saved')
  expect(await saveSection(town.deps, section, { ...value, version }, generalLedger, { actor })).toBe('saved')
  const after = await town.deps.settings.afterSave()
  expect(after).toEqual(await town.deps.settings.now())
  expect(after.generalLedger).toMatchObject(value)
})

test('a save that another process came before reads everything again', async ({ town, ada }) => {
  const { generalLedger } = await town.deps.settings.now()
  const back = { ...value, updatePayments: false, version: generalLedger.version }
  await saveSection(town.deps, section, back, generalLedger, { actor })
  const page = await ada.get(paths.general)
  expect(await saveElsewhere(town, back.version + 1)).toBe('saved')
  await ada.submit(page, { 'Organization Name': 'Town of Mill' }, { panel: true })
  const after = await town.deps.settings.afterSave()
  expect(after).toEqual(await town.deps.settings.now())
  expect(after.generalLedger.updatePayments).toBe(true)
})

import { expect } from 'vitest'
import { transactionsPurpose } from '../../../src/features/transactions/import/purpose.ts'
import { paths } from '../../../src/http/paths.ts'
import type { Profile } from '../../../src/import-profiles/profile.ts'
import {
  findProfile,
  findProfileVersion,
  type StoredProfile,
} from '../../../src/import-profiles/profiles-store.ts'
import { askedForEachFile } from '../../../src/import-profiles/purpose.ts'
import { addProfile, saveProfile } from '../../../src/import-profiles/save.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import { emptyProfile } from '../../support/read-by-profile.ts'
import type { Town } from '../../support/town.ts'

const register: Profile = {
  ...emptyProfile,
  columns: [
    { heading: 'Day', role: '', of: '' },
    { heading: 'Type', role: 'kind', of: '' },
    { heading: 'WATER', role: 'amount-of-service', of: 'W1' },
  ],
  fixed: { date: '2026-10-31', source: 'Old program' },
  words: { kind: { pmt: 'payment', budget: 'passed-over' } },
  signs: { payment: 'effect' },
  passedOver: ['Page *'],
}

async function keep({ deps }: Town, name: string, profile = register) {
  const actor = { id: 1, name: 'Ada', address: '127.0.0.1' }
  return { actor, kept: await addProfile(deps, transactionsPurpose, { name, profile }, actor) }
}

test('a profile is listed, told in words, renamed and removed, each act in the history', async ({
  town,
  ada,
}) => {
  expect((await ada.get(paths.importProfiles)).words).toContain('There are none yet.')
  const { kept, actor } = await keep(town, 'Old program')
  expect(kept).toEqual({ id: 1, version: 1 })
  // The same press twice keeps it once; the same name for another is refused at the field, in capitals or not.
  expect((await keep(town, 'Old program')).kept).toEqual({ id: 1, version: 1 })
  expect((await keep(town, 'OLD PROGRAM')).kept).toEqual([
    { field: 'name', message: expect.stringContaining('There is a profile named OLD PROGRAM already') },
  ])
  const list = await ada.get(paths.importProfiles)
  expect(tableOf(list, 'Profiles')).toEqual([
    ['Old program', 'Utility transactions', '1', expect.stringMatching(/2026.* by Ada$/), 'Not yet'],
  ])
  const page = await ada.get(list.link('Old program'))
  for (const words of [
    '“Day”: not read',
    '“WATER”: Amount of service W1',
    'Date: asked for with each file',
    'Kind “pmt”: Payment',
    'Kind “budget”: skipped',
    'Payment: what it does to what the customer owes',
    '“Page *”',
  ])
    expect(page.words).toContain(words)

  const current = (await findProfile(town.deps.db, 1)) as StoredProfile
  expect(askedForEachFile(transactionsPurpose, current.profile)).toEqual(['date'])
  const changed: Profile = {
    ...current.profile,
    columns: current.profile.columns.with(0, { heading: 'Day', role: 'date', of: '' }),
    words: { kind: { pmt: 'payment', adj: 'billing-adjustment' } },
    fixed: { source: 'Old program' },
  }
  const next = { version: 1, name: 'Old program', profile: changed }
  expect(await saveProfile(town.deps, transactionsPurpose, current, next, actor)).toBe('saved')
  const saved = (await findProfile(town.deps.db, 1)) as StoredProfile
  expect(await saveProfile(town.deps, transactionsPurpose, saved, next, actor)).toBe('saved')
  expect(await saveProfile(town.deps, transactionsPurpose, saved, { ...next, version: 2 }, actor)).toBe(
    'unchanged',
  )
  expect((await findProfileVersion(town.deps.db, 1, 1))?.profile).toEqual(current.profile)
  expect(saved).toMatchObject({ version: 2, profile: changed })

  const old = await ada.get(`${paths.importProfiles}/1?version=1`)
  expect(old.words).toContain('version 1, an older one')
  const stale = await ada.submit(page, { Name: 'Older' })
  expect([stale.status, stale.words]).toEqual([
    409,
    expect.stringContaining('Ada saved this while you were working on it'),
  ])
  const fresh = await ada.get(`${paths.importProfiles}/1`)
  expect((await ada.submit(fresh, { Name: '' })).problemAt('Name')).toContain('Type a name for this profile')
  await keep(town, 'Another', changed)
  const taken = await ada.submit(fresh, { Name: 'another' })
  expect([taken.status, taken.problemAt('Name')]).toEqual([
    422,
    expect.stringContaining('Give this one another name'),
  ])
  const renamed = await ada.submit(fresh, { Name: 'Billing 4' })
  expect(renamed.said).toBe('The profile is called Billing 4 now.')
  expect(tableOf(renamed, 'Versions').map(([version]) => version)).toEqual([
    'Version 3',
    'Version 2',
    'Version 1',
  ])

  const tooLate = await ada.submit(fresh, {}, { button: 'Remove this profile' })
  expect([tooLate.status, tooLate.words]).toEqual([409, expect.stringContaining('it was not removed')])
  const removed = await ada.submit(renamed, {}, { button: 'Remove this profile' })
  expect(removed.said).toBe('The profile is removed. What it read stays as it is.')
  expect(tableOf(removed, 'Profiles').map(([name]) => name)).toEqual(['Another'])
  const gone = await ada.get(`${paths.importProfiles}/1`)
  expect(gone.words).toContain('and no longer offered')
  expect((await ada.submit(renamed, { Name: 'Back' })).heading).toBe('This profile was removed')
  // Its name is free again.
  expect((await keep(town, 'Billing 4', changed)).kept).toMatchObject({ version: 1 })

  const told = (await ada.get(gone.link('History of this profile'))).words
  for (const words of [
    'Added the import profile Old program (For: Utility transactions;',
    'Columns from “Day”: not read to “Day”: Date',
    'Words from Kind “budget”: skipped to Kind “adj”: Billing adjustment',
    'In every row Date: asked for with each file removed',
    'Name from Old program to Billing 4',
    'Removed the import profile Billing 4 (Version: 3)',
  ])
    expect(told).toContain(words)
})

test('a name that two people give at the same moment is kept for one and refused at the field for the other', async ({
  town,
  ada,
}) => {
  const other = { ...register, passedOver: [] }
  const both = await Promise.all([keep(town, 'ÉLAN'), keep(town, 'élan', other)])
  const kept = both.flatMap(({ kept }) => (Array.isArray(kept) ? kept : []))
  expect(kept).toEqual([{ field: 'name', message: expect.stringContaining('Give this one another name.') }])
  await keep(town, 'Second')
  await keep(town, 'Third')
  const list = await ada.get(paths.importProfiles)
  const pages = ['Second', 'Third'].map((name) => ada.get(list.link(name)))
  const renamed = await Promise.all(
    (await Promise.all(pages)).map((page, at) =>
      ada.submit(page, { Name: ['One name', 'ONE NAME'][at] ?? '' }),
    ),
  )
  expect(renamed.map(({ status }) => status).toSorted()).toEqual([200, 422])
  const refused = renamed.find(({ status }) => status === 422)
  expect(refused?.problemAt('Name')).toContain('Give this one another name')
})

test('who may only see transactions sees profiles and changes none', async ({ town, ada }) => {
  await keep(town, 'Old program')
  const vera = await town.signIn('viewer', 'Vera')
  const page = await vera.get((await vera.get(paths.importProfiles)).link('Old program'))
  expect(page.words).not.toContain('Remove this profile')
  const form = await ada.get(`${paths.importProfiles}/1`)
  expect(
    (await vera.post(`${paths.importProfiles}/1`, form.filledIn(form.form(), { Name: 'X' }))).status,
  ).toBe(403)
  expect((await vera.get(`${paths.importProfiles}/99`)).status).toBe(404)
})

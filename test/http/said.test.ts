import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { rolesInWords } from '../../src/lib/permissions.ts'
import { test } from '../support/fixtures.ts'
import { userPage } from '../support/people.ts'
import type { Visitor } from '../support/visitor.ts'

test.beforeAll(async ({ town }) => {
  await town.addUser('Bo', 'viewer')
})

const toneOf = (page: Awaited<ReturnType<Visitor['get']>>) => [page.find('.message').className, page.said]

test('what was done is good news, what was not is said without colour', async ({ ada }) => {
  const saved = await ada.submit(await ada.get(paths.general), { 'Organization Name': 'Ourtown' })
  expect(toneOf(saved)).toEqual(['message', 'The organization is saved.'])
  const unchanged = 'Nothing was changed, so nothing was saved.'
  for (const panel of [false, true]) {
    expect(toneOf(await ada.submit(saved, {}, { panel }))).toEqual(['message note', unchanged])
    expect(toneOf(await ada.submit(await userPage(ada, 'Bo'), {}, { panel }))).toEqual([
      'message note',
      unchanged,
    ])
  }
})

test('that a session has ended is bad news, and what comes back is none yet', async ({ town, ada }) => {
  const form = await ada.get(paths.general)
  const sent = form.filledIn(form.form(), { 'Organization Name': 'Newtown' })
  const stranger = town.visitor()
  const ended = await stranger.post(paths.general, sent)
  expect(toneOf(ended)).toEqual(['message warning', expect.stringContaining('nothing was saved')])
  const back = await stranger.submit(
    ended,
    { Name: 'Ada', Password: 'the password of a test user' },
    { button: 'Sign in' },
  )
  expect(toneOf(back)).toEqual(['message note', expect.stringContaining('It is not saved yet')])
})

test('adding a user, and changing what one may do, says what each role may do', async ({ ada }) => {
  for (const page of [await ada.get(paths.addUser), await userPage(ada, 'Bo')]) {
    for (const { acts } of rolesInWords) for (const act of acts) expect(page.words).toContain(act)
  }
})

import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { takeTry } from '../../src/login-throttling/throttle-store.ts'
import { unlockUser } from '../../src/people/unlock.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { addressOf, trySignIn } from '../support/sign-in.ts'
import { password, type Town } from '../support/town.ts'

let ada: number
test.beforeEach(async ({ town }) => {
  ada = await town.addUser('Ada', 'editor')
})

let people = 0
const wrong = (town: Town) =>
  trySignIn(town, { name: 'Ada', submitted: 'not her password', address: addressOf(++people) })
const right = (town: Town) => trySignIn(town, { name: 'Ada', address: addressOf(++people) })
const statusOf = async (attempt: ReturnType<typeof right>) => (await attempt).answer.status
const triesOf = async (town: Town) =>
  town.db('users').where({ id: ada }).first('failed_tries', 'locked_until')

test('nine wrong tries do no harm, and signing in forgets them', async ({ town }) => {
  for (let n = 0; n < 9; n++) expect(await statusOf(wrong(town))).toBe(422)
  expect(await statusOf(right(town))).toBe(303)
  expect(await triesOf(town)).toEqual({ failed_tries: 0, locked_until: null })
  for (let n = 0; n < 9; n++) expect(await statusOf(wrong(town))).toBe(422)
  expect(await statusOf(right(town))).toBe(303)
})

test('ten wrong tries lock the account for 30 minutes, also against the right password', async ({ town }) => {
  for (let n = 0; n < 10; n++) await wrong(town)
  expect(await statusOf(right(town))).toBe(422)
  town.clock.forward(30 - 1 / 600)
  expect(await statusOf(right(town))).toBe(422)
  town.clock.forward(1 / 600)
  expect(await statusOf(right(town))).toBe(303)
})

test('tries while it is locked do not make the lock longer', async ({ town }) => {
  for (let n = 0; n < 10; n++) await wrong(town)
  town.clock.forward(29)
  expect(await statusOf(wrong(town))).toBe(422)
  town.clock.forward(1)
  expect(await statusOf(right(town))).toBe(303)
})

test('after a lock the tries are counted from the start', async ({ town }) => {
  for (let n = 0; n < 10; n++) await wrong(town)
  town.clock.forward(30)
  for (let n = 0; n < 9; n++) await wrong(town)
  expect(await statusOf(right(town))).toBe(303)
})

test('of fifty wrong tries at once ten are judged, and the account is locked', async ({ town }) => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => wrong(town)))
  expect(answers.map(({ answer }) => answer.status)).toEqual(Array(50).fill(422))
  expect(await triesOf(town)).toEqual({ failed_tries: 10, locked_until: '2026-11-23T16:30:00.000Z' })
  expect(await statusOf(right(town))).toBe(422)
  const refused = await town.db('history').where({ kind: 'session.refused' }).select('changes')
  expect(refused).toHaveLength(51)
  expect(refused.filter(({ changes }) => /locked/.test(changes))).toHaveLength(1)
})

test('of fifty that ask the database at the same moment, exactly ten get a try', async ({ town }) => {
  const takes = await Promise.all(
    Array.from({ length: 50 }, () => takeTry(town.db, { id: ada }, town.clock.now)),
  )
  expect(takes.filter((taken) => taken !== undefined).sort((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ])
})

test('an administrator can unlock, which history says; nothing to unlock is silent', async ({ town }) => {
  for (let n = 0; n < 10; n++) await wrong(town)
  const actor = { id: await town.addUser('Grace', 'administrator'), name: 'Grace', address: '10.9.9.9' }
  expect(await unlockUser(town.deps, ada, actor)).toBe(true)
  expect(await statusOf(right(town))).toBe(303)
  expect(await unlockUser(town.deps, ada, actor)).toBe(false)
  expect(await unlockUser(town.deps, 999, actor)).toBe(false)
  const records = await town.db('history').where({ kind: 'user.unlocked' }).select('user_name', 'subject')
  expect(records).toEqual([{ user_name: 'Grace', subject: 'Ada' }])
})

test('one account that is locked locks no other', async ({ town }) => {
  await town.addUser('Edsger', 'viewer')
  for (let n = 0; n < 10; n++) await wrong(town)
  const { answer } = await trySignIn(town, { name: 'Edsger', address: addressOf(++people) })
  expect(answer.status).toBe(303)
})

test('guessing the current password on the page that changes it counts too', async ({ town }) => {
  const grace = await town.signIn('editor', 'Grace')
  const page = await grace.get(paths.ownPassword)
  const next = 'nine purple wagons sing quietly'
  const change = (current: string) =>
    grace.submit(page, { 'Current password': current, 'New password': next, 'New password again': next })
  for (let n = 0; n < 10; n++) expect((await change('a guess of hers')).status).toBe(422)
  expect((await change(password)).status).toBe(422)
  expect((await trySignIn(town, { name: 'Grace', address: addressOf(++people) })).answer.status).toBe(422)
})

import { expect } from 'vitest'
import { deniedAccessRecorder } from '../../src/audit/denied-access.ts'
import { listUnread, removeUnread } from '../../src/features/gl-accounts/import/matching-store.ts'
import { insertImport as stageChart } from '../../src/features/gl-accounts/import/store.ts'
import { paths } from '../../src/http/paths.ts'
import { leftAlone } from '../../src/lib/left-alone.ts'
import { timeLeft } from '../../src/lib/time-left.ts'
import { unlockAddress } from '../../src/people/unlock.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { signInWith, userPage } from '../support/people.ts'
import { environmentOf } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { newFolder, removeFolder, startServer } from '../support/server.ts'
import { addressOf, trySignIn, turnOnTwoStep } from '../support/sign-in.ts'
import { password, type Town } from '../support/town.ts'

const right = new Date('2026-11-23T16:00:00.000Z')
const aYearAhead = new Date('2027-11-23T16:00:00.000Z')

/** What happens while the clock is a year ahead; afterwards it is right again. */
async function ahead<Result>(town: Town, act: () => Promise<Result>): Promise<Result> {
  town.clock.now = aYearAhead
  const result = await act()
  town.clock.now = right
  return result
}

let people = 0
const statusOf = async (town: Town, name: string, submitted = password, address = addressOf(++people)) =>
  (await trySignIn(town, { name, submitted, address })).answer.status

test('an address that failed a year ahead is answered once the clock is right', async ({ town }) => {
  await town.addUser('Ann', 'viewer')
  const failTwenty = async () => {
    for (let n = 0; n < 20; n++) await statusOf(town, `Nobody ${n}`, 'wrong', '192.0.2.1')
  }
  await ahead(town, async () => {
    await failTwenty()
    expect(await statusOf(town, 'Ann', password, '192.0.2.1')).toBe(429)
  })
  expect(await statusOf(town, 'Ann', password, '192.0.2.1')).toBe(303)
  await failTwenty()
  expect(await statusOf(town, 'Ann', password, '192.0.2.1')).toBe(429)

  // It is freed from a terminal, and history says so.
  const unlock = () => runHere('src/cli/user.ts', ['unlock-address', '192.0.2.1'], environmentOf(town))
  expect(await unlock()).toMatchObject({ code: 0, output: '192.0.2.1 is answered again at once.\n' })
  expect(await statusOf(town, 'Ann', password, '192.0.2.1')).toBe(303)
  const record = await town.db('history').where({ kind: 'address.unlocked' }).first()
  expect(record).toMatchObject({ subject: '192.0.2.1', address: 'terminal' })
  const actor = { id: null, name: 'Ann', address: 'terminal' }
  expect(await unlockAddress(town.deps, '192.0.2.1', actor)).toBe(false)
})

test('an account that was locked a year ahead is open, and the Users page says so', async ({ town }) => {
  const ada = await town.signIn('administrator', 'Ada')
  await town.addUser('Bo', 'viewer')
  await ahead(town, async () => {
    for (let n = 0; n < 10; n++) await statusOf(town, 'Bo', 'wrong')
    expect(await statusOf(town, 'Bo')).toBe(422)
  })
  expect((await userPage(ada, 'Bo')).words).not.toContain('Locked until')
  expect(await statusOf(town, 'Bo')).toBe(303)
})

test('a session begun or used a year ahead is over, and not listed', async ({ town }) => {
  const cy = await town.signIn('viewer', 'Cy')
  const late = await ahead(town, async () => {
    const visitor = town.visitor()
    await signInWith(visitor, 'Cy', password)
    return visitor
  })
  expect((await late.get(paths.home)).heading).toBe('Sign in')
  await signInWith(cy, 'Cy', password)
  expect((await cy.get(paths.myAccount)).document.querySelectorAll('table tbody tr')).toHaveLength(1)
  expect(await town.db('sessions').where('started_at', '>', '2027')).toEqual([])
  await town.db('sessions').update({ seen_at: aYearAhead.toISOString() })
  expect((await cy.get(paths.home)).heading).toBe('Sign in')
})

test('a one-time password made a year ahead is dead, and the Users page says why', async ({ town }) => {
  const ada = await town.signIn('administrator', 'Di')
  const oneTime = await ahead(town, async () => {
    await signInWith(ada, 'Di', password)
    const page = await ada.submit(await ada.get(paths.addUser), { Name: 'Ed' }, { button: 'Add' })
    return page.find('code').textContent ?? ''
  })
  expect(await statusOf(town, 'Ed', oneTime)).toBe(422)
  await signInWith(ada, 'Di', password)
  expect((await userPage(ada, 'Ed')).words).toContain('expired: it was made while the clock was wrong')
})

test('a sign-in code used a year ahead does not use up those of today', async ({ town }) => {
  const fay = await town.signIn('editor', 'Fay')
  const app = await turnOnTwoStep(town, fay)
  const enter = async () => {
    const asks = await signInWith(fay, 'Fay', password)
    return (await fay.submit(asks, { Code: app.codeNow() }, { button: 'Sign in' })).heading
  }
  await ahead(town, async () => expect(await enter()).not.toBe('Code'))
  expect(await enter()).not.toBe('Code')
  // And once used, it is used.
  expect(await enter()).toBe('Code')
})

test('a chart that nobody looks after is abandoned, whatever year it says that it is', async ({ town }) => {
  const at = aYearAhead.toISOString()
  const id = await town.addUser('Ida', 'viewer')
  const clock = { ms: 0 }
  const chart = await stageChart(town.db, { userId: id, fileName: 'chart.csv', at, formatsVersion: 0 })
  const left = leftAlone(3_600_000, () => clock.ms)
  const removeLeft = async () => removeUnread(town.db, left(await listUnread(town.db)))
  for (const isThere of [true, true, false]) {
    await removeLeft()
    expect((await listUnread(town.db)).includes(chart)).toBe(isThere)
    clock.ms += 1_800_000
  }
})

test('a refusal recorded a year ahead does not keep the next from being recorded', async ({ town }) => {
  const noteRefusal = deniedAccessRecorder(town.deps)
  const refuse = () =>
    noteRefusal({ id: null, name: 'Gus', address: '192.0.2.9' }, { method: 'GET', route: '/x' })
  await ahead(town, refuse)
  await refuse()
  await refuse()
  expect(await town.db('history').where({ kind: 'access.refused', user_name: 'Gus' })).toHaveLength(2)
})

test('time begins to run out within a minute ahead, and has run out beyond', () => {
  const begun = (ms: number) => timeLeft(right.getTime() + ms, 1_000, right)
  expect([-1_000, -999, 0, 60_000, 60_001].map(begun)).toEqual([0, 1, 1_000, 61_000, 0])
})

test('a start that finds records from the future says so once', async ({ town }) => {
  town.clock.now = new Date(Date.now() + 366 * 86_400_000)
  await town.signIn('viewer', 'Hal')
  const folder = await newFolder()
  const server = await startServer(folder, environmentOf(town))
  expect(server.output().match(/history has records from the future/g)).toHaveLength(1)
  await server.stop()
  await removeFolder(folder)
})

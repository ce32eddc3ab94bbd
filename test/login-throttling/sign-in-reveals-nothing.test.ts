import { expect } from 'vitest'
import { test } from '../support/fixtures.ts'
import { addressOf, trySignIn } from '../support/sign-in.ts'
import { password, type Town } from '../support/town.ts'

test.beforeAll(async ({ town }) => {
  for (const name of ['Known', 'Locked', 'Disabled']) await town.addUser(name, 'editor')
  await town.db('users').where({ name: 'Disabled' }).update({ disabled_at: '2026-11-01T00:00:00.000Z' })
  await town
    .db('users')
    .where({ name: 'Locked' })
    .update({ failed_tries: 10, locked_until: '2026-11-23T16:30:00.000Z' })
})

const cases = [
  { name: 'Known', submitted: 'not the password' },
  { name: 'Nobody', submitted: 'not the password' },
  { name: 'Nobody', submitted: password },
  { name: 'Locked', submitted: 'not the password' },
  { name: 'Locked', submitted: password },
  { name: 'Disabled', submitted: 'not the password' },
  { name: 'Disabled', submitted: password },
]
let people = 0
const attempt = (town: Town, one: (typeof cases)[number]) =>
  trySignIn(town, { ...one, address: addressOf(++people) })

test('wrong, unknown, locked and disabled are answered with the same words and status', async ({ town }) => {
  const pages = []
  for (const one of cases) {
    const { answer } = await attempt(town, one)
    expect([one, answer.status, answer.errors]).toEqual([
      one,
      422,
      [expect.stringMatching(/name or password is wrong/)],
    ])
    expect(answer.valueOf('Name')).toBe(one.name)
    const body = answer.response.body.replace(/ value="[^"]*"/g, '')
    pages.push([body, { ...answer.response.headers, date: '', 'set-cookie': '', 'content-length': '' }])
  }
  for (const page of pages) expect(page).toEqual(pages[0])
})

test('each of them costs the database the same statements in the same order', async ({ town }) => {
  const runs = []
  for (const one of cases) runs.push(await town.statements(() => attempt(town, one)))
  expect(runs[0]?.length).toBeGreaterThan(5)
  for (const run of runs) expect(run).toEqual(runs[0])
})

// A measurement: what shows it with every change is that each costs the same statements, and one hash.
test.runIf(process.env.SOAK)('each of them takes the same work', async ({ town }) => {
  const costs = cases.map(() => [] as number[])
  for (let round = 0; round < 5; round++) {
    for (const [index, one] of cases.entries()) {
      const before = process.cpuUsage()
      await attempt(town, one)
      const { user, system } = process.cpuUsage(before)
      costs[index]?.push(user + system)
    }
  }
  // Processor time and the cheapest of five: how busy the machine was with other things does not count.
  const cheapest = costs.map((all) => Math.min(...all))
  // Without the password's work an answer would cost a fraction of this.
  expect(Math.max(...cheapest) / Math.min(...cheapest)).toBeLessThan(1.5)
})

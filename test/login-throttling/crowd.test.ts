import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/fixtures.ts'
import { hashEachTime } from '../support/remembered-hashes.ts'
import { addressOf } from '../support/sign-in.ts'
import { password } from '../support/town.ts'

test.beforeAll(async ({ town }) => {
  await town.addUser('Ada', 'editor')
  hashEachTime(true)
})

test.afterAll(() => hashEachTime(false))

test('two hundred sign-ins at once slow nobody else, and those who cannot be served are told so', {
  timeout: 90_000,
}, async ({ town }) => {
  const reader = await town.signIn('viewer')
  const crowd = Array.from({ length: 200 }, (_, n) => town.visitor(addressOf(n)))
  const pages = await Promise.all(crowd.map((visitor) => visitor.get(paths.signIn)))
  let served = 0
  const answers = crowd.map(async (visitor, n) => {
    const values = { Name: 'Ada', Password: password }
    const answer = await visitor.submit(pages[n] as never, values, { button: 'Sign in', follow: false })
    if (answer.status === 303) served++
    return answer
  })
  let pagesMeanwhile = 0
  while (served < 95) {
    expect((await reader.get(paths.generalLedger)).status).toBe(200)
    if (served < 95) pagesMeanwhile++
  }
  const all = await Promise.all(answers)
  // A page that waited in line with the crowd would come when it is served.
  expect(pagesMeanwhile).toBeGreaterThan(1)

  const busy = all.filter(({ status }) => status === 503)
  expect(all.filter(({ status }) => status === 303)).toHaveLength(200 - busy.length)
  expect(busy).toHaveLength(100)
  for (const answer of busy) {
    expect(answer.heading).toBe('Many people are signing in just now')
    expect(answer.words).toContain('Your password was not looked at.')
    expect(Number(answer.response.headers['retry-after'])).toBeGreaterThan(0)
  }
  const ada = await town.db('users').where({ name: 'Ada' }).first('failed_tries', 'locked_until')
  expect(ada).toEqual({ failed_tries: 0, locked_until: null })
})

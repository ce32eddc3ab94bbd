import { expect } from 'vitest'
import { ConfigError } from '../../../src/config/values.ts'
import { readConfig } from '../../../src/config.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { trySignIn, turnOnTwoStep } from '../../support/sign-in.ts'

const reminder = 'Turn on two-step sign-in'

test('an administrator without it is asked at sign-in, and reminded on every page', async ({ town }) => {
  await town.addUser('Ada', 'administrator')
  const visitor = town.visitor()
  const page = await visitor.get(`${paths.interfaces}/bill-provider`)
  const values = { Name: 'Ada', Password: 'the password of a test user' }
  const asked = await visitor.submit(page, values, { button: 'Sign in' })
  expect(asked.heading).toBe('Turn on two-step sign-in?')
  const later = await visitor.get(asked.link('Later'))
  expect(later.heading).toBe('Bill Provider')
  for (const path of [paths.generalLedger, paths.general, paths.twoStep, '/nothing-here']) {
    const words = (await visitor.get(path)).document.querySelector('header')?.textContent
    if (path !== '/nothing-here') expect(words).toContain(reminder)
  }
  await turnOnTwoStep(town, visitor)
  expect((await visitor.get(paths.general)).document.querySelector('header')?.textContent).not.toContain(
    reminder,
  )
})

test('others are neither asked nor reminded', async ({ town }) => {
  await town.addUser('Edsger', 'editor')
  const { answer } = await trySignIn(town, { name: 'Edsger', follow: true })
  expect(answer.heading).toBe('The first day')
  expect(answer.response.body).not.toContain(reminder)
})

for (const [rule, bound, free] of [
  ['administrators', ['administrator'], ['editor', 'viewer']],
  ['everyone', ['administrator', 'editor', 'viewer'], []],
] as const) {
  test(`TWO_STEP=${rule} lets ${bound.join(', ')} no further than the two-step page until it is on`, async ({
    startTown,
  }) => {
    const town = await startTown({ env: { TWO_STEP: rule } })
    for (const role of bound) {
      const visitor = await town.signIn(role)
      for (const path of [paths.home, paths.generalLedger, paths.general]) {
        const page = await visitor.get(path)
        expect([role, page.heading]).toEqual([role, 'Two-step sign-in'])
        expect(page.words).toContain('It must be turned on before you can go on.')
      }
      const panel = await visitor.get(paths.generalLedger, { panel: true })
      expect(panel.response.headers['hx-redirect']).toContain(paths.twoStep)
      const kept = await visitor.get(
        `${paths.twoStep}?to=${encodeURIComponent(`${paths.interfaces}/bill-provider`)}`,
      )
      expect(kept.words).not.toContain('Later')
      const { codes } = await turnOnTwoStep(town, visitor)
      expect(codes.heading).toBe('Your recovery codes')
      expect((await visitor.get(paths.generalLedger)).heading).toBe('General Ledger')
      expect((await visitor.get(paths.twoStepOff)).heading).toBe('Two-step sign-in')
      expect((await visitor.get(paths.twoStep)).words).toContain('cannot be turned off')
      const out = await visitor.submit(await visitor.get(paths.twoStep), {}, { button: 'Sign out' })
      expect(out.heading).toBe('Sign in')
    }
    for (const role of free) {
      expect((await (await town.signIn(role)).get(paths.generalLedger)).heading).toBe('General Ledger')
    }
  })
}

test('one who must turn it on may sign out, and a form sent meanwhile is kept', async ({ town }) => {
  const visitor = await town.signIn('editor')
  const page = await visitor.get(paths.generalLedger)
  town.deps.config.twoStep = 'everyone'
  const asked = await visitor.submit(page, { Interface: 'Caselle 4.x' })
  expect(asked.heading).toBe('Two-step sign-in')
  const { codes } = await turnOnTwoStep(town, visitor)
  expect(codes.link('I saved them. Continue')).toBe(paths.home)
  const back = await visitor.get(paths.generalLedger)
  expect(back.valueOf('Interface')).toBe('Caselle 4.x')
  expect(await town.db('general_ledger').pluck('interface')).toEqual(['none'])
})

test('required, it cannot be turned off by sending the form either', async ({ town }) => {
  const visitor = await town.signIn('editor')
  await turnOnTwoStep(town, visitor)
  const page = await visitor.get(paths.twoStepOff)
  town.deps.config.twoStep = 'everyone'
  const values = { 'Your password': 'the password of a test user' }
  expect((await visitor.submit(page, values, { button: 'Turn off' })).status).toBe(403)
  expect(await town.db('users').whereNotNull('two_step_at').pluck('name')).toHaveLength(1)
})

test('another value of TWO_STEP stops the start and names the variable', () => {
  expect(() => readConfig({ TWO_STEP: 'sometimes' })).toThrow(ConfigError)
  expect(() => readConfig({ TWO_STEP: 'sometimes' })).toThrow(/TWO_STEP must be one of optional/)
})

import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { password } from '../../support/town.ts'

test('a password of one’s own goes on working for years', async ({ town }) => {
  await town.addUser('Ada', 'editor')
  town.clock.forward(3 * 365 * 24 * 60)
  const ada = town.visitor()
  await ada.submit(await ada.get(paths.signIn), { Name: 'Ada', Password: password }, { button: 'Sign in' })
  expect((await ada.get(paths.general)).heading).toBe('General')
})

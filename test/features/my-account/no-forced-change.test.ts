import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { password, startTown, type Town } from '../../support/town.ts'

let town: Town
beforeAll(async () => {
  town = await startTown()
})
afterAll(() => town.close())

test('a password of one’s own goes on working for years', async () => {
  await town.addUser('Ada', 'editor')
  town.clock.forward(3 * 365 * 24 * 60)
  const ada = town.visitor()
  await ada.submit(await ada.get(paths.signIn), { Name: 'Ada', Password: password }, { button: 'Sign in' })
  expect((await ada.get(paths.general)).heading).toBe('General')
})

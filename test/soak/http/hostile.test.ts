import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostileTown, startHostileTown } from '../../support/hostile.ts'

let hostile: HostileTown
beforeAll(async () => {
  hostile = await startHostileTown()
})
afterAll(() => hostile.month.town.close())

test('thirty thousand hostile requests get no answer of 500', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  expect(await hostile.attack(seed, 30_000)).toEqual([])
})

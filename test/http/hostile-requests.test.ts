import { expect } from 'vitest'
import { hostileTest as test } from '../support/hostile.ts'
import { times } from '../support/soak.ts'

const timeout = times(240_000, 1_800_000)

test('hostile requests to every address and field get no answer of 500', { timeout }, async ({
  hostile,
  seed,
}) => {
  expect(await hostile.attack(seed, times(1_000, 30_000)), `of the seed ${seed}`).toEqual([])
})

import { expect } from 'vitest'
import { hostileTest as test } from '../support/hostile.ts'
import { times } from '../support/soak.ts'

test('hostile requests to every address and field get no answer of 500', async ({ hostile, seed }) => {
  expect(await hostile.attack(seed, times(1_000, 30_000)), `of the seed ${seed}`).toEqual([])
})

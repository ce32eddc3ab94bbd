import { expect, test } from 'vitest'
import { SerialQueue } from '../../src/lib/serial-queue.ts'

class Full extends Error {}
const soon = () => new Promise((done) => setTimeout(done, 2))

test('work is done one piece at a time, in the order it came, past pieces that fail', async () => {
  const queue = new SerialQueue(10, Full)
  const seen: string[] = []
  const work = Array.from({ length: 5 }, (_, n) =>
    queue.run(async () => {
      seen.push(`begin ${n}`)
      await soon()
      seen.push(`end ${n}`)
      if (n === 1) throw new Error('bad luck')
      return n
    }),
  )
  const results = await Promise.allSettled(work)
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true])
  expect(seen).toEqual([0, 1, 2, 3, 4].flatMap((n) => [`begin ${n}`, `end ${n}`]))
})

test('more than fit are turned away, and served again when it is shorter', async () => {
  const queue = new SerialQueue(3, Full)
  const first = Array.from({ length: 3 }, () => queue.run(soon))
  await expect(queue.run(soon)).rejects.toThrow(Full)
  await Promise.all(first)
  await expect(queue.run(async () => 'served')).resolves.toBe('served')
})

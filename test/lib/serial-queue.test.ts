import { expect, test } from 'vitest'
import { WaitingLine } from '../../src/lib/serial-queue.ts'

const full = () => new Error('full')
const soon = () => new Promise((done) => setTimeout(done, 2))

test('work is done one piece at a time, in the order it came, past pieces that fail', async () => {
  const line = new WaitingLine(10, full)
  const seen: string[] = []
  const work = Array.from({ length: 5 }, (_, n) =>
    line.join(async () => {
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

test('more than fit in the line are turned away, and served again when it is shorter', async () => {
  const line = new WaitingLine(3, full)
  const first = Array.from({ length: 3 }, () => line.join(soon))
  await expect(line.join(soon)).rejects.toThrow('full')
  await Promise.all(first)
  await expect(line.join(async () => 'served')).resolves.toBe('served')
})

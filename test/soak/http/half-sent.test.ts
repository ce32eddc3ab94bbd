import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { halfSent } from '../../support/half-sent.ts'

test('400 half-sent requests are closed within 30 s, others served within 1 s', async ({ town }) => {
  await town.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = town.app.server.address() as { port: number }
  let isOver = false
  const started = performance.now()
  const closed = Promise.all(halfSent(port, 400)).then(() => {
    isOver = true
  })
  while (!isOver && performance.now() - started < 30_000) {
    const asked = performance.now()
    expect((await fetch(`http://127.0.0.1:${port}${paths.health}`)).status).toBe(200)
    expect(performance.now() - asked).toBeLessThan(1_000)
    await pause(500)
  }
  expect(isOver).toBe(true)
  await closed
})

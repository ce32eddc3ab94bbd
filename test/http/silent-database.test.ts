import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, inject, vi } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { test as townTest } from '../support/fixtures.ts'
import { type Forwarder, startForwarder } from '../support/forwarder.ts'
import type { Town } from '../support/town.ts'
import type { Visitor } from '../support/visitor.ts'

const isPostgres = process.env.TEST_ENGINE === 'postgres'
let between: Forwarder
const test = townTest.extend('townOptions', async ({ task: _ }, { onCleanup }) => {
  if (isPostgres) between = await startForwarder(inject('postgresUrl'))
  onCleanup(() => between?.close())
  return { patience: { turn: 5_000, connection: 2_000, statement: 1_000 }, through: between?.url }
})

async function health(town: Town) {
  const { status, response } = await town.visitor('192.0.2.1').get(paths.health)
  return [status, response.body]
}

const general = async (ada: Visitor) => (await ada.get(paths.generalLedger)).status

test.runIf(isPostgres)(
  'connections that a firewall forgot cost a page each, answered 503 in words, and then pages work',
  async ({ town, ada }) => {
    expect(await health(town)).toEqual([200, 'ok\n'])
    between.freeze('those there are')
    const refused = await ada.get(paths.generalLedger)
    expect([refused.status, refused.heading]).toEqual([503, 'The database cannot be reached just now'])
    await expect.poll(() => general(ada), { timeout: 10_000 }).toBe(200)
    // In the middle of a save nothing of it stays, and nobody waits for what it had locked.
    const page = await ada.get(paths.generalLedger)
    between.freeze('those there are')
    expect((await ada.submit(page, { Interface: 'Other' })).status).toBe(503)
    await expect.poll(() => general(ada), { timeout: 10_000 }).toBe(200)
    expect((await ada.submit(page, { Interface: 'Other' })).said).toMatch(/set up and saved/)
    await expect.poll(() => health(town), { timeout: 10_000 }).toEqual([200, 'ok\n'])
  },
)

test.runIf(isPostgres)(
  'a network that lets nothing through is a 503 for pages and for health until it does',
  async ({ town, ada }) => {
    between.freeze('all')
    expect((await ada.get(paths.generalLedger)).status).toBe(503)
    expect((await ada.get(paths.generalLedger)).status).toBe(503)
    const gone = [503, 'gone\n']
    await expect.poll(() => health(town), { timeout: 10_000 }).toEqual(gone)
    expect(await health(town), 'not busy again').toEqual(gone)
    between.thaw()
    await expect.poll(() => health(town), { timeout: 10_000 }).toEqual([200, 'ok\n'])
    expect((await ada.get(paths.generalLedger)).status).toBe(200)
  },
)

test('a request that hangs has its line in the log while it hangs', async ({ town, ada }) => {
  const lines = () => town.log.filter((line) => line.includes('still not answered'))
  await ada.get(paths.general)
  const held = await town.db.transaction()
  if (isPostgres) await held.raw('lock table sessions in access exclusive mode')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const asked = ada.get(`${paths.interfaces}/bill-provider`)
    // One turn of the loop later it has arrived; an answered one is not spoken of.
    await new Promise((resolve) => setImmediate(resolve))
    vi.advanceTimersByTime(5_000)
    expect(lines().map((line) => JSON.parse(line).path)).toEqual([`${paths.interfaces}/bill-provider`])
    await held.rollback()
    await asked
  } finally {
    vi.useRealTimers()
  }
})

test('a request that was refused before all of it was here is not called unanswered', async ({ town }) => {
  await town.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = town.app.server.address() as { port: number }
  town.log.length = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      'POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 3\r\n\r\n',
    )
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 4/)
    socket.end('a=b')
    await once(socket, 'close')
    vi.advanceTimersByTime(5_000)
    expect(town.log.join()).not.toContain('still not answered')
  } finally {
    vi.useRealTimers()
  }
})

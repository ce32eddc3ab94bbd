import { connect } from 'node:net'
import fc from 'fast-check'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arriveInTime, limits } from '../../src/http/limits.ts'
import { paths } from '../../src/http/paths.ts'
import { startTown, type Town } from '../support/town.ts'
import type { Visitor } from '../support/visitor.ts'

let town: Town
let ada: Visitor
beforeAll(async () => {
  town = await startTown()
  ada = await town.signIn()
})
afterAll(() => town.close())

test('a form with more fields than any here has is refused', async () => {
  const many = new URLSearchParams(Array.from({ length: 60 }, (_, n) => [`field${n}`, 'x']))
  expect((await ada.post(paths.generalLedger, many)).status).toBe(413)
  const same = new URLSearchParams(Array.from({ length: 60 }, () => ['interface', 'x']))
  expect((await ada.post(paths.generalLedger, same)).status).toBe(413)
})

const field = fc.constantFrom(
  '_csrf',
  'version',
  'interface',
  'userName',
  'password',
  'removePassword',
  'updateMethod',
  'updatePayments',
  'name',
  'timeZone',
  '__proto__',
  'constructor',
  'to',
  'draft',
  'code',
)
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('none', 'caselle-4', 'on', '0', '-1', '1e9', '\u0000', '\ud800', '<script>', "' or 1=1 --"),
)

test('whatever is posted to any form, the answer is never a fault and never slow', async () => {
  const forms = [
    paths.generalLedger,
    paths.billProvider,
    paths.prepaidMetering,
    paths.general,
    paths.signIn,
    paths.setUp,
  ]
  const csrf = String((await ada.get(paths.general)).find('[name=_csrf]').getAttribute('value'))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...forms),
      fc.array(fc.tuple(field, value), { maxLength: 12 }),
      fc.boolean(),
      async (path, fields, panel) => {
        const sent = new URLSearchParams(fields)
        if (fields.length % 2 === 0) sent.set('_csrf', csrf)
        const times: number[] = []
        // What is slow is slow again; a machine that stalls is not.
        while (times.length < 3 && !times.some((ms) => ms < 1_000)) {
          const started = performance.now()
          const answer = await ada.post(path, sent, { panel, follow: false })
          times.push(performance.now() - started)
          expect(answer.status).toBeLessThan(500)
          expect(answer.words).not.toMatch(/FST_|TypeError|undefined/)
        }
        expect(Math.min(...times)).toBeLessThan(1_000)
      },
    ),
    { numRuns: 150 },
  )
}, 60_000)

test('whatever bytes are posted, the answer is never a fault', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.constantFrom(
        '',
        'text/plain',
        'application/json',
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
      ),
      async (body, type) => {
        const answer = await ada.post(paths.generalLedger, body, {
          headers: { 'content-type': type },
          follow: false,
        })
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.status).toBeLessThan(500)
      },
    ),
    { numRuns: 100 },
  )
}, 60_000)

test('400 half-sent requests are all closed within 30 seconds, while others are served in under a second', async () => {
  await town.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = town.app.server.address() as { port: number }
  let closed = 0
  const sockets = Array.from({ length: 400 }, (_, n) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume()
    socket.on('close', () => {
      closed++
    })
    socket.on('connect', () =>
      socket.write(
        n % 2
          ? 'GET /sign-in HTTP/1.1\r\nHost: x\r\n'
          : 'POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nname=',
      ),
    )
    return socket
  })
  const started = performance.now()
  while (closed < 400 && performance.now() - started < 30_000) {
    const asked = performance.now()
    const answer = await fetch(`http://127.0.0.1:${port}${paths.health}`)
    expect(answer.status).toBe(200)
    expect(performance.now() - asked).toBeLessThan(1_000)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  for (const socket of sockets) socket.destroy()
  expect(closed).toBe(400)
}, 60_000)

test('an administrator on plain HTTP from elsewhere sees a notice on every page, nobody else does', async () => {
  const notice = 'This connection is not encrypted'
  const elsewhere = { headers: { host: 'utilities.town.example', origin: 'http://utilities.town.example' } }
  expect((await ada.get(paths.general, elsewhere)).response.body).toContain(notice)
  expect((await ada.get(paths.general)).response.body).not.toContain(notice)
  const viewer = await town.signIn('viewer')
  expect((await viewer.get(paths.general, elsewhere)).response.body).not.toContain(notice)
})

test('security.txt says where to report, without a login', async () => {
  const { response } = await town.visitor().get(paths.securityText)
  expect(response.body).toMatch(/^Contact: mailto:\S+\nExpires: 2027-\S+Z\n/)
})

test('an answer that takes longer than a silent client may is not cut off', async () => {
  const app = fastify({ ...limits, connectionTimeout: 300 })
  arriveInTime(app)
  const slow = () => new Promise((resolve) => setTimeout(resolve, 900, 'done'))
  app.get('/', slow)
  app.post('/', slow)
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  try {
    for (const options of [
      {},
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
    ]) {
      expect(await (await fetch(address, options)).text()).toBe('done')
    }
  } finally {
    await app.close()
  }
})

import formbody from '@fastify/formbody'
import fc from 'fast-check'
import fastify from 'fastify'
import { expect } from 'vitest'
import { arriveInTime, giveTime, limits } from '../../src/http/limits.ts'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/fixtures.ts'
import { halfSent } from '../support/half-sent.ts'

test('a form with more fields than any here needs is refused', async ({ ada }) => {
  const many = new URLSearchParams(Array.from({ length: 2_010 }, (_, n) => [`field${n}`, 'x']))
  expect((await ada.post(paths.generalLedger, many)).status).toBe(413)
  const same = new URLSearchParams(Array.from({ length: 2_010 }, () => ['interface', 'x']))
  expect((await ada.post(paths.generalLedger, same)).status).toBe(413)
})

test('whatever bytes are posted, the answer is never a fault', async ({ ada }) => {
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
})

test('half-sent requests are closed once their time is over, while others are served', async () => {
  const app = fastify({ ...limits, http: { connectionsCheckingInterval: 20, headersTimeout: 100 } })
  arriveInTime(app)
  app.addHook('onRequest', async (request) => giveTime(request, 100))
  app.removeAllContentTypeParsers()
  await app.register(formbody)
  app.get('/', async () => 'served')
  app.post('/', async () => 'served')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  try {
    const closed = Promise.all(halfSent(port, 100))
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('served')
    await closed
  } finally {
    await app.close()
  }
})

test('an administrator on plain HTTP sees a notice on every page, nobody else', async ({ town, ada }) => {
  const notice = 'This connection is not encrypted'
  const elsewhere = { headers: { host: 'utilities.town.example', origin: 'http://utilities.town.example' } }
  expect((await ada.get(paths.general, elsewhere)).response.body).toContain(notice)
  expect((await ada.get(paths.general)).response.body).not.toContain(notice)
  const viewer = await town.signIn('viewer')
  expect((await viewer.get(paths.general, elsewhere)).response.body).not.toContain(notice)
})

test('security.txt says where to report, without a login', async ({ town }) => {
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

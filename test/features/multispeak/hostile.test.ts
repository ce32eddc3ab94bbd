import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { mostFailures } from '../../../src/login-throttling/lockout-limits.ts'
import { test as base } from '../../support/fixtures.ts'
import { type Answered, messageOf, post } from '../../support/own-server.ts'
import { chooseMultiSpeak, makeLogin } from '../../support/vendor-login.ts'

const megabyte = 1_000_000
const soap11 = 'text/xml; charset=utf-8'
const soap12 = 'application/soap+xml; charset=utf-8'

/** The message that a vendor with a right login sends: what is refused is what was made of it. */
const test = base.extend('good', { scope: 'file' }, async ({ ada }) => {
  await chooseMultiSpeak(ada)
  const login = await makeLogin(ada)
  return messageOf('PingURL', { login, asks: {} }).body
})

const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
const inBody = (more: string) => (good: string) => good.replace('<soap:Body>', `<soap:Body>${more}`)

const messages: [what: string, made: (good: string) => string | Buffer][] = [
  ['entities in entities', (good) => good.replace('?>', `?><!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]>`)],
  [
    'an entity of a file',
    (good) => good.replace('?>', '?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
  ],
  [
    'a document type elsewhere',
    (good) => good.replace('?>', '?><!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'),
  ],
  ['a megabyte of nesting', (good) => inBody('<a>'.repeat(330_000))(good).slice(0, megabyte)],
  ['another namespace', (good) => good.replaceAll('Version_4.1_Release', 'Version_5.0')],
  ['another envelope', (good) => good.replace('/soap/envelope/', '/soap/other/')],
  ['no header', (good) => good.replace(/<soap:Header>.*<\/soap:Header>/, '')],
  ['two bodies', (good) => good.replace('</soap:Body>', '</soap:Body><soap:Body/>')],
  ['two contents', inBody('<a/>')],
  ['UTF-16', (good) => Buffer.from(`\ufeff${good}`, 'utf16le')],
  ['Latin 1', (good) => Buffer.from(`${good}<!-- é -->`, 'latin1')],
  ['nothing', () => ''],
  ['a text', () => 'Hello'],
  ['JSON', () => '{"method":"PingURL"}'],
  [
    'the number of a card',
    inBody('<creditCardInfo><cardNumber>4111111111111111</cardNumber></creditCardInfo>'),
  ],
  ['bytes of nothing', () => Buffer.alloc(2_000, 0xff)],
]

/** A client's fault, in the version of SOAP that was spoken, which says nothing of what is inside. */
function isRefused({ status, type, body, fault }: Answered, kind = soap11) {
  expect([status, type]).toEqual([400, kind])
  expect(fault).toMatch(/^[A-Z].*\.$/)
  expect(body).toContain(kind === soap11 ? 'soap:Client' : 'soap:Sender')
  expect(body).not.toMatch(/ at .*\.ts|node_modules|Error:|root:/)
}

test.for(messages)('%s is refused with a fault', async ([, made], { town, good }) => {
  for (const type of [soap11, soap12]) isRefused(await post(town, made(good), { type }), type)
})

test('a message that is cut off anywhere is refused with a fault', async ({ town, good }) => {
  for (let end = 0; end < good.trimEnd().length; end += 50) isRefused(await post(town, good.slice(0, end)))
})

test('what is no message by its type, size or encoding is refused with its status', async ({
  town,
  good,
}) => {
  const refusals = {
    json: await post(town, good, { type: 'application/json' }),
    form: await post(town, 'a=1', { type: 'application/x-www-form-urlencoded' }),
    parts: await post(town, good, { type: 'multipart/related; boundary=x' }),
    latin: await post(town, good, { type: 'text/xml; charset=iso-8859-1' }),
    packed: await post(town, gzipSync(good), { headers: { 'content-encoding': 'gzip' } }),
    large: await post(town, good.padEnd(megabyte + 1)),
  }
  const statuses = Object.entries(refusals).map(([name, { status }]) => [name, status])
  expect(Object.fromEntries(statuses)).toEqual({
    ...{ json: 415, form: 415, parts: 415, latin: 415, packed: 415 },
    large: 413,
  })
  for (const { fault } of Object.values(refusals)) expect(fault).toMatch(/\.$/)
  expect((await post(town, good.padEnd(megabyte))).status).toBe(200)
})

test('what comes in pieces is read like what comes whole, and no further than a megabyte', async ({
  town,
  good,
}) => {
  const origin = await town.app.listen({ port: 0, host: '127.0.0.1' })
  const pieces = (all: string) => all.match(/[\s\S]{1,100}/g) ?? []
  expect(await inPieces(origin, pieces(good))).toBe(200)
  expect(await inPieces(origin, [...pieces(good), ...Array(300).fill(' '.repeat(4_000))])).toBe(413)
})

/** Sends without saying how much it will be; the status of the answer. */
function inPieces(origin: string, pieces: string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${origin}${paths.multispeak}/4.1`, { method: 'POST' }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sent.on('error', reject).setHeader('content-type', soap11)
    for (const piece of pieces) sent.write(piece)
    sent.end()
  })
}

test('large messages of strangers that never end keep no small one from being answered, and no memory', async ({
  startTown,
}) => {
  const town = await startTown()
  await chooseMultiSpeak(await town.signIn())
  const origin = await town.app.listen({ port: 0, host: '127.0.0.1' })
  /** Sends the beginning of a message; what its server says first. */
  const begin = (size: number) => {
    const sent = httpRequest(`${origin}${paths.multispeak}/4.1`, { method: 'POST' })
    sent
      .setHeader('content-type', soap11)
      .setHeader('content-length', size)
      .setHeader('expect', '100-continue')
    sent.flushHeaders()
    const said = new Promise<string | number>((resolve) => {
      sent.on('error', () => resolve('error'))
      sent.on('continue', () => sent.write('<', () => resolve('goes on')))
      sent.on('response', ({ statusCode }) => resolve(statusCode ?? 0))
    })
    return { sent, said }
  }
  const stalled = Array.from({ length: 16 }, () => begin(megabyte))
  expect(new Set(await Promise.all(stalled.map(({ said }) => said)))).toEqual(new Set(['goes on']))
  const large = 'x'.repeat(megabyte)
  expect(await inPieces(origin, [large])).toBe(429)
  expect((await post(town, 'x')).status).toBe(400)
  expect((await post(town, large)).status).toBe(429)
  for (const { sent } of stalled) sent.destroy()
  await town.app.close()
})

test('nothing is kept of a session, and nothing may be kept of an answer', async ({ town, good }) => {
  const answer = await town.app.inject({
    method: 'POST',
    url: `${paths.multispeak}/4.1`,
    headers: { 'content-type': soap11, cookie: 'session=forged; visitor=forged' },
    payload: good,
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(answer.headers['cache-control']).toContain('no-store')
})

test('an answer is packed where the caller takes that, by either version of SOAP', async ({ town, good }) => {
  for (const type of [soap11, soap12]) {
    const answer = await town.app.inject({
      method: 'POST',
      url: `${paths.multispeak}/4.1`,
      headers: { 'content-type': type, 'accept-encoding': 'gzip' },
      payload: good.replace('PingURL/', 'GetMethods/').replaceAll('PingURL', 'GetMethods'),
    })
    expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, 'gzip'])
  }
})

test('a stranger’s message is read no further than to its login', async ({ town, good }) => {
  const stranger = good.replace(/Pwd="[^"]*"/, 'Pwd="wrong"')
  const large = inBody('<a/>'.repeat(230_000))
  const refused = await post(town, large(stranger), { address: '127.0.0.2' })
  expect(refused.fault).toBe('The login is wrong.')
  const known = await post(town, large(good), { address: '127.0.0.2' })
  expect(known.fault).toBe('This message cannot be read: it has too many parts.')
})

test('a large message whose header does not end is counted like a wrong login, and a small one is not', async ({
  town,
  good,
}) => {
  const address = '127.0.0.3'
  const endless = good.replace('<soap:Body>', '').replace('</soap:Header>', 'x'.repeat(900_000))
  for (let n = 0; n < mostFailures; n++) isRefused(await post(town, 'Hello', { address }))
  for (let n = 0; n < mostFailures; n++) isRefused(await post(town, endless, { address }))
  expect((await post(town, endless, { address })).status).toBe(429)
  expect((await post(town, good, { address })).status).toBe(429)
  expect((await post(town, good)).status).toBe(200)
})

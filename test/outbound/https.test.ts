import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VendorMethod } from '../../src/multispeak/calls.ts'
import { type CallOptions, callVendor } from '../../src/multispeak/client.ts'
import type { VendorTarget } from '../../src/multispeak/vendor-target.ts'
import { type Version, versions } from '../../src/multispeak/version.ts'
import { type FaultCode, OutboundFault } from '../../src/outbound/fault.ts'
import { certificates } from '../support/certificate.ts'
import { prepaidLocation } from '../support/prepaid-things.ts'
import { type ScriptedHttps, scriptedPassword, startScriptedHttps } from '../support/scripted-https.ts'

let server: Record<Version, ScriptedHttps>

beforeAll(async () => {
  server = { '3.0': await startScriptedHttps('3.0'), '4.1': await startScriptedHttps('4.1') }
})
afterAll(async () => {
  for (const version of versions) await server[version].stop()
})

/** One that asks, and one that changes something. */
const asks = {
  PingURL: {},
  CommitPaymentTransaction: {
    payments: [
      { objectId: 'P1', accountNumber: '10-1', serviceType: 'Electric', cents: 5_001, transactionId: 'T1' },
    ],
  },
} as const
type Asked = keyof typeof asks
const both: Asked[] = ['PingURL', 'CommitPaymentTransaction']

const optionsOf = (more: Partial<CallOptions> = {}): CallOptions => ({
  ...{ signal: AbortSignal.timeout(30_000), at: new Date('2026-11-23T16:00:00.000Z'), messageId: 'm-1' },
  ...more,
})

const call = (target: VendorTarget, method: Asked, more?: Partial<CallOptions>): Promise<unknown> =>
  callVendor<VendorMethod>(target, method, structuredClone(asks[method]) as never, optionsOf(more))

const to = (script: string) => server['4.1'].target(script)

/** The fault, which names the server in both sentences and the password nowhere. */
async function faultOf(promise: Promise<unknown>, host = '127.0.0.1'): Promise<OutboundFault> {
  const fault = await promise.then(
    () => 'no fault',
    (error) => error,
  )
  expect(fault).toBeInstanceOf(OutboundFault)
  expect(fault.sentence).toContain(host)
  expect(fault.sentence).toMatch(/[.x]$/)
  expect(fault.forProvider).toContain(host)
  const all = [fault, fault.message, fault.stack, fault.sentence, fault.forProvider, fault.said]
  expect(JSON.stringify(all)).not.toContain(scriptedPassword)
  return fault
}

describe.each(versions)('of version %s', (version) => {
  test.each(['good', 'straight', 'unknown'])('an answer that is %s is taken', async (script) => {
    for (const method of both) expect(await call(server[version].target(script), method)).toEqual([])
  })

  test.each(['errors', 'errors-straight'])('error objects are read, as in %s', async (script) => {
    expect(await call(server[version].target(script), 'PingURL')).toEqual([
      { objectId: '7', text: 'No such account.', noun: 'x', at: '2026-11-01T10:00:00.000Z' },
    ])
  })

  test('an error object that tells the password is read without it', async () => {
    const answers = await call(server[version].target('errors-tell'), 'PingURL')
    expect(answers).toMatchObject([{ text: 'Not with ….' }])
  })

  test('an answer of the other version is told from none', async () => {
    const fault = await faultOf(call(server[version].target('other-version'), 'PingURL'))
    expect(fault.code).toBe('not-multispeak')
    expect(fault.sentence).toContain(`not in MultiSpeak ${version}: it is of version`)
  })
})

test.each([
  'tls-1.2',
  'chunked',
  'without-length',
  'old-http',
  'to-be-continued',
  'in-pieces',
  'and-more',
  'as-production',
])('an answer that comes as servers may send it (%s) is taken', async (script) => {
  for (const method of both) expect(await call(to(script), method)).toEqual([])
})

/** Nothing was sent, or the answer says plainly that nothing was done. */
test.each([
  ['nobody', 'reached', 'unreachable'],
  ['reset-at-first', 'certificate', 'dropped'],
  ['close-at-first', 'certificate', 'dropped'],
  ['not-tls', 'certificate', 'not-tls'],
  ['other-protocol', 'certificate', 'not-tls'],
  ['old-tls', 'certificate', 'only-old-algorithms'],
  ['expired', 'certificate', 'certificate-expired'],
  ['not-yet-valid', 'certificate', 'certificate-expired'],
  ['other-name', 'certificate', 'certificate-other-name'],
  ['untrusted', 'certificate', 'certificate-unknown'],
  ['redirect', 'answered', 'redirected'],
  ['redirect-kept', 'answered', 'redirected'],
  ['401', 'answered', 'login-refused'],
  ['403', 'answered', 'login-refused'],
  ['fault-login', 'answered', 'login-refused'],
  ['fault-tells', 'answered', 'login-refused'],
  ['404', 'answered', 'no-service'],
  ['405', 'answered', 'refused'],
  ['line-tells', 'answered', 'refused'],
  ['429', 'answered', 'server-failed'],
  ['fault', 'answered', 'vendor-error'],
  ['fault-200', 'answered', 'vendor-error'],
  ['fault-long', 'answered', 'vendor-error'],
] as const)('%s is found at the stage %s to be %s, and nothing was done', async (script, stage, code) => {
  for (const method of both) expect(await faultOf(call(to(script), method))).toMatchObject({ stage, code })
})

/** What was sent whole may have been done, whatever came back. */
test.each<[string, FaultCode]>([
  ['reset', 'dropped'],
  ['close', 'dropped'],
  ['reset-in-answer', 'dropped'],
  ['close-in-answer', 'dropped'],
  ['upgrade', 'dropped'],
  ['garbage', 'failed'],
  ['500', 'server-failed'],
  ['502', 'server-failed'],
  ['503', 'server-failed'],
  ['html', 'not-multispeak'],
  ['json', 'not-multispeak'],
  ['empty', 'not-multispeak'],
  ['none', 'not-multispeak'],
  ['zipped', 'not-multispeak'],
  ['cut-xml', 'not-multispeak'],
  ['two-bodies', 'not-multispeak'],
  ['doctype', 'not-multispeak'],
  ['other-version', 'not-multispeak'],
  ['other-method', 'not-multispeak'],
  ['as-training', 'not-production'],
  ['as-testing', 'not-production'],
  ['big', 'too-large'],
  ['big-unsaid', 'too-large'],
  ['headers', 'too-large'],
])('%s is %s to a question, and leaves unknown whether a payment was taken', async (script, code) => {
  expect(await faultOf(call(to(script), 'PingURL'))).toMatchObject({ stage: 'answered', code })
  const lost = await faultOf(call(to(script), 'CommitPaymentTransaction'))
  expect(lost).toMatchObject({ stage: 'answered', code: 'answer-lost' })
  expect(lost.sentence).toContain('is not known here')
  expect(lost.forProvider).toContain('CommitPaymentTransaction (message m-1)')
})

test.each(['silent', 'silent-in-answer'])(
  '%s is waited for no longer than nothing may come',
  async (script) => {
    const silence = 100
    const fault = await faultOf(call(to(script), 'PingURL', { silence }))
    expect(fault).toMatchObject({ stage: 'answered', code: 'timed-out' })
    const lost = await faultOf(call(to(script), 'CommitPaymentTransaction', { silence }))
    expect(lost).toMatchObject({ stage: 'answered', code: 'answer-lost' })
    expect(lost.sentence).toContain('no answer came in time')
  },
)

test.each([
  ['drip', 'answered', 'answer-lost'],
  ['silent', 'answered', 'answer-lost'],
  ['silent-at-first', 'certificate', 'timed-out'],
] as const)('%s ends by the deadline for all', async (script, stage, code) => {
  const soon = () => ({ signal: AbortSignal.timeout(200) })
  const fault = await faultOf(call(to(script), 'PingURL', soon()))
  expect(fault).toMatchObject({ stage, code: 'timed-out' })
  const lost = await faultOf(call(to(script), 'CommitPaymentTransaction', soon()))
  expect(lost).toMatchObject({ stage, code })
})

test('a message that was not taken whole did nothing, whatever it asks for', async () => {
  // More than two systems take on their own while nobody reads.
  const locations = Array.from({ length: 24 }, () => ({ ...prepaidLocation, name: 'x'.repeat(500_000) }))
  const options = optionsOf({ silence: 300 })
  const fault = await faultOf(callVendor(to('never-reads'), 'EnrollPPMCustomer', { locations }, options))
  expect(fault).toMatchObject({ stage: 'answered', code: 'timed-out' })
})

test('a redirection is not followed, and gets no password', async () => {
  await faultOf(call(to('redirect'), 'PingURL'))
  expect(server['4.1'].asked.filter(({ script }) => script === 'followed')).toEqual([])
})

test('what a fault says is plain text of 300 characters, and of the password there is nothing in it', async () => {
  const fault = await faultOf(call(to('fault'), 'PingURL'))
  expect(fault.sentence).toMatch(/ with an error: The books are closed <b> until nine\.$/)
  const long = await faultOf(call(to('fault-long'), 'PingURL'))
  expect(long.sentence).toMatch(/: x{300}$/)
  const refused = await faultOf(call(to('fault-tells'), 'PingURL'))
  expect(refused.said).toBe('Login failed: … is not it.')
  expect((await faultOf(call(to('line-tells'), 'PingURL'))).sentence).toContain('HTTP 409 Not …')
})

test.each([
  ['silent', /did not answer in time, while/],
  ['drip', /did not answer in time, while/],
  ['untrusted', /^The certificate of \S+ is of nobody who is trusted here: .*so nothing was sent\.$/],
  ['expired', /^The certificate of \S+ is not valid today: .* Nothing was sent\./],
  ['other-name', /^The certificate that \S+ shows is for another name: .*so nothing was sent\.$/],
  ['redirect', /refers to another address\. It is not followed, because the password would go there too\.$/],
  ['html', /answers, but not in MultiSpeak 4\.1: it is a web page\.$/],
  ['401', /password|login/i],
  ['500', /says that it cannot do it now: .*500/],
  ['big', /larger than can be taken/],
  ['nobody', /refuse|answer|connect/],
] as const)('%s has a sentence of its own', async (script, sentence) => {
  const signal = AbortSignal.timeout(/silent|drip/.test(script) ? 200 : 30_000)
  expect((await faultOf(call(to(script), 'PingURL', { signal }))).sentence).toMatch(sentence)
})

test('a certificate that is not taken is described', async () => {
  const sentence = async (script: string) => (await faultOf(call(to(script), 'PingURL'))).sentence
  expect(await sentence('expired')).toContain('issued by Test authority, valid until Feb 1, 2020')
  expect(await sentence('not-yet-valid')).toContain('issued by Test authority, valid only from Jan 1, 2090')
  expect(await sentence('untrusted')).toContain('issued by Test nobody, valid until')
  expect(await sentence('other-name')).toContain('DNS:other.example')
})

test('each stage is told when it is passed, with the certificate and how soon it ends', async () => {
  const stages: string[][] = []
  const onStage: CallOptions['onStage'] = (stage, detail) => stages.push([stage, detail])
  await call(to('good'), 'PingURL', { onStage })
  const names = ['name', 'allowed', 'reached', 'certificate', 'answered']
  expect(stages.map(([stage]) => stage)).toEqual(names)
  const [, until = ''] = /^issued by Test authority, valid until (.*)$/.exec(stages[3]?.[1] ?? '') ?? []
  const at = new Date(Date.parse(`${until} UTC`) - 9 * 24 * 60 * 60_000)
  await call(to('good'), 'PingURL', { onStage, at })
  expect(stages[8]?.[1]).toMatch(/, which is in (9|10) days$/)
})

test('nothing is sent in plain text, to an address with a login in it, or to one that is not allowed', async () => {
  const target = to('good')
  const asked = server['4.1'].asked.length
  for (const address of [
    target.address.replace('https', 'http'),
    target.address.replace('//', '//town:secret@'),
    'ftp://127.0.0.1/',
  ]) {
    const fault = await faultOf(call({ ...target, address }, 'PingURL'), 'https')
    expect(fault).toMatchObject({ stage: 'name', code: 'failed' })
  }
  const fault = await faultOf(call({ ...target, allowed: [] }, 'PingURL'))
  expect(fault).toMatchObject({ stage: 'allowed', code: 'address-not-allowed' })
  expect(server['4.1'].asked.length).toBe(asked)
})

test('what is trusted may be the certificate of the server itself, and what is pasted beside it is not in the way', async () => {
  const { certificateAuthority, ...target } = to('good')
  const own = readFileSync(certificates().valid.cert, 'utf8')
  for (const trusted of [own, `${own}\n${certificateAuthority}`])
    expect(await call({ ...target, certificateAuthority: trusted }, 'PingURL')).toEqual([])
  const other = readFileSync(certificates().expired.cert, 'utf8')
  for (const trusted of ['', other, 'no certificate at all'])
    expect(await faultOf(call({ ...target, certificateAuthority: trusted }, 'PingURL'))).toMatchObject({
      code: 'certificate-unknown',
    })
})

test('a server is called by its name, and its certificate is of that name', async () => {
  const { address, allowed, ...target } = to('good')
  const named = (name: string) => ({
    ...target,
    address: address.replace('127.0.0.1', name),
    allowed: [...allowed, `${name}:${new URL(address).port}`],
  })
  expect(await call(named('localhost'), 'PingURL')).toEqual([])
  const unknown = await faultOf(call(named('no-such-name.invalid'), 'PingURL'), 'no-such-name.invalid')
  expect(unknown).toMatchObject({ stage: 'name', code: 'name-unknown' })
})

test('a process whose calls were cut, silent, too large and aborted ends by itself, with nothing thrown afterwards', async () => {
  const script = `
    import { callVendor } from '${join(import.meta.dirname, '../../src/multispeak/client.ts')}'
    const target = ${JSON.stringify(to('*'))}
    const codes = []
    const call = (script, more) => callVendor({ ...target, address: target.address.replace('*', script) }, 'PingURL', {},
      { signal: AbortSignal.timeout(20_000), at: new Date(0), messageId: 'm', ...more })
      .then(() => codes.push('done'), (error) => codes.push(error.code))
    for (const script of ['reset', 'close-in-answer', 'big', 'headers', 'garbage', 'upgrade', 'good']) await call(script)
    await call('silent', { silence: 50 })
    await call('drip', { signal: AbortSignal.timeout(50) })
    const abort = new AbortController()
    const left = call('silent', { signal: abort.signal })
    abort.abort()
    await left
    await call('good', { signal: abort.signal })
    console.log(codes.join(' '))
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const status = await new Promise((resolve) => child.once('close', resolve))
  const codes =
    'dropped dropped too-large too-large failed dropped done timed-out timed-out timed-out timed-out'
  expect([output, status]).toEqual([`${codes}\n`, 0])
})

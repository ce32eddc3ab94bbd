import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Method } from '../../src/multispeak/calls.ts'
import { readReply } from '../../src/multispeak/read-reply.ts'
import { readRequest, readVendorRequest } from '../../src/multispeak/read-request.ts'
import { type Version, versions } from '../../src/multispeak/version.ts'
import { writeReply } from '../../src/multispeak/write-reply.ts'
import { writeRequest } from '../../src/multispeak/write-request.ts'
import { allMethods, asRead, calls, whole } from '../support/multispeak-things.ts'

const zone = fc.constantFrom(
  'America/Chicago',
  'UTC',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'America/Sao_Paulo',
)
const soap = fc.constantFrom('1.1' as const, '1.2' as const)
const at = new Date('2026-11-27T15:30:00.123Z')
const both = allMethods.flatMap((method) => versions.map((version) => ({ method, version })))

/** What one version cannot say. */
function said<T>(value: T, method: Method, version: Version): T {
  const gone: Record<string, string> = {}
  if (version === '3.0' && method === 'GetBillingData') gone.lastReceived = ''
  if (version === '4.1' && method === 'PPMMeterExchangeNotification') gone.accountNumber = ''
  return JSON.parse(JSON.stringify(value ?? null), (key, one) => gone[key] ?? one) ?? undefined
}

test.each(both)(
  'what is asked by $method in $version is read as it was written',
  async ({ method, version }) => {
    const asks: fc.Arbitrary<object> = calls[method].asks
    const login = fc.record({
      userName: fc.string(),
      password: fc.string({ unit: 'binary' }),
      company: fc.string(),
    })
    await fc.assert(
      fc.asyncProperty(
        asks,
        login,
        zone,
        soap,
        async (asked, { userName, password, company }, timeZone, by) => {
          const target = { version, userName, password, company }
          const message = { soap: by, messageId: 'm-1', at, timeZone }
          const { body } = writeRequest(target, method, asked as never, message)
          const isOwn = method.startsWith('Get') && method !== 'GetPrePayStatus'
          const read = isOwn ? readRequest : readVendorRequest
          const found = await read(Buffer.from(body), { timeZone })
          expect(found).toEqual({
            version,
            soap: by,
            method,
            asks: said(asked, method, version),
            header: {
              userId: inAttribute(userName),
              password: inAttribute(password),
              company: inAttribute(company),
              messageId: 'm-1',
              context: version === '4.1' ? 'Production' : '',
            },
          })
        },
      ),
      { numRuns: 25 },
    )
  },
)

/** Nothing is taken from a login, not even spaces around it. */
const inAttribute = (text: string) => asRead(`|${text}|`).slice(1, -1)

test.each(both)(
  'what is answered to $method in $version is read as it was written',
  async ({ method, version }) => {
    const answers: fc.Arbitrary<unknown> = calls[method].answers
    await fc.assert(
      fc.asyncProperty(answers, zone, soap, async (answered, timeZone, by) => {
        const text = await whole(writeReply(version, by, method, answered as never, { at, timeZone }))
        const read = await readReply(version, method, Buffer.from(text), { timeZone })
        expect(said(read, method, version)).toEqual(said({ answers: answered, context: '' }, method, version))
      }),
      { numRuns: 25 },
    )
  },
)

test('exchanges of meters are read in the order of their kinds, and no kind is lost', async () => {
  const one = { objectId: '1', accountNumber: '7', serviceLocation: 'S', inMeter: 'I', inReading: '0' }
  const exchanges = (['Sewer', 'Water', 'Electric', 'Gas', 'Propane', 'Unknown'] as const).map(
    (serviceType) => ({
      ...one,
      serviceType,
      outMeter: serviceType,
      outReading: '12.5',
      date: '2026-11-02',
    }),
  )
  for (const version of versions) {
    const target = { version, userName: 'u', password: 'p', company: 'c' }
    const method = 'PPMMeterExchangeNotification'
    const { body } = writeRequest(target, method, { exchanges }, { messageId: 'm', at })
    const { asks } = await readVendorRequest(Buffer.from(body), { timeZone: 'UTC' })
    const order = (asks as { exchanges: typeof exchanges }).exchanges.map(({ serviceType }) => serviceType)
    expect(order).toEqual(
      version === '3.0'
        ? exchanges.map(({ serviceType }) => serviceType)
        : ['Electric', 'Water', 'Gas', 'Propane', 'Sewer', 'Unknown'],
    )
  }
})

test('a day is told as its midnight on the clock of the organization, so that no zone moves it', () => {
  const { body } = writeRequest(
    { version: '3.0', userName: 'u', password: 'p', company: 'c' },
    'GetBillingDetail',
    { accountNumber: '7', cisBillDate: '2026-11-01' },
    { messageId: 'm', at, timeZone: 'America/Chicago' },
  )
  expect(body).toContain('<cisBillDate>2026-11-01T00:00:00-05:00</cisBillDate>')
  expect(body).toContain('TimeStamp="2026-11-27T09:30:00.123-06:00"')
})

test('the same answers make the same message to the byte, but for its time', async () => {
  const [answered] = fc.sample(calls.GetPPMPayments.answers, { numRuns: 1, seed: 4 })
  const written = (time: Date) =>
    whole(writeReply('4.1', '1.1', 'GetPPMPayments', answered as never, { at: time, timeZone: 'UTC' }))
  expect(await written(at)).toBe(await written(at))
  const stripped = (text: string) => text.replace(/ TimeStamp="[^"]*"/, '')
  expect(stripped(await written(at))).toBe(stripped(await written(new Date(0))))
})

test('rows are written as they come, and none is waited for or kept', async () => {
  let taken = 0
  async function* rows() {
    for (; taken < 20_000; taken += 1) {
      const id = String(taken)
      yield {
        objectId: id,
        accountNumber: id,
        serviceType: 'Water' as const,
        cents: taken + 1,
        transactionId: id,
      }
    }
  }
  const pieces = writeReply('3.0', '1.1', 'GetPPMPayments', rows(), { at, timeZone: 'UTC' })
  await pieces.next()
  expect(taken).toBeLessThan(1000)
  let longest = 0
  let count = 0
  for await (const piece of pieces) {
    longest = Math.max(longest, piece.length)
    count += piece.split('<amount>').length - 1
  }
  expect(longest).toBeLessThan(40_000)
  expect(count).toBeGreaterThan(19_000)
})

import { expect, test } from 'vitest'
import { contentTypeOf, soapOf } from '../../src/multispeak/content-type.ts'
import { BadRequest, readRequest } from '../../src/multispeak/read-request.ts'
import { namespaces } from '../../src/multispeak/version.ts'

const three = namespaces['3.0']
const four = namespaces['4.1']
const header = (more = '', ns = three) =>
  `<m:MultiSpeakMsgHeader xmlns:m="${ns}" UserID="vendor" Pwd=" s&#10;ecret " Company="Springfield" ${more}/>`

/** As another program writes it: other prefixes, unknown parts, its own header beside ours. */
function message(content: string, head = header(), soap = 'http://schemas.xmlsoap.org/soap/envelope/') {
  return `<?xml version="1.0"?><e:Envelope xmlns:e="${soap}"><e:Header>${head}</e:Header><e:Body>${content}</e:Body></e:Envelope>`
}

const ask = (text: string) => readRequest(Buffer.from(text), { timeZone: 'America/Chicago' })
const why = (text: string) =>
  ask(text).then(
    () => 'read',
    (error) =>
      error instanceof BadRequest ? error.text.replace('This message cannot be read: ', '') : error,
  )
const payments = (parts: string, ns = three) =>
  `<q:GetPPMPayments xmlns:q="${ns}">${parts}</q:GetPPMPayments>`
const between = (start: string, stop: string) =>
  payments(`<q:startTime>${start}</q:startTime><q:stopTime>${stop}</q:stopTime>`)

test('a question is read whichever prefixes it has, and what is not known in it is passed over', async () => {
  const content = `<!-- a --><GetPPMCustomer xmlns="${three}" xmlns:x="urn:x" x:y="z" what="1">
    <unknown><accountNumber>wrong</accountNumber></unknown>
    <accountNumber xmlns="${four}">of the other version</accountNumber>
    <accountNumber kind="q"><![CDATA[ 00<1]]>2&amp; </accountNumber><x:more/></GetPPMCustomer>`
  const head = `${header('MessageID="7" Context="Training" x="y"')}<s:Security xmlns:s="urn:s"/>`
  expect(await ask(message(content, head))).toEqual({
    version: '3.0',
    soap: '1.1',
    method: 'GetPPMCustomer',
    asks: { accountNumber: '00<12&' },
    header: {
      userId: 'vendor',
      password: ' s\necret ',
      company: 'Springfield',
      messageId: '7',
      context: 'Training',
    },
  })
})

test('both versions of SOAP are read, and a mark of UTF-8', async () => {
  const text = message(`<PingURL xmlns="${three}"/>`, header(), 'http://www.w3.org/2003/05/soap-envelope')
  expect(await ask(`\ufeff${text}`)).toMatchObject({ soap: '1.2', method: 'PingURL', asks: {} })
})

test('what is not offered is told apart from what cannot be read, so that it is answered after the login', async () => {
  const text = message(`<CommitPaymentTransaction xmlns="${three}"/>`)
  expect(await ask(text)).toMatchObject({ method: 'CommitPaymentTransaction', asks: undefined })
  expect(await ask(message(`<toString xmlns="${three}"/>`))).toMatchObject({
    method: 'toString',
    asks: undefined,
  })
})

test('times are read with the zone that they say, or on the clock of the organization', async () => {
  const asks = async (start: string) => {
    const { asks } = await ask(message(between(start, '2026-11-28T00:00:00Z')))
    return (asks as { startTime: string }).startTime
  }
  expect(await asks('2026-11-27T09:30:00-05:00')).toBe('2026-11-27T14:30:00.000Z')
  expect(await asks(' 2026-11-27T09:30:00Z ')).toBe('2026-11-27T09:30:00.000Z')
  expect(await asks('2026-11-27T09:30:00')).toBe('2026-11-27T15:30:00.000Z')
  expect(await asks('2026-07-27T09:30:00.1239999')).toBe('2026-07-27T14:30:00.123Z')
  expect(await asks('2026-11-27')).toBe('2026-11-27T06:00:00.000Z')
  // The hour that the clock shows twice is the first, and that it leaves out is an hour later.
  expect(await asks('2026-11-01T01:30:00')).toBe('2026-11-01T06:30:00.000Z')
  expect(await asks('2026-03-08T02:30:00')).toBe('2026-03-08T08:30:00.000Z')
  // What programs write for no date, and what would not compare as a text.
  expect(await asks('0001-01-01T00:00:00')).toBe('0001-01-01T05:50:36.000Z')
  expect(await asks('0001-01-01T00:00:00+14:00')).toBe('0001-01-01T00:00:00.000Z')
  expect(await asks('9999-12-31T23:59:59.9999999-12:00')).toBe('9999-12-31T23:59:59.999Z')
})

test('a bill is asked for by its date, which no zone moves', async () => {
  const dateOf = async (written: string) => {
    const parts = `<accountNumber>7</accountNumber><cisBillDate>${written}</cisBillDate>`
    const { asks } = await ask(message(`<GetBillingDetail xmlns="${three}">${parts}</GetBillingDetail>`))
    return (asks as { cisBillDate: string }).cisBillDate
  }
  expect(await dateOf('2026-11-30T00:00:00')).toBe('2026-11-30')
  expect(await dateOf('2026-11-30T00:00:00Z')).toBe('2026-11-30')
  expect(await dateOf('2026-11-30T06:00:00Z')).toBe('2026-11-30')
  expect(await dateOf('2026-11-30T05:59:59Z')).toBe('2026-11-29')
  expect(await dateOf('2026-11-30')).toBe('2026-11-30')
})

const good = between('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')
const wrong: [text: string, why: string][] = [
  ...[
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-11-01T25:00:00Z',
    '11/01/2026',
    '20261101T000000Z',
    '1e9',
  ].map((date): [string, string] => [
    message(between(date, '2026-11-02T00:00:00Z')),
    'its startTime is not a date and time.',
  ]),
  [message(payments('<q:startTime>2026-11-01T00:00:00Z</q:startTime>')), 'its stopTime is missing.'],
  [message(between('', '2026-11-02T00:00:00Z')), 'its startTime is missing.'],
  [message(good.replace('<q:startTime>', '<q:startTime/><q:startTime>')), 'it has more than one startTime.'],
  [message(good, ''), 'its header MultiSpeakMsgHeader is missing.'],
  [message(good).replace(/<e:Header>.*<\/e:Header>/, ''), 'its header MultiSpeakMsgHeader is missing.'],
  [message(good, header() + header()), 'it has two headers MultiSpeakMsgHeader.'],
  [message(good, header('', 'urn:x')), 'its header MultiSpeakMsgHeader is not of MultiSpeak 3.0 or 4.1.'],
  [message(good, header('', four)), 'its header and its content are of two versions.'],
  [message(good.replace(three, 'urn:x')), 'its content is not of MultiSpeak 3.0 or 4.1.'],
  [message('<GetPPMPayments/>'), 'its content is not of MultiSpeak 3.0 or 4.1.'],
  [
    message(good, `${header()}<s:Security xmlns:s="urn:s" e:mustUnderstand="1"/>`),
    'it has a header that must be understood and is not known here.',
  ],
]

test.each(wrong)('what is wrong in a question is said in a sentence: %#', async (text, sentence) => {
  expect(await why(text)).toBe(sentence)
})

test('which SOAP is spoken is told by the content type, whatever else is in it', () => {
  expect(soapOf('text/xml; charset=utf-8')).toBe('1.1')
  expect(soapOf('Application/SOAP+xml;action="x"')).toBe('1.2')
  expect(soapOf('text/html')).toBe(undefined)
  expect(soapOf('')).toBe(undefined)
  expect(contentTypeOf('1.1')).toBe('text/xml; charset=utf-8')
  expect(contentTypeOf('1.2', 'urn:x')).toBe('application/soap+xml; charset=utf-8; action="urn:x"')
})

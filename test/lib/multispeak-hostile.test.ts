import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NotMultiSpeak } from '../../src/multispeak/not-multispeak.ts'
import { readReply } from '../../src/multispeak/read-reply.ts'
import { BadRequest, readRequest } from '../../src/multispeak/read-request.ts'
import { writeReply } from '../../src/multispeak/write-reply.ts'
import { writeRequest } from '../../src/multispeak/write-request.ts'
import { whole } from '../support/multispeak-things.ts'

const target = { version: '4.1', userName: 'vendor', password: 'secret', company: 'Springfield' } as const
const at = new Date('2026-11-27T15:30:00Z')
const window = { startTime: '2026-11-01T00:00:00.000Z', stopTime: '2026-11-02T00:00:00.000Z' }
const request = writeRequest(target, 'GetPPMPayments', window, { messageId: 'm', at }).body
const errors = [{ objectId: '7', text: 'Not known – élan', noun: 'ppmLocation', at: '' }]
const reply = await whole(writeReply('4.1', '1.1', 'PingURL', errors, { at, timeZone: 'UTC' }))

/** What is said of it as a question and as an answer; undefined where it is read. */
async function refusals(change: (good: string) => string | Buffer) {
  const asked = await refusalOf(() =>
    readRequest(Buffer.from(change(request) as string), { timeZone: 'UTC' }),
  )
  const answered = await refusalOf(() => readReply('4.1', 'PingURL', Buffer.from(change(reply) as string)))
  return { asked, answered }
}

async function refusalOf(read: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await read()
    return undefined
  } catch (error) {
    if (error instanceof BadRequest)
      return /^This message cannot be read: (.*)\.$/.exec(error.text)?.[1] ?? `no sentence: ${error.text}`
    if (error instanceof NotMultiSpeak) return error.why
    throw error
  }
}

const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
const withType = (type: string) => (good: string) => good.replace('?>', `?>${type}`)
const inContent = (more: string) => (good: string) => good.replace(/(<soap:Body><[^>]*>)/, `$1${more}`)
const megabyte = 1024 * 1024
const utf16 = (good: string) => Buffer.from(`\ufeff${good}`, 'utf16le')

const hostile: [what: string, change: (good: string) => string | Buffer, why: string][] = [
  ['entities in entities', withType(`<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]>`), 'it has a document type'],
  [
    'an entity of a file',
    withType('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    'it has a document type',
  ],
  [
    'a definition elsewhere',
    withType('<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'),
    'it has a document type',
  ],
  ['a document type alone', withType('<!DOCTYPE x>'), 'it has a document type'],
  ['an entity that nobody defined', inContent('&l9;'), 'it is not well-formed XML'],
  ['a megabyte of nesting', inContent('<a>'.repeat(megabyte / 3)), 'it is nested too deep'],
  ['nesting without what is around it', () => '<a>'.repeat(megabyte / 3), 'it is nested too deep'],
  ['a web page', () => '<!DOCTYPE html><html><body>Log in</body></html>', 'it is a web page'],
  [
    'a page of XHTML',
    () => '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    'it is a web page',
  ],
  ['nothing', () => '', 'it is empty'],
  ['spaces', () => ' \n', 'it is empty'],
  ['a text', () => 'Service unavailable', 'it is not well-formed XML'],
  ['another document', () => '<feed xmlns="http://www.w3.org/2005/Atom"/>', 'it is not SOAP'],
  ['an envelope of no SOAP', (good) => good.replace('/soap/envelope/', '/soap/other/'), 'it is not SOAP'],
  ['a tag that is not closed', (good) => good.replace('</soap:Body>', ''), 'it is not well-formed XML'],
  ['an end cut off', (good) => good.slice(0, -20), 'it ends too soon'],
  ['something behind the end', (good) => `${good}<more/>`, 'it is not well-formed XML'],
  [
    'an attribute twice',
    (good) => good.replace('<soap:Body', '<soap:Body a="1" a="2"'),
    'it is not well-formed XML',
  ],
  [
    'an attribute twice by two prefixes',
    (good) => good.replace('<soap:Body', '<soap:Body xmlns:p="u" xmlns:q="u" p:a="1" q:a="2"'),
    'it is not well-formed XML',
  ],
  ['a prefix that stands for nothing', inContent('<x:a/>'), 'it is not well-formed XML'],
  ['two bodies', (good) => good.replace('</soap:Body>', '</soap:Body><soap:Body/>'), 'it has two bodies'],
  ['no body', (good) => good.replace(/<soap:Body>.*<\/soap:Body>/, ''), 'its body is empty'],
  [
    'an empty body',
    (good) => good.replace(/<soap:Body>.*<\/soap:Body>/, '<soap:Body/>'),
    'its body is empty',
  ],
  [
    'two contents',
    (good) => good.replace('<soap:Body>', '<soap:Body><a/>'),
    'it has two contents in its body',
  ],
  [
    'two headers',
    (good) => good.replace('<soap:Header>', '<soap:Header/><soap:Header>'),
    'it has two headers',
  ],
  ['UTF-16', utf16, 'it is written in UTF-16 or UTF-32, not in UTF-8'],
  [
    'UTF-16, the other way',
    (good) => utf16(good).swap16(),
    'it is written in UTF-16 or UTF-32, not in UTF-8',
  ],
  [
    'UTF-16 without its mark',
    (good) => utf16(good).subarray(2),
    'it is written in UTF-16 or UTF-32, not in UTF-8',
  ],
  ['Latin 1', (good) => Buffer.from(`${good}<!-- é -->`, 'latin1'), 'it is not written in UTF-8'],
  ['what says UTF-16', (good) => good.replace('utf-8', 'UTF-16'), 'it says that it is not written in UTF-8'],
  ['what says UTF-7', (good) => good.replace('utf-8', 'utf-7'), 'it says that it is not written in UTF-8'],
  ['XML 1.1', (good) => good.replace('"1.0"', '"1.1"'), 'it is not XML 1.0'],
  ['a character that there is not', inContent('&#0;'), 'it is not well-formed XML'],
  [
    'the number of a card',
    inContent('<creditCardInfo><cardNumber>4111111111111111</cardNumber></creditCardInfo>'),
    'it holds numbers of a card or of a bank account',
  ],
  [
    'the number of a bank account, deep in it and in no namespace',
    inContent('<a><b xmlns=""><checkInfo routing="1"/></b></a>'),
    'it holds numbers of a card or of a bank account',
  ],
  [
    'the number of a card under a name in other letters',
    inContent('<CreditCardINFO xmlns="urn:x">4111111111111111</CreditCardINFO>'),
    'it holds numbers of a card or of a bank account',
  ],
  [
    'the number of a card as an attribute',
    inContent('<a creditCardInfo="4111111111111111"/>'),
    'it holds numbers of a card or of a bank account',
  ],
  [
    'the number of a card beside the content',
    (good) =>
      good.replace('<soap:Body>', '<a><creditCardInfo>4111111111111111</creditCardInfo></a><soap:Body>'),
    'it holds numbers of a card or of a bank account',
  ],
  [
    'a megabyte of attributes',
    inContent(`<a${Array.from({ length: 90_000 }, (_, n) => ` a${n}=""`).join('')}/>`),
    'it has too many parts',
  ],
  [
    'a megabyte of namespaces',
    inContent(`<a${Array.from({ length: 60_000 }, (_, n) => ` xmlns:a${n}="b"`).join('')}/>`),
    'it has too many parts',
  ],
]

test.each(hostile)('%s is refused, and said why', async (_, change, why) => {
  expect(await refusals(change)).toEqual({ asked: why, answered: why })
})

const large: [what: string, change: (good: string) => string][] = [
  [
    'an attribute of a megabyte',
    (good) => good.replace('<soap:Body', `<soap:Body a="${'x'.repeat(megabyte)}"`),
  ],
  ['a megabyte of text', inContent('x'.repeat(megabyte))],
  ['a megabyte of a comment', inContent(`<!--${'x'.repeat(megabyte)}-->`)],
  ['100,000 characters by their numbers', inContent('&#120;'.repeat(100_000))],
]

test.each(large)('%s is read no worse than any', async (_, change) => {
  expect((await refusals(change)).asked).toBe(undefined)
})

test('more parts than any question has are refused before they are all kept', async () => {
  expect((await refusals(inContent('<a/>'.repeat(100_000)))).asked).toBe('it has too many parts')
})

test('cut off anywhere, it is refused as what it is', async () => {
  const ends: (string | undefined)[] = []
  for (const good of [request, reply].map((text) => Buffer.from(text)))
    for (let length = 0; length < good.length - 1; length += 50)
      ends.push(
        await refusalOf(() =>
          good.includes('PingURL')
            ? readReply('4.1', 'PingURL', good.subarray(0, length))
            : readRequest(good.subarray(0, length), { timeZone: 'UTC' }),
        ),
      )
  expect(ends.length).toBeGreaterThan(20)
  expect(new Set(ends)).toEqual(new Set(['it is empty', 'it ends too soon']))
})

test('whatever bytes are changed, it is read or refused, and nothing else is thrown', async () => {
  const change = fc.record({
    at: fc.nat(2000),
    length: fc.nat(20),
    by: fc.oneof(
      fc.uint8Array({ maxLength: 10 }),
      fc.constantFrom(...'<>&"\'/ \0]').map((sign) => Buffer.from(sign)),
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const changed = (good: string) =>
        changes.reduce((bytes, { at: place, length, by }) => {
          const from = place % bytes.length
          return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(from + length)])
        }, Buffer.from(good))
      await refusals(changed)
    }),
    { numRuns: 400 },
  )
})

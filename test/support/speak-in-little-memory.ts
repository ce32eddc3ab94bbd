import { NotMultiSpeak } from '../../src/multispeak/not-multispeak.ts'
import { readReply } from '../../src/multispeak/read-reply.ts'
import { BadRequest, readRequest } from '../../src/multispeak/read-request.ts'
import { writeReply } from '../../src/multispeak/write-reply.ts'

// A process of its own, whose memory multispeak-memory.test.ts bounds: it ends where it needs more.

const megabyte = 1024 * 1024
const namespace = 'http://www.multispeak.org/Version_3.0'
const around = (inside: string, content: string) =>
  Buffer.from(
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><MultiSpeakMsgHeader xmlns="${namespace}"/></e:Header><e:Body><${content} xmlns="${namespace}">${inside}</${content}></e:Body></e:Envelope>`,
  )
const refused = (error: unknown) => {
  if (!(error instanceof NotMultiSpeak || error instanceof BadRequest)) throw error
}

const hostile = (bytes: number) => [
  '<a/>'.repeat(bytes / 4),
  '<a>'.repeat(bytes / 3),
  '<a b="">x</a>'.repeat(bytes / 13),
  '&#120;'.repeat(bytes / 6),
  'x'.repeat(bytes),
  `<a b="${'x'.repeat(bytes)}"/>`,
]

for (let round = 0; round < 2; round += 1) {
  for (const inside of hostile(megabyte))
    await readRequest(around(inside, 'PingURL'), { timeZone: 'UTC' }).catch(refused)
  for (const inside of hostile(4 * megabyte))
    await readReply('3.0', 'PingURL', around(inside, 'PingURLResponse')).catch(refused)
}

async function* rows() {
  for (let id = 0; id < 100_000; id += 1) {
    const account = {
      accountNumber: String(id),
      serviceType: 'Electric' as const,
      serviceLocation: 'S',
      meter: 'M',
    }
    const told = { objectId: String(id), locationId: 'L', balanceCents: id, billingDate: '2026-11-01' }
    yield { ...account, ...told }
  }
}

let length = 0
const says = { at: new Date(0), timeZone: 'America/Chicago' }
for await (const piece of writeReply('4.1', '1.1', 'GetBillingData', rows(), says)) length += piece.length
process.stdout.write(`${length > 30 * megabyte ? 'all' : 'not all'} written\n`)

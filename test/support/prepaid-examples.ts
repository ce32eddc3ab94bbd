import type { Answers, Calls, Method } from '../../src/multispeak/calls.ts'
import type { Adjustment, Payment, PrepaidLocation } from '../../src/multispeak/things.ts'
import type { Version } from '../../src/multispeak/version.ts'
import { writeReply } from '../../src/multispeak/write-reply.ts'
import { writeRequest } from '../../src/multispeak/write-request.ts'

const at = new Date('2026-11-27T15:30:00.000Z')
const timeZone = 'America/Denver'
const login = { userName: 'ashgrove', password: 'as agreed', company: 'ASHGROVE' }
const vendorsLogin = {
  userName: 'town-vendor-482913',
  password: 'as made by the office',
  company: 'ASHGROVE',
}

const location: PrepaidLocation = {
  ...{ objectId: '0b6f3c1e-5d1c-4f0e-9a53-2f7f1c9d8e10', accountNumber: '10041', name: 'Rosa Walker' },
  serviceType: 'Water',
  ...{ rate: 'RES-W', serviceLocation: '412 Mill St', meter: 'W40217', billingCycle: 'A' },
  ...{ priorityCents: 0, arrearsCents: 0, totalCents: 64_50, depositCents: 100_00 },
  ...{ initialReading: '512340', lastReading: '', lastReadingDate: '', connectDate: '2024-03-01' },
}
const payment: Payment = {
  ...{ objectId: 'P-7f21', transactionId: 'P-7f21', accountNumber: '10041', cents: 50_05 },
  serviceType: 'Water',
}
const adjustment: Adjustment = {
  ...{ objectId: 'A-90c4', accountNumber: '10041', locationId: location.objectId, cents: 12_30 },
  ...{ serviceType: 'Water', description: 'Leak credit' },
}
const refusal = {
  ...{ objectId: location.objectId, noun: 'ppmLocation', at: '2026-11-27T15:30:01.000Z' },
  text: 'Meter W40217 is not in our head-end.',
}
const status = {
  ...{ meterStatus: 'connected', balanceCents: 41_12, priorityCents: 0, arrearsCents: 0 },
  error: undefined,
}

const messageId = '8d0f6a52-6a0e-4d53-8a3b-1f0c64b1b7aa'

function asks<M extends Method>(version: Version, method: M, what: Calls[M]['asks'], by = login) {
  return writeRequest({ version, ...by }, method, what, { messageId, at, timeZone }).body
}

async function answers<M extends Method>(version: Version, method: M, what: Answers<M>) {
  const says = { at, timeZone, context: 'Production', company: login.company }
  let text = ''
  for await (const piece of writeReply(version, '1.1', method, what as Calls[M]['answers'], says))
    text += piece
  return text
}

/** A message that docs/prepaid-metering.md shows: the whole of it, or its content where that is enough. */
export type Example = { name: string; message: string; isWhole?: true }

/** In the order of the page, as the product itself writes and reads them. */
export async function prepaidExamples(): Promise<Example[]> {
  const payments = { startTime: '2026-11-27T14:00:00.000Z', stopTime: '2026-11-27T15:30:00.000Z' }
  const enroll = { locations: [location] }
  const whole = { isWhole: true } as const
  const of = async (name: string, message: string | Promise<string>) => ({ name, message: await message })
  return [
    {
      ...(await of('GetPPMPayments 4.1', asks('4.1', 'GetPPMPayments', payments, vendorsLogin))),
      ...whole,
    },
    { ...(await of('its answer 4.1', answers('4.1', 'GetPPMPayments', [payment]))), ...whole },
    await of('its answer 3.0', answers('3.0', 'GetPPMPayments', [payment])),
    await of('GetPPMBalanceAdjustments 4.1', answers('4.1', 'GetPPMBalanceAdjustments', [adjustment])),
    await of('GetPPMBalanceAdjustments 3.0', answers('3.0', 'GetPPMBalanceAdjustments', [adjustment])),
    await of('EnrollPPMCustomer 4.1', asks('4.1', 'EnrollPPMCustomer', enroll)),
    await of('EnrollPPMCustomer 3.0', asks('3.0', 'EnrollPPMCustomer', enroll)),
    await of('its refusal 4.1', answers('4.1', 'EnrollPPMCustomer', [refusal])),
    await of('its refusal 3.0', answers('3.0', 'EnrollPPMCustomer', [refusal])),
    await of('CommitPaymentTransaction', asks('4.1', 'CommitPaymentTransaction', { payments: [payment] })),
    await of('GetPrePayStatus', answers('4.1', 'GetPrePayStatus', [status])),
  ]
}

const longestTag = 110
const pieces = /<\?[^>]*>|<\/[^>]+>|<[^>]+\/>|<[^>]+>[^<]*<\/[^>]+>|<[^>]+>/g

/** As a page shows it: an element a line, and an attribute a line where there are many. */
export function spreadOut({ message, isWhole }: Pick<Example, 'message' | 'isWhole'>): string {
  const shown = isWhole ? message : (/<soap:Body>(.*)<\/soap:Body>/s.exec(message)?.[1] ?? '')
  let depth = 0
  const lines = (shown.match(pieces) ?? []).map((piece) => {
    const isEnd = piece.startsWith('</')
    if (isEnd) depth -= 1
    const indent = '  '.repeat(depth)
    if (!isEnd && !/^<\?|<\/|\/>$/.test(piece)) depth += 1
    const isLong = indent.length + piece.length > longestTag
    return indent + (isLong ? piece.replace(/ (?=[\w:]+=")/g, `\n${indent}    `) : piece)
  })
  return lines.join('\n')
}

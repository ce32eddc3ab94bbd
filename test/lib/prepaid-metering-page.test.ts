import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { methods } from '../../src/multispeak/methods.ts'
import { readReply } from '../../src/multispeak/read-reply.ts'
import { readRequest, readVendorRequest } from '../../src/multispeak/read-request.ts'
import { prepaidExamples, spreadOut } from '../support/prepaid-examples.ts'
import { validateMessages } from '../support/xmllint.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/prepaid-metering.md'), 'utf8')

test('the examples for a vendor’s engineer are what the product writes and reads, and valid by the definitions beside them', async () => {
  const examples = await prepaidExamples()
  const shown = [...page.matchAll(/```xml\n(.*?)\n```/gs)].map(([, example]) => example)
  expect(shown).toEqual(examples.map(spreadOut))
  expect(await validateMessages(examples.map(({ message }) => message))).toEqual([])

  const named = (name: string) =>
    Buffer.from(examples.find((example) => example.name === name)?.message ?? name)
  const asked = await readRequest(named('GetPPMPayments 4.1'), { timeZone: 'America/Denver' })
  expect(asked.header).toMatchObject({ userId: 'town-vendor-482913', company: 'ASHGROVE' })
  expect(asked.asks).toEqual({ startTime: '2026-11-27T14:00:00.000Z', stopTime: '2026-11-27T15:30:00.000Z' })
  for (const version of ['3.0', '4.1'] as const) {
    const refused = await readReply(version, 'EnrollPPMCustomer', named(`its refusal ${version}`))
    expect(refused).toMatchObject({ answers: [{ text: 'Meter W40217 is not in our head-end.' }] })
    const enrolled = await readVendorRequest(named(`EnrollPPMCustomer ${version}`), { timeZone: 'UTC' })
    expect(enrolled).toMatchObject({ version, asks: { locations: [{ totalCents: 64_50 }] } })
  }
  const status = await readReply('4.1', 'GetPrePayStatus', named('GetPrePayStatus'))
  expect(status).toMatchObject({ answers: [{ balanceCents: 41_12 }] })
})

test('the page has every method of both sides in its tables', () => {
  for (const method of Object.keys(methods)) expect(page, method).toContain(`\n| ${method} |`)
})

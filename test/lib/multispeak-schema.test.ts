import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { soapNamespaces } from '../../src/multispeak/content-type.ts'
import { methods } from '../../src/multispeak/methods.ts'
import { nameIn, type Parts } from '../../src/multispeak/part.ts'
import { serviceTypes } from '../../src/multispeak/things.ts'
import { namespaces, type Version, versions } from '../../src/multispeak/version.ts'
import { writeFault, writeReply } from '../../src/multispeak/write-reply.ts'
import { writeRequest } from '../../src/multispeak/write-request.ts'
import { wsdlFor, xsdFor } from '../../src/multispeak/wsdl.ts'
import { allMethods, calls, whole } from '../support/multispeak-things.ts'
import { validateMessages } from '../support/xmllint.ts'

const at = new Date('2026-11-27T15:30:00Z')
const timeZone = 'America/Chicago'
const soaps = Object.keys(soapNamespaces) as (keyof typeof soapNamespaces)[]
const each = versions.flatMap((version) => soaps.map((soap) => ({ version, soap })))

/** As they are written, with the sign before or behind them. */
function namesIn(parts: Parts, version: Version): string[] {
  return parts.flatMap((part) => {
    if ('content' in part) return []
    const name = nameIn(version, 'attribute' in part ? part.attribute : part.element)
    if (name === undefined) return []
    if ('attribute' in part) return [` ${name}="`]
    const inner = 'within' in part ? part.within : 'parts' in part ? (part.parts ?? []) : []
    return [`<${name}`, ...namesIn(inner, version)]
  })
}

test('every message that can be written is valid by our schema, in both versions of both', async () => {
  const messages: string[] = []
  for (const { version, soap } of each) {
    const target = { version, userName: 'town', password: 'secret', company: 'Springfield' }
    for (const method of allMethods) {
      const asked = fc.sample(calls[method].asks as fc.Arbitrary<object>, { numRuns: 5, seed: 3 })
      for (const asks of asked)
        messages.push(
          writeRequest(target, method, asks as never, { soap, messageId: 'm', at, timeZone }).body,
        )
      const answered = fc.sample(calls[method].answers as fc.Arbitrary<unknown>, { numRuns: 5, seed: 3 })
      for (const answers of answered)
        messages.push(await whole(writeReply(version, soap, method, answers as never, { at, timeZone })))
    }
    const read = { outReading: '12.5', inReading: '0', date: '2026-11-02' }
    const exchanges = serviceTypes.map((serviceType) => {
      const place = { accountNumber: '7', serviceLocation: 'S' }
      return { objectId: serviceType, serviceType, ...place, outMeter: 'O', inMeter: 'I', ...read }
    })
    const says = { soap, messageId: 'm', at, timeZone }
    messages.push(writeRequest(target, 'PPMMeterExchangeNotification', { exchanges }, says).body)
    messages.push(writeFault(version, soap, { side: 'client', text: 'No.' }))
  }
  expect(await validateMessages(messages)).toEqual([])
  for (const version of versions) {
    const text = messages.filter((message) => message.includes(`"${namespaces[version]}"`)).join()
    const names = Object.values(methods).flatMap(({ asks, answers }) => [
      ...namesIn(asks, version),
      ...namesIn('one' in answers ? answers.one : (answers.list.parts ?? []), version),
    ])
    expect(names.length).toBeGreaterThan(100)
    expect(names.filter((name) => !text.includes(name))).toEqual([])
    expect(text).toContain('<cashPayment>')
    expect(text).not.toMatch(/creditCard|eCheck|achPayment|checkInfo/i)
  }
  // It says what is wrong, and where.
  const wrong = messages.map((text) => text.replaceAll('PingURLResult', 'PingResult'))
  expect((await validateMessages(wrong)).join()).toContain(
    "'{http://www.multispeak.org/Version_4.1_Release}PingResult'",
  )
})

test('amounts are floating numbers in the definition of 3.0, as in the standard, and exact ones in that of 4.1', () => {
  const typesOf = (parts: Parts, version: Version): string[] =>
    parts.flatMap((part) => {
      if ('as' in part && 'element' in part && (part.as === 'money' || part.as === 'money-if-said')) {
        const name = nameIn(version, part.element)
        const declared = [
          ...xsdFor(version).matchAll(new RegExp(`<xs:element name="${name}" type="([^"]+)"`, 'g')),
        ]
        return declared.map(([, type = '']) => type)
      }
      return 'within' in part
        ? typesOf(part.within, version)
        : 'parts' in part
          ? typesOf(part.parts ?? [], version)
          : []
    })
  const types = (version: Version) =>
    new Set(
      Object.values(methods).flatMap(({ asks, answers }) => [
        ...typesOf(asks, version),
        ...typesOf('one' in answers ? answers.one : (answers.list.parts ?? []), version),
      ]),
    )
  expect(types('3.0')).toEqual(new Set(['xs:float']))
  expect(types('4.1')).toEqual(new Set(['ms:money']))
  expect(xsdFor('4.1')).toMatch(/<xs:complexType name="money">[\s\S]*?<xs:extension base="xs:decimal">/)
})

const wsdl = readFileSync(join(import.meta.dirname, '../../docs/multispeak.wsdl'), 'utf8')

test('the definition has every method in each of its bindings, with the action that is sent', () => {
  const own = ['PingURL', 'GetMethods', ...allMethods.filter((method) => /^GetPPM|^GetBilling/.test(method))]
  const vendors = allMethods.filter(
    (method) => !own.includes(method) || /^(PingURL|GetMethods)$/.test(method),
  )
  expect(Object.keys(methods).sort()).toEqual(allMethods.toSorted())
  for (const version of versions) {
    const digits = version.replace('.', '')
    for (const [name, offered] of [
      ['UtilityManagement', own],
      ['PrepaidVendor', vendors],
    ] as const)
      for (const [suffix, prefix] of [
        ['Soap', 'soap'],
        ['Soap12', 'soap12'],
      ]) {
        const binding = new RegExp(`<wsdl:binding name="${name}${digits}${suffix}".*?</wsdl:binding>`, 's')
        const [text = ''] = binding.exec(wsdl) ?? []
        const actions = [...text.matchAll(new RegExp(`<${prefix}:operation soapAction="([^"]*)"`, 'g'))]
        expect(actions.map(([, action]) => action).sort()).toEqual(
          offered.map((method) => `${namespaces[version]}/${method}`).toSorted(),
        )
      }
  }
})

test('what is served of it has the addresses of where it is, and the one service of its version', () => {
  for (const version of versions) {
    const text = wsdlFor(version, 'https://city.example:8443')
    expect(text).not.toContain('town.example')
    expect(text.match(/<wsdl:service /g)).toHaveLength(1)
    expect(
      text.match(new RegExp(`location="https://city.example:8443/multispeak/${version}"`, 'g')),
    ).toHaveLength(2)
    for (const other of versions)
      expect(text).toContain(`schemaLocation="https://city.example:8443/multispeak/${other}?xsd"`)
    expect(xsdFor(version)).toContain(`targetNamespace="${namespaces[version]}"`)
  }
  expect(wsdlFor('3.0', 'https://a&b$1')).toContain('https://a&#38;b$1/multispeak/3.0')
})

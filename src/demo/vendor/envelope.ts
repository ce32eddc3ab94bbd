import { randomUUID } from 'node:crypto'
import { xmlText } from '../../lib/xml-text.ts'
import { namespaces } from '../../multispeak/version.ts'

/** The vendor speaks one version. */
export const namespace = namespaces['4.1']

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'

const attributesOf = (attributes: Record<string, string>) =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlText(value)}"`)
    .join('')

/** An element with what is written in it. */
export const write = (name: string, attributes: Record<string, string>, ...inside: string[]) =>
  `<${name}${attributesOf(attributes)}>${inside.join('')}</${name}>`

/** An element that holds text alone. */
export const leaf = (name: string, text: string, attributes: Record<string, string> = {}) =>
  write(name, attributes, xmlText(text))

const whole = (...inside: string[]) =>
  `<?xml version="1.0" encoding="utf-8"?>${write('soap:Envelope', { 'xmlns:soap': soap }, ...inside)}`

type Login = { userName: string; password: string; company: string }

/** A message of SOAP 1.1, which only a question has a login in. */
export function envelope(body: string, at: Date, login?: Login) {
  const header = {
    ...{ MajorVersion: '4', MinorVersion: '1', Build: '6', Branch: '0', BuildString: 'Release' },
    ...(login && { UserID: login.userName, Pwd: login.password, Company: login.company }),
    ...{ AppName: 'Sample vendor', AppVersion: '1', MessageID: randomUUID(), TimeStamp: at.toISOString() },
    xmlns: namespace,
  }
  return whole(write('soap:Header', {}, write('MultiSpeakMsgHeader', header)), write('soap:Body', {}, body))
}

/** An answer that nothing was done, and why. */
export const fault = (text: string) =>
  whole(
    write(
      'soap:Body',
      {},
      write('soap:Fault', {}, leaf('faultcode', 'soap:Client'), leaf('faultstring', text)),
    ),
  )

import { xmlText } from '../lib/xml-text.ts'
import { zonedInstant } from '../lib/zoned-times.ts'
import { type Soap, soapNamespaces } from './content-type.ts'
import { contexts } from './contexts.ts'
import { namespaces, type Version } from './version.ts'

/** What is said of a message beside its content. */
export type HeaderSays = {
  userId?: string
  password?: string
  company?: string
  messageId?: string
  at?: Date
  /** On whose clock the time of the message is written; otherwise UTC. */
  timeZone?: string
  /** Of what was asked: how much of it is left, and the last object that was sent. */
  objectsRemaining?: number
  lastSent?: string
  /** Version 4.1 alone: `Production`, or `Training` where nothing is real; as the other side said it, which may be anything. */
  context?: string
}

const application = { AppName: 'Interfaces for Connect Utility Management', AppVersion: '1.0' }

const versionAttributes: Record<Version, Record<string, string>> = {
  '3.0': { Version: '3.0' },
  '4.1': { MajorVersion: '4', MinorVersion: '1', Build: '6', Branch: '0', BuildString: 'Release' },
}

function contextOf(context: string | undefined) {
  return context === undefined || contexts.includes(context) ? context : 'Other'
}

function header(version: Version, says: HeaderSays): string {
  const { userId, password, company, messageId, at, timeZone = 'UTC', objectsRemaining, lastSent } = says
  const attributes: Record<string, string | undefined> = {
    ...versionAttributes[version],
    UserID: userId,
    Pwd: password,
    ...application,
    Company: company,
    DefaultCurrencyCode: version === '4.1' ? 'USD' : undefined,
    ObjectsRemaining: objectsRemaining?.toString(),
    LastSent: lastSent,
    MessageID: messageId,
    TimeStamp: at && zonedInstant(timeZone, at.toISOString()),
    Context: version === '4.1' ? contextOf(says.context) : undefined,
  }
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => ` ${name}="${xmlText(value)}"`)
  return `<MultiSpeakMsgHeader xmlns="${namespaces[version]}"${written.join('')}/>`
}

/** What comes before and after the content of a message; without a version it has no header. */
export function envelope(soap: Soap, version: Version | undefined, says: HeaderSays): [string, string] {
  const before = `<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope xmlns:soap="${soapNamespaces[soap]}">`
  const head = version ? `<soap:Header>${header(version, says)}</soap:Header>` : ''
  return [`${before}${head}<soap:Body>`, '</soap:Body></soap:Envelope>\n']
}

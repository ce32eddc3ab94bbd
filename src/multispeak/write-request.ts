import type { Calls, Method } from './calls.ts'
import { contentTypeOf, type Soap } from './content-type.ts'
import { envelope } from './envelope.ts'
import { methods } from './methods.ts'
import type { VendorTarget } from './vendor-target.ts'
import { namespaces } from './version.ts'
import { writeAll } from './write-parts.ts'

type Message = {
  soap?: Soap
  /** The same whenever the same is sent again. */
  messageId: string
  at: Date
  timeZone?: string
}

type Written = { contentType: string; headers: Record<string, string>; body: string }

/** The message that asks; it holds the password, so it is for the wire alone. */
export function writeRequest<M extends Method>(
  {
    version,
    userName,
    password,
    company,
  }: Pick<VendorTarget, 'version' | 'userName' | 'password' | 'company'>,
  method: M,
  asks: Calls[M]['asks'],
  { soap = '1.1', messageId, at, timeZone = 'UTC' }: Message,
): Written {
  const login = { userId: userName, password, company }
  const says = { ...login, messageId, at, timeZone, objectsRemaining: 0, lastSent: '', context: 'Production' }
  const [before, after] = envelope(soap, version, says)
  const content = writeAll(methods[method].asks, asks, { version, timeZone })
  const action = `${namespaces[version]}/${method}`
  return {
    contentType: contentTypeOf(soap, soap === '1.2' ? action : undefined),
    headers: soap === '1.1' ? { SOAPAction: `"${action}"` } : {},
    body: `${before}<${method} xmlns="${namespaces[version]}">${content}</${method}>${after}`,
  }
}

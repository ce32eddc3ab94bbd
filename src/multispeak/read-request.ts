import type { XmlElement } from '../lib/xml-tree.ts'
import type { Calls, Method, OwnMethod, VendorMethod } from './calls.ts'
import type { Soap } from './content-type.ts'
import { methods } from './methods.ts'
import { NotMultiSpeak } from './not-multispeak.ts'
import { readEnvelope, readEnvelopeStart, versionIn } from './read-envelope.ts'
import { type RequestHeader, readHeader } from './read-header.ts'
import { readThing } from './read-parts.ts'
import type { Version } from './version.ts'

/** What is asked is wrong, and nothing on this side; `text` is a sentence for whoever asked. */
export class BadRequest extends Error {
  readonly code = 'client'
  readonly text: string

  constructor(text: string) {
    super(text)
    this.name = 'BadRequest'
    this.text = text
  }
}

type Asked<M extends Method> =
  | { [One in M]: { method: One; asks: Calls[One]['asks'] } }[M]
  /** Something that is not offered. */
  | { method: string; asks: undefined }

type Request<M extends Method> = { version: Version; soap: Soap; header: RequestHeader } & Asked<M>

export type OwnRequest = Request<OwnMethod>

/** What is asked is small; the rest is what others add. */
const limits = { mostElements: 5000 }

const own: OwnMethod[] = [
  'PingURL',
  'GetMethods',
  'GetPPMCustomer',
  'GetPPMPayments',
  'GetPPMBalanceAdjustments',
  'GetBillingData',
  'GetBillingDetail',
]

const vendors: VendorMethod[] = [
  'PingURL',
  'GetMethods',
  'EnrollPPMCustomer',
  'UnenrollPPMCustomer',
  'CommitPaymentTransaction',
  'AdjustPPMBalance',
  'GetPrePayStatus',
  'PPMMeterExchangeNotification',
]

/**
 * What the vendor asks of us, and in whose name; nobody is logged in by it. Times that say no zone are on the clock of this
 * one. Throws only BadRequest.
 */
export function readRequest(body: Buffer, { timeZone }: { timeZone: string }): Promise<OwnRequest> {
  return read(body, own, timeZone, limits)
}

/** Who asks, by the beginning of a message: what it asks is not read yet. Throws only BadRequest. */
export async function readRequestStart(
  body: Buffer,
): Promise<Pick<OwnRequest, 'soap' | 'version' | 'header'>> {
  return asBadRequest(async () => {
    const { soap, headers } = await readEnvelopeStart(body, limits)
    return { soap, ...readHeader(headers) }
  })
}

/** The same for the other side: what is asked of a vendor. */
export function readVendorRequest(
  body: Buffer,
  { timeZone }: { timeZone: string },
): Promise<Request<VendorMethod>> {
  return read(body, vendors, timeZone, { mostElements: 50_000 })
}

function read<M extends Method>(
  body: Buffer,
  offered: M[],
  timeZone: string,
  most: { mostElements: number },
): Promise<Request<M>> {
  return asBadRequest(async () => {
    const { soap, headers, payload } = await readEnvelope(body, most)
    const { version, header } = readHeader(headers)
    judge(payload, version)
    const method = offered.find((one) => one === payload.name)
    const wrong = (why: string) => new NotMultiSpeak(why)
    const asks =
      method && readThing(methods[method].asks, payload, { version, timeZone, wrong, isStrict: true })
    return { version, soap, header, method: payload.name.slice(0, 100), asks } as Request<M>
  })
}

async function asBadRequest<Made>(reading: () => Promise<Made>): Promise<Made> {
  try {
    return await reading()
  } catch (error) {
    if (error instanceof NotMultiSpeak) throw new BadRequest(`This message cannot be read: ${error.why}.`)
    throw error
  }
}

function judge({ uri }: XmlElement, version: Version) {
  if (versionIn(uri) === undefined) throw new NotMultiSpeak('its content is not of MultiSpeak 3.0 or 4.1')
  if (versionIn(uri) !== version) throw new NotMultiSpeak('its header and its content are of two versions')
}

import { randomUUID } from 'node:crypto'
import type { VendorMethod } from '../multispeak/calls.ts'
import { callVendor } from '../multispeak/client.ts'
import type { VendorTarget } from '../multispeak/vendor-target.ts'
import { OutboundFault } from '../outbound/fault.ts'
import type { CheckOutcome } from './checks-store.ts'
import type { PrepaidConnectionInput } from './fields.ts'
import type { Trying } from './try-connection.ts'

export type VendorToTry = { vendor: VendorTarget; whoAsks: PrepaidConnectionInput['whoAsks'] }

type Needed = Partial<Record<VendorMethod, string>>

/** What the vendor has to offer, each with what cannot be done without it. */
const alwaysNeeded: Needed = {
  EnrollPPMCustomer: 'cannot be asked to enroll customers',
  UnenrollPPMCustomer: 'cannot be asked to unenroll customers',
  GetPrePayStatus: 'cannot be asked for balances',
}
const neededToSend: Needed = {
  CommitPaymentTransaction: 'cannot be told payments',
  AdjustPPMBalance: 'cannot be told adjustments',
}

/** Many a vendor has it told otherwise, and all else works without. */
const meterExchange = 'PPMMeterExchangeNotification'

/** Pings the vendor, and asks what it offers: nothing of a customer is told or asked. */
export async function tryVendor(
  { vendor, whoAsks }: VendorToTry,
  { signal, at, note }: Trying,
): Promise<CheckOutcome> {
  const ask = { signal, at }
  const onStage = (stage: string, detail: string) => {
    // A ping is good only once its answer was looked at.
    if (stage !== 'answered') note(stage, detail)
  }
  const errors = await callVendor(vendor, 'PingURL', {}, { ...ask, messageId: randomUUID(), onStage })
  if (errors.length > 0) throw pingFailed(errors.map(({ text }) => text).join(' '))
  note('answered', 'PingURL')
  const offered = await methodsOf(vendor, ask)
  const needed = { ...alwaysNeeded, ...(whoAsks === 'us' && neededToSend) }
  const lacks = Object.entries(needed).filter(([method]) => offered && !offered.has(method.toLowerCase()))
  const isToldMeters = !offered || offered.has(meterExchange.toLowerCase())
  const count = offered && (offered.size === 1 ? '1 method' : `${offered.size} methods`)
  const found =
    lacks.length === 0 ? 'all that are needed' : `without ${lacks.map(([name]) => name).join(', ')}`
  note('methods', count ? `${count}, ${found}` : 'the vendor does not say which it has')
  return {
    ...{ isGood: true, usedNextPassword: false },
    ...(lacks.length > 0 && { lacks: lacks.map(([method, words]) => `${words} (${method})`) }),
    ...(!isToldMeters && {
      remark: `The vendor cannot be told of exchanged meters by a message (${meterExchange}): tell it otherwise.`,
    }),
  }
}

/** In small letters; undefined where the vendor answers everything but this. */
async function methodsOf(vendor: VendorTarget, ask: { signal: AbortSignal; at: Date }) {
  try {
    const methods = await callVendor(vendor, 'GetMethods', {}, { ...ask, messageId: randomUUID() })
    return new Set(methods.map((method) => method.trim().toLowerCase()))
  } catch (error) {
    if (error instanceof OutboundFault && error.code === 'vendor-error') return undefined
    throw error
  }
}

function pingFailed(said: string) {
  return new OutboundFault({
    ...{ stage: 'answered', code: 'vendor-error', said },
    sentence: 'The vendor answers, but says that something is wrong.',
    forProvider:
      'Your PingURL answers us with an error. Is your service in order, and is our login entered there?',
  })
}

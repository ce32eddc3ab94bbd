import { randomUUID } from 'node:crypto'
import type { JobAct } from '../../jobs/job.ts'
import type { VendorTarget } from '../../multispeak/vendor-target.ts'
import { type FaultCode, OutboundFault } from '../../outbound/fault.ts'
import { noteBegan, noteNotBegun, type PushedEntry } from './pushes-store.ts'

/** `isLook`: it may have arrived already, so nothing is sent. */
export type PushWork = { target: VendorTarget; entry: PushedEntry; isLook: boolean }

export type PushAnswer =
  | { is: 'sent' }
  | { is: 'refused' | 'unknown'; sentence: string }
  /** The balance at the vendor; null where it does not say. */
  | { is: 'looked'; cents: number | null }
  /** Nobody wants it sent any more. */
  | { is: 'nothing' }
  /** The vendor has just not answered another. */
  | { is: 'later'; dueAt: string; sentence: string }

type Context = Parameters<JobAct<PushWork, PushAnswer>>[0]

/** After these it may have been done, whatever the answer said. */
const doubtful: FaultCode[] = ['answer-lost', 'server-failed', 'too-large', 'not-multispeak', 'failed']
/** The vendor does not tell balances, which keeps nothing from being sent. */
const untold: FaultCode[] = ['vendor-error', 'not-multispeak', 'no-service', 'too-large']

/** Sends a payment or an adjustment to the vendor, with its balance there before; or looks at the balance since. */
export const pushEntry: JobAct<PushWork, PushAnswer> = async (context, work) => {
  const { entry, isLook } = work
  if (isLook) return { is: 'looked', cents: await balanceOf(context, work) }
  const { db, now } = context
  const cents = await balanceOf(context, work)
  const at = now().toISOString()
  await noteBegan(db, entry.objectId, at, { cents, at })
  try {
    const refusal = await tell(context, work)
    if (refusal === undefined) return { is: 'sent' }
    await noteNotBegun(db, entry.objectId)
    return { is: 'refused', sentence: refusal }
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
    const { code, sentence } = error
    if (doubtful.includes(code)) return { is: 'unknown', sentence }
    await noteNotBegun(db, entry.objectId)
    if (code === 'vendor-error') return { is: 'refused', sentence }
    throw error
  }
}

async function balanceOf({ signal, now }: Context, { target, entry }: PushWork): Promise<number | null> {
  const { callVendor } = await import('../../multispeak/client.ts')
  const asks = { locationIds: [entry.locationId] }
  try {
    const options = { signal, at: now(), messageId: randomUUID() }
    const [status] = await callVendor(target, 'GetPrePayStatus', asks, options)
    return status?.balanceCents ?? null
  } catch (error) {
    if (error instanceof OutboundFault && untold.includes(error.code)) return null
    throw error
  }
}

/** In the vendor's words why it was not taken; undefined where it was. */
async function tell({ signal, now }: Context, { target, entry }: PushWork): Promise<string | undefined> {
  const { callVendor } = await import('../../multispeak/client.ts')
  const { objectId, customer: accountNumber, serviceType, cents, locationId, description, messageId } = entry
  const options = { signal, at: now(), messageId }
  const told = { objectId, accountNumber, serviceType, cents }
  if (entry.kind === 'payment') {
    const payments = [{ ...told, transactionId: objectId }]
    const answers = await callVendor(target, 'CommitPaymentTransaction', { payments }, options)
    const refused = answers.find(({ response, error }) => isRefusal(response) || error !== '')
    return refused && (refused.error || `The vendor answers ${refused.response} and gives no reason.`)
  }
  const adjustments = [{ ...told, locationId, description }]
  const [error] = await callVendor(target, 'AdjustPPMBalance', { adjustments }, options)
  return error && (error.text || 'The vendor answers with an error and gives no reason.')
}

/** Where it does not say, it is good. */
const isRefusal = (response: string) => response !== '' && response !== 'Success'

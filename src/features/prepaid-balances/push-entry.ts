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
    const answer = await tell(context, work)
    if (answer.is === 'refused') await noteNotBegun(db, entry.objectId)
    return answer
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
    const { code, sentence } = error
    if (doubtful.includes(code)) return { is: 'unknown', sentence }
    // What a server says where it failed may come after it has taken the amount.
    if (code === 'vendor-error' && (await hasMoved(context, work, cents))) return { is: 'unknown', sentence }
    await noteNotBegun(db, entry.objectId)
    if (code === 'vendor-error') return { is: 'refused', sentence }
    throw error
  }
}

/** Whether the balance is another than before, or cannot be seen again. */
async function hasMoved(context: Context, work: PushWork, before: number | null) {
  if (before === null) return false
  const since = await balanceOf(context, work).catch((error) => {
    if (error instanceof OutboundFault) return null
    throw error
  })
  return since !== before
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

type Told = Extract<PushAnswer, { is: 'sent' | 'refused' | 'unknown' }>

/** `refused` has the vendor's words. */
async function tell({ signal, now }: Context, { target, entry }: PushWork): Promise<Told> {
  const { callVendor } = await import('../../multispeak/client.ts')
  const { objectId, customer: accountNumber, serviceType, cents, locationId, description, messageId } = entry
  const options = { signal, at: now(), messageId }
  const told = { objectId, accountNumber, serviceType, cents }
  if (entry.kind === 'payment') {
    const payments = [{ ...told, transactionId: objectId }]
    const answers = await callVendor(target, 'CommitPaymentTransaction', { payments }, options)
    const all = answers.map(judge)
    return all.find(({ is }) => is === 'unknown') ?? all.find(({ is }) => is === 'refused') ?? { is: 'sent' }
  }
  const adjustments = [{ ...told, locationId, description }]
  const [error] = await callVendor(target, 'AdjustPPMBalance', { adjustments }, options)
  if (!error) return { is: 'sent' }
  return { is: 'refused', sentence: error.text || 'The vendor answers with an error and gives no reason.' }
}

/** What is neither a plain yes nor a plain no is left to a person. Where the vendor says nothing, it is good. */
function judge({ response, error }: { response: string; error: string }): Told {
  const said = response.trim().toLowerCase()
  if ((said === '' || said === 'success') && error === '') return { is: 'sent' }
  const words = error || `The vendor answers ${response.slice(0, 50)} and gives no reason.`
  if (said === '' || said === 'failure' || said === 'error') return { is: 'refused', sentence: words }
  return { is: 'unknown', sentence: error ? `The vendor answers ${response.slice(0, 50)}: ${error}` : words }
}

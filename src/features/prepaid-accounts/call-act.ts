import type { JobAct } from '../../jobs/job.ts'
import type { VendorCalls } from '../../multispeak/calls.ts'
import type { ErrorObject } from '../../multispeak/things.ts'
import type { VendorTarget } from '../../multispeak/vendor-target.ts'
import { OutboundFault } from '../../outbound/fault.ts'
import type { CallAct, CallContent } from './call.ts'
import { noteBegan } from './calls-store.ts'

export type CallWork = {
  jobId: number
  messageId: string
  act: CallAct
  content: CallContent
  /** What the vendor calls the account. */
  locationId: string
  target: VendorTarget
  /** It may have been done already, so nothing is asked for. */
  isLook: boolean
}

/** `isKnown`: whether the vendor knows the account with a balance, where it was only looked at. */
export type CallAnswer =
  | { is: 'done' }
  | { is: 'refused'; problem: string }
  | { is: 'looked'; isKnown: boolean; said: string }

type Context = Parameters<JobAct<CallWork, CallAnswer>>[0]

/** Asks the vendor to do what was asked for, or looks whether it has. */
export const askAboutAccount: JobAct<CallWork, CallAnswer> = async (context, work) => {
  if (work.isLook) return look(context, work)
  const { db, now } = context
  await noteBegan(db, work.jobId, now().toISOString())
  try {
    const errors = await send(context, work)
    return errors.length === 0 ? { is: 'done' } : { is: 'refused', problem: wordsOf(errors) }
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
    // All but a lost answer was surely not done.
    if (error.code !== 'answer-lost') await noteBegan(db, work.jobId, null)
    if (error.code === 'vendor-error') return { is: 'refused', problem: error.said ?? error.sentence }
    throw error
  }
}

async function send(context: Context, { act, content, target, messageId }: CallWork): Promise<ErrorObject[]> {
  // Only here does the process need it: imports, which are done by the same, begin sooner without.
  const { callVendor } = await import('../../multispeak/client.ts')
  const options = { signal: context.signal, at: context.now(), messageId }
  if ('exchange' in content) {
    const asks = { exchanges: [content.exchange] }
    return callVendor(target, 'PPMMeterExchangeNotification', asks, options)
  }
  const asks: VendorCalls['EnrollPPMCustomer']['asks'] = { locations: [content.location] }
  return callVendor(target, act === 'enroll' ? 'EnrollPPMCustomer' : 'UnenrollPPMCustomer', asks, options)
}

async function look(context: Context, { target, locationId, messageId }: CallWork): Promise<CallAnswer> {
  const { callVendor } = await import('../../multispeak/client.ts')
  const options = { signal: context.signal, at: context.now(), messageId: `${messageId}-look` }
  const [status] = await callVendor(target, 'GetPrePayStatus', { locationIds: [locationId] }, options)
  const isKnown = status !== undefined && status.error === undefined && status.balanceCents !== null
  return { is: 'looked', isKnown, said: status?.error?.text ?? '' }
}

/** What the vendor says, each sentence once. */
function wordsOf(errors: ErrorObject[]): string {
  const texts = new Set(errors.map(({ text }) => text.trim()).filter((text) => text !== ''))
  return [...texts].join(' ') || 'The vendor gives no reason.'
}

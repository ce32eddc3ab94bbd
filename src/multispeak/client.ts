import type { OnStage } from '../outbound/reach.ts'
import type { VendorCalls, VendorMethod } from './calls.ts'
import type { VendorTarget } from './vendor-target.ts'

export type CallOptions = {
  /** The deadline for all of it. */
  signal: AbortSignal
  at: Date
  /** The same whenever the same is told again. */
  messageId: string
  onStage?: OnStage
  /** Milliseconds in which nothing may come. */
  silence?: number
}

/** Whether a call changes something at the vendor: where its answer is lost, nobody knows whether it was done. */
const changing: Record<VendorMethod, boolean> = {
  ...{ PingURL: false, GetMethods: false, GetPrePayStatus: false },
  ...{ EnrollPPMCustomer: true, UnenrollPPMCustomer: true, PPMMeterExchangeNotification: true },
  ...{ CommitPaymentTransaction: true, AdjustPPMBalance: true },
}

export const changingMethods = (Object.keys(changing) as VendorMethod[]).filter((method) => changing[method])

/**
 * Asks the vendor once and answers what it answers. `onStage` is told each stage when it is passed, with what was found.
 * Throws OutboundFault: `answer-lost` where it may have been done, anything else where it was surely not.
 */
export async function callVendor<M extends VendorMethod>(
  target: VendorTarget,
  method: M,
  asks: VendorCalls[M]['asks'],
  options: CallOptions,
): Promise<VendorCalls[M]['answers']> {
  throw new Error(
    `${method} (message ${options.messageId}) is not written yet for ${target.version}: ${Object.keys(asks)}.`,
  )
}

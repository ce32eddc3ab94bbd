import { type HttpsMessage, postHttps } from '../outbound/https.ts'
import type { OnStage } from '../outbound/reach.ts'
import type { VendorCalls, VendorMethod } from './calls.ts'
import { judgeAnswer } from './judge-answer.ts'
import { serverOf } from './vendor-server.ts'
import type { VendorTarget } from './vendor-target.ts'
import { writeRequest } from './write-request.ts'

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

const usualSilence = 60_000

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
  const { signal, at, messageId, onStage = () => undefined, silence = usualSilence } = options
  const server = serverOf(target)
  const { contentType, headers, body } = writeRequest(target, method, asks, {
    messageId,
    at,
    timeZone: target.timeZone,
  })
  const message: HttpsMessage = {
    headers: { ...headers, 'Content-Type': contentType },
    body: Buffer.from(body),
    name: `${method} (message ${messageId})`,
    changes: changing[method],
    stage: method === 'GetMethods' ? 'methods' : 'answered',
  }
  const answer = await postHttps(server, message, { signal, silence, onStage, at })
  const answers = await judgeAnswer(server, target.version, method, message, answer)
  onStage(message.stage, method)
  return answers
}

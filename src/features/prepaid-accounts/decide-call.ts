import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { JobState } from '../../jobs/job.ts'
import { moveJob } from '../../jobs/jobs-store.ts'
import type { PrepaidAccount } from './account.ts'
import { lockAccount } from './accounts-store.ts'
import { type Call, callLabels, callState } from './call.ts'
import { findLastCall, noteAnswered, noteBegan, noteCanceled } from './calls-store.ts'
import { prepaidAccountEvents } from './events.ts'
import { settleDone, settleNotDone, type WhenEnrolled } from './settle-call.ts'

const notBegun: JobState[] = ['ready', 'waiting', 'held', 'needs-person']
/** What may have been done, also where its job was canceled at a terminal. */
const mayBeDone: JobState[] = ['unknown', 'canceled']
const nothing = { dueAt: null, problem: null, problemSince: null }

/** What was asked last about an account, by its number: what a person decided about an earlier one is not done. */
export type AskedCall = { accountId: number; callId: number }

type Settling = { trx: Db; call: Call; account: PrepaidAccount; at: string }

/** `act` decides with the account locked; false where the call is at something else by then. */
async function decide(
  deps: Deps,
  { accountId, callId }: AskedCall,
  act: (settling: Settling) => Promise<boolean>,
): Promise<boolean> {
  const isDone = await transaction(deps.db, async (trx) => {
    const account = await lockAccount(trx, accountId)
    const call = account && (await findLastCall(trx, accountId))
    if (!account || call?.id !== callId) return false
    return act({ trx, call, account, at: deps.now().toISOString() })
  })
  if (isDone) deps.jobs.wake()
  return isDone
}

/** Nothing of it was done: the account is as it was before. */
export function cancelCall(deps: Deps, asked: AskedCall, actor: Actor) {
  return decide(deps, asked, async ({ trx, call, account, at }) => {
    const { id, jobId, beganAt, jobState, act } = call
    const isOver = jobState === null || (jobState === 'canceled' && beganAt === null)
    if (
      !isOver &&
      !(jobId && (await moveJob(trx, jobId, { ...nothing, state: 'canceled', from: notBegun, at })))
    )
      return false
    if (callState(call) === 'canceled' || call.answeredAt !== null) return false
    await noteCanceled(trx, id, at)
    await settleNotDone(trx, { ...call, account })
    const entry = prepaidAccountEvents.canceled(account, { asked: callLabels[act] })
    await appendEvent(deps, trx, actor, entry)
    return true
  })
}

/** Tells the vendor at once what waits, or looks at once whether it was done. */
export function goOnNow(deps: Deps, asked: AskedCall, actor: Actor) {
  return decide(deps, asked, async ({ trx, call, account, at }) => {
    const { jobId, jobProblem: problem, act } = call
    if (jobId === null) return false
    const move = { dueAt: at, problem, problemSince: problem && at, at }
    const isLook = callState(call) === 'unknown'
    const isMoved = isLook
      ? await moveJob(trx, jobId, { ...move, state: 'unknown', from: mayBeDone })
      : await moveJob(trx, jobId, { ...move, state: 'ready', from: [...notBegun, 'canceled'] })
    if (!isMoved) return false
    const entry = prepaidAccountEvents.goOnAsked(account, { asked: callLabels[act] })
    await appendEvent(deps, trx, actor, entry)
    return true
  })
}

export const decisions = [
  { value: 'done', label: 'It was done' },
  { value: 'again', label: 'Send again' },
  { value: 'not-done', label: 'It was not done' },
] as const

type Decision = (typeof decisions)[number]['value']

/** What became of a call whose answer nobody has, as a person learned it from the vendor. */
export function decideCall(
  deps: Deps,
  { decision, ...asked }: AskedCall & { decision: Decision },
  actor: Actor,
  whenEnrolled: WhenEnrolled,
) {
  return decide(deps, asked, async ({ trx, call, account, at }) => {
    const { id, jobId, act } = call
    if (jobId === null || callState(call) !== 'unknown') return false
    const state = { done: 'done', again: 'ready', 'not-done': 'canceled' } as const
    const dueAt = decision === 'again' ? at : null
    const move = { ...nothing, state: state[decision], dueAt, from: mayBeDone, at }
    if (!(await moveJob(trx, jobId, move))) return false
    const label = decisions.find(({ value }) => value === decision)?.label ?? decision
    if (decision === 'again') await noteBegan(trx, jobId, null)
    if (decision === 'not-done') {
      await noteCanceled(trx, id, at)
      await settleNotDone(trx, { ...call, account })
    }
    if (decision === 'done') await noteAnswered(trx, id, at, null)
    const told = { asked: callLabels[act], decision: label }
    await appendEvent(deps, trx, actor, prepaidAccountEvents.decided(account, told))
    if (decision === 'done') await settleDone(deps, trx, { ...call, account }, actor, whenEnrolled)
    return true
  })
}

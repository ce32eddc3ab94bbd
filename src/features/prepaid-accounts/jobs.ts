import { appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import { openVendor } from '../../connections/open-vendor.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { type Ending, isDoubtOf, type Job, type JobKind } from '../../jobs/job.ts'
import type { PrepaidAccount } from './account.ts'
import { findAccount, lockAccount } from './accounts-store.ts'
import { kindOf } from './ask-vendor.ts'
import { type Call, type CallAct, callLabels } from './call.ts'
import type { CallAnswer, CallWork } from './call-act.ts'
import { findCallOfJob, noteAnswered, noteBegan } from './calls-store.ts'
import { prepaidAccountEvents } from './events.ts'
import { settleDone, settleNotDone, type WhenEnrolled } from './settle-call.ts'
import { placeOf } from './vendor.ts'

type CallJob = JobKind<
  { accountId: number },
  CallWork,
  CallAnswer | { is: 'cannot-look' },
  ReturnType<typeof kindOf>
>

const deadlineMs = 2 * 60_000

const labels: Record<CallAct, string> = {
  enroll: 'Enroll a prepaid account',
  unenroll: 'Unenroll a prepaid account',
  meter: 'Tell of an exchanged meter',
}

/** What is asked of the vendor about an account, each as a kind of its own. */
export function callJobs(whenEnrolled: WhenEnrolled): CallJob[] {
  return (Object.keys(labels) as CallAct[]).map((act) => callJob(act, whenEnrolled))
}

function callJob(act: CallAct, whenEnrolled: WhenEnrolled): CallJob {
  return {
    name: kindOf(act),
    label: labels[act],
    deadlineMs,
    isExchange: true,
    whenLost: 'unknown',

    async prepare(deps, job) {
      const call = await findCallOfJob(deps.db, job.id)
      const account = await findAccount(deps.db, job.content.accountId)
      if (!call || !account) return { needsPerson: 'What was asked is not kept any more: cancel it.' }
      const target = await openVendor(deps)
      if ('missing' in target) return { needsPerson: target.missing }
      if (placeOf(target) !== call.content.place) return { needsPerson: movedSince(call, placeOf(target)) }
      // Before it was sent nothing can have been done.
      const isLook = job.state === 'unknown' && call.beganAt !== null
      // No answer of the vendor tells of a meter.
      if (isLook && act === 'meter') return { answer: { is: 'cannot-look' } }
      const { messageId, content } = call
      const work = { jobId: job.id, messageId, act, content, locationId: account.objectId, target, isLook }
      return { work }
    },

    async noteUnknown(deps, trx, job, problem) {
      const call = await findCallOfJob(trx, job.id)
      const account = await findAccount(trx, job.content.accountId)
      if (call && account && isDoubtOf(job, call.beganAt))
        await tellUnknown(deps, trx, account, { asked: callLabels[act], problem })
    },

    noteRestored: (trx, job, at) => noteBegan(trx, job.id, at),

    async finish(deps, trx, job, answer) {
      const call = await findCallOfJob(trx, job.id)
      const account = await lockAccount(trx, job.content.accountId)
      if (!call || !account) return { state: 'canceled' }
      return endingOf(deps, trx, { job, call, account, answer }, whenEnrolled)
    },
  }
}

type Answered = {
  job: Job
  call: Call
  account: PrepaidAccount
  answer: CallAnswer | { is: 'cannot-look' }
}

async function endingOf(
  deps: Deps,
  trx: Db,
  { job, call, account, answer }: Answered,
  whenEnrolled: WhenEnrolled,
): Promise<Ending> {
  const { act, id } = call
  const at = deps.now().toISOString()
  const isDone = answer.is === 'done' || (answer.is === 'looked' && act === 'enroll' && answer.isKnown)
  if (isDone) {
    await noteAnswered(trx, id, at, null)
    await settleDone(deps, trx, { ...call, account }, systemActor, whenEnrolled)
    return { state: 'done' }
  }
  const asked = callLabels[act]
  if (answer.is === 'refused') {
    const { problem } = answer
    await noteAnswered(trx, id, at, problem)
    await settleNotDone(trx, { ...call, account })
    await appendEvent(deps, trx, systemActor, prepaidAccountEvents.refused(account, { asked, problem }))
    return { state: 'done' }
  }
  const problem = whyUnknown(act, answer)
  if (job.state !== 'unknown') await tellUnknown(deps, trx, account, { asked, problem })
  return { state: 'unknown', problem }
}

async function tellUnknown(
  deps: Deps,
  trx: Db,
  account: PrepaidAccount,
  told: { asked: string; problem: string },
) {
  await appendEvent(deps, trx, systemActor, prepaidAccountEvents.unknown(account, told))
}

function movedSince({ act, content: { place }, beganAt }: Call, now: string) {
  const what = `${callLabels[act]} was to be told to ${place}, and the connection leads to ${now} by now.`
  return beganAt === null
    ? `${what} Nothing was told: cancel it, and ask for it again.`
    : `${what} It may have been done, and cannot be looked at: ask the vendor.`
}

function whyUnknown(act: CallAct, answer: Exclude<Answered['answer'], { is: 'done' | 'refused' }>) {
  if (answer.is === 'cannot-look')
    return 'Whether the vendor has the new meter cannot be asked of its system: ask the vendor.'
  const said = answer.said === '' ? '' : ` It says: ${answer.said}`
  return act === 'enroll'
    ? `The vendor does not know the account with a balance.${said} It may not have been enrolled: ask the vendor.`
    : `The vendor ${answer.isKnown ? 'still knows the account with a balance' : 'says no balance of the account'}.${said} Ask it whether it was unenrolled.`
}

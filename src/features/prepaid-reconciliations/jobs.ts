import { appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import { prepaidMetering } from '../../connections/connection.ts'
import { openTarget } from '../../connections/open-target.ts'
import { promoteNextPassword } from '../../connections/promote-next-password.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { SendAnswer, SendWork } from '../../exchange-files/send-kept-file.ts'
import { cannotLook, whyUnknown } from '../../exchange-files/why-unknown.ts'
import type { Ending, Job, JobKind } from '../../jobs/job.ts'
import { placeOf } from '../../outbound/place.ts'
import type { MakeContent } from './ask-to-make.ts'
import { reconciliationEvents } from './events.ts'
import { makeKind, sendKind } from './kinds.ts'
import { makeReconciliation } from './make.ts'
import { noteSent, noteWriteBegan, writeBegan } from './reconciliation-moves-store.ts'
import type { SendContent } from './send-file.ts'

const deadlineMs = 15 * 60_000
/** Before what surely did not arrive is sent again. */
const againAfterMs = 60_000

/** Adds up what the database has of a month in moments, and in the transaction that records it: no process works on it. */
export const makeJob: JobKind<MakeContent, never, object, typeof makeKind> = {
  name: makeKind,
  label: 'Make a reconciliation',
  deadlineMs,
  isExchange: false,
  whenLost: 'again',
  prepare: async () => ({ answer: {} }),
  async finish(deps, trx, { content }) {
    await makeReconciliation(deps, trx, content)
    return { state: 'done' }
  },
}

export const sendJob: JobKind<SendContent, SendWork<SendContent>, SendAnswer, typeof sendKind> = {
  name: sendKind,
  label: 'Send a reconciliation',
  deadlineMs,
  isExchange: true,
  whenLost: 'unknown',

  async prepare(deps, { content, state }) {
    const target = await openTarget(deps, prepaidMetering)
    if ('missing' in target) return { needsPerson: target.missing }
    if (placeOf(target) !== content.place) return { needsPerson: movedSince(content, placeOf(target), state) }
    // Before its first byte was written nothing can have arrived.
    const isLook = state === 'unknown' && (await writeBegan(deps.db, content.id))
    return { work: { ...content, target, isLook } }
  },

  async noteUnknown(deps, trx, { content, state }, problem) {
    if (state === 'unknown' || !(await writeBegan(trx, content.id))) return
    const told = { file: content.name, problem }
    await appendEvent(deps, trx, systemActor, reconciliationEvents.unknown(content, told))
  },

  /** So that it is only looked for. */
  noteRestored: (trx, { content }, at) => noteWriteBegan(trx, content.id, at),

  async finish(deps, trx, job, answer) {
    const triedAt = job.begunAt ?? job.createdAt
    if (answer.usedNextPassword) await promoteNextPassword(deps, trx, prepaidMetering, systemActor, triedAt)
    return endingOf(deps, trx, job, answer)
  },
}

async function endingOf(
  deps: Deps,
  trx: Db,
  { content, state }: Job<SendContent>,
  answer: SendAnswer,
): Promise<Ending> {
  const { id, folder, name: file } = content
  const at = deps.now()
  switch (answer.is) {
    case 'sent': {
      const { size } = answer
      await noteSent(trx, id, { at: at.toISOString(), size })
      await appendEvent(deps, trx, systemActor, reconciliationEvents.sent(content, { file, folder, size }))
      return { state: 'done' }
    }
    case 'not-arrived':
      await noteWriteBegan(trx, id, null)
      return {
        state: 'waiting',
        dueAt: new Date(at.getTime() + againAfterMs).toISOString(),
        problem: 'Sending broke off before the file was whole. What was there of it is removed.',
      }
    case 'not-sent': {
      const problem = answer.sentence
      await appendEvent(deps, trx, systemActor, reconciliationEvents.notSent(content, { file, problem }))
      return { state: 'held', problem }
    }
    default: {
      const problem = whyUnknown(answer, content, 'the vendor')
      if (state !== 'unknown')
        await appendEvent(deps, trx, systemActor, reconciliationEvents.unknown(content, { file, problem }))
      return { state: 'unknown', problem }
    }
  }
}

function movedSince(content: SendContent, now: string, state: Job['state']) {
  const { place, name } = content
  return state === 'unknown'
    ? cannotLook(content, now, 'the vendor')
    : `The file ${name} was to go to ${place}, and the connection leads to ${now} by now. Nothing was sent: cancel the release, and release it again if it is to go there.`
}

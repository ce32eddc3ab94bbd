import { appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import { billProvider } from '../../connections/connection.ts'
import { openTarget } from '../../connections/open-target.ts'
import { promoteNextPassword } from '../../connections/promote-next-password.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { SendAnswer } from '../../exchange-files/send-kept-file.ts'
import { cannotLook, whyUnknown } from '../../exchange-files/why-unknown.ts'
import type { Ending, Job, JobKind } from '../../jobs/job.ts'
import { placeOf } from '../../outbound/place.ts'
import { billEvents } from './events.ts'
import { findRun } from './runs-store.ts'
import { sendKind } from './send/kind.ts'
import type { SendContent, SendWork } from './send/send-file.ts'
import { noteCanceled, noteSent, noteWriteBegan, writeBegan } from './sends-store.ts'

/** 50 MB over a thin line. */
const deadlineMs = 15 * 60_000
/** Before what surely did not arrive is sent again. */
const againAfterMs = 60_000

export const sendBills: JobKind<SendContent, SendWork, SendAnswer, typeof sendKind> = {
  name: sendKind,
  label: 'Send bills',
  deadlineMs,
  isExchange: true,
  whenLost: 'unknown',

  async prepare(deps, { content, state }) {
    const target = await openTarget(deps, billProvider)
    if ('missing' in target) return { needsPerson: target.missing }
    if (placeOf(target) !== content.place) return { needsPerson: movedSince(content, placeOf(target), state) }
    // Before its first byte was written nothing can have arrived. What a newer decision was made about is not sent besides.
    const mayBeThere = state === 'unknown' && (await writeBegan(deps.db, content.sendId))
    const isLook = mayBeThere || (await isLeftBehind(deps.db, content))
    return { work: { ...content, target, isLook } }
  },

  async noteUnknown(deps, trx, { content, state }, problem) {
    const { sendId, name: file, number } = content
    if (state === 'unknown' || !(await writeBegan(trx, sendId))) return
    const about = await aboutRun(trx, content)
    await appendEvent(deps, trx, systemActor, billEvents.unknown(about, { file, problem, number }))
  },

  /** So that it is only looked for. */
  noteRestored: (trx, { content }, at) => noteWriteBegan(trx, content.sendId, at),

  async finish(deps, trx, job, answer) {
    const triedAt = job.begunAt ?? job.createdAt
    if (answer.usedNextPassword) await promoteNextPassword(deps, trx, billProvider, systemActor, triedAt)
    return endingOf(deps, trx, job, answer)
  },
}

async function endingOf(
  deps: Deps,
  trx: Db,
  { content, state }: Job<SendContent>,
  answer: SendAnswer,
): Promise<Ending> {
  const { sendId, folder, name: file, number } = content
  const about = await aboutRun(trx, content)
  const wasUnknown = state === 'unknown'
  const at = deps.now()
  switch (answer.is) {
    case 'sent': {
      const { size } = answer
      await noteSent(trx, sendId, { at: at.toISOString(), size })
      await appendEvent(deps, trx, systemActor, billEvents.sent(about, { file, folder, size, number }))
      return { state: 'done' }
    }
    case 'not-arrived':
      await noteWriteBegan(trx, sendId, null)
      if (await isLeftBehind(trx, content)) return leave(deps, trx, content, about)
      return {
        state: 'waiting',
        dueAt: new Date(at.getTime() + againAfterMs).toISOString(),
        problem: 'Sending broke off before the file was whole. What was there of it is removed.',
      }
    case 'not-sent': {
      const problem = answer.sentence
      await appendEvent(deps, trx, systemActor, billEvents.notSent(about, { file, problem, number }))
      return { state: 'held', problem }
    }
    default: {
      if (answer.is === 'absent' && !(await writeBegan(trx, sendId))) return leave(deps, trx, content, about)
      const problem = whyUnknown(answer, content, 'the provider')
      if (!wasUnknown) {
        await appendEvent(deps, trx, systemActor, billEvents.unknown(about, { file, problem, number }))
      }
      return { state: 'unknown', problem }
    }
  }
}

async function aboutRun(trx: Db, { runId: id }: SendContent) {
  const run = await findRun(trx, id)
  return { id, period: run?.isBroughtIn ? run.period : '' }
}

/** Whether it was decided again about these bills since: then this decision writes nothing more. */
async function isLeftBehind(db: Db, { runId, number }: SendContent): Promise<boolean> {
  const run = await findRun(db, runId)
  return run !== undefined && run.sends > number
}

/** Nothing of it arrived, and a newer decision took its place. */
async function leave(
  deps: Deps,
  trx: Db,
  { sendId, name: file, number }: SendContent,
  about: Parameters<typeof billEvents.notSent>[0],
): Promise<Ending> {
  const problem = 'It did not arrive, and was decided anew since.'
  await noteCanceled(trx, sendId, deps.now().toISOString())
  await appendEvent(deps, trx, systemActor, billEvents.notSent(about, { file, problem, number }))
  return { state: 'done' }
}

function movedSince(content: SendContent, now: string, state: Job['state']) {
  const { place, name } = content
  return state === 'unknown'
    ? cannotLook(content, now, 'the provider')
    : `The file ${name} was to go to ${place}, and the connection leads to ${now} by now. Nothing was sent: press Send again if it is to go there.`
}

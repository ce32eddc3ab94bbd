import { fileURLToPath } from 'node:url'
import { type Actor, appendEvent } from '../audit/append.ts'
import type { Db } from '../db/db.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { jobEvents } from '../jobs/events.ts'
import { noteReached, noteTrouble } from '../jobs/health-store.ts'
import { stops } from '../jobs/next-move.ts'
import { beginCheck, type CheckOutcome, endCheck } from './checks-store.ts'
import type { ConnectionName } from './connection.ts'
import { promoteNextPassword } from './promote-next-password.ts'
import type { CheckWork, ToTry } from './try-connection.ts'

/** From pressing the button to the last stage. */
const deadlineMs = 20_000
/** Of it, to begin a process and to hear its answer. */
const beginsWithinMs = 2_000

export const checkScript = fileURLToPath(new URL('./check-worker-main.ts', import.meta.url))

const noAnswer: CheckOutcome = {
  isGood: false,
  ...{ stage: '', code: 'timed-out', forProvider: '' },
  sentence: 'The check took longer than 20 seconds and was ended.',
}
const failed: CheckOutcome = {
  ...noAnswer,
  code: 'failed',
  sentence: 'The check could not be made. The log of the product says where it failed.',
}

type NewCheck = ToTry & {
  connection: ConnectionName
  actor: Actor & { id: number }
  /** What is tried is what is saved: how it ends is how the connection is. */
  isSaved: boolean
}

type Begun = NewCheck & { begunAt: string }

/** Begins a check in a process of its own; undefined while another check of this person goes on. */
export async function startCheck(deps: Deps, check: NewCheck) {
  const { connection, actor, isSaved, ...toTry } = check
  const at = deps.now()
  const id = await beginCheck(deps.db, { connection, userId: actor.id, at })
  if (id === undefined) return undefined
  const work: CheckWork = {
    ...{ ...toTry, check: id, begunAt: at.toISOString() },
    deadlineMs: deadlineMs - beginsWithinMs,
  }
  const worker = deps.startWorker<CheckOutcome>(checkScript, work)
  const timer = setTimeout(worker.stop, deadlineMs)
  const ended = worker.answer.then(async (answer) => {
    clearTimeout(timer)
    if (answer && !('outcome' in answer))
      deps.log.error({ code: answer.code, stack: answer.stack }, 'connection not checked')
    const found = answer ? ('outcome' in answer ? answer.outcome : failed) : noAnswer
    const outcome = { ...found, ofVendor: 'vendor' in toTry }
    await transaction(deps.db, async (trx) => {
      const isPromoted =
        isSaved && (await tellOfConnection(deps, trx, { ...check, begunAt: at.toISOString() }, outcome))
      await endCheck(trx, id, isPromoted ? { ...outcome, isPromoted } : outcome, deps.now())
    })
  })
  void ended.then(() => deps.jobs.wake()).catch(() => undefined)
  // A check whose end cannot be written is a lost one, and the page says so.
  return { id, ended: ended.catch(({ code }) => deps.log.error({ code }, 'end of a check not kept')) }
}

/**
 * A success ends trouble; what would be refused each time stops what goes on by itself. Answers whether the next password
 * took the place of the password.
 */
async function tellOfConnection(
  deps: Deps,
  trx: Db,
  { connection, actor, begunAt }: Begun,
  outcome: CheckOutcome,
): Promise<boolean> {
  const at = deps.now().toISOString()
  if (outcome.isGood) {
    const isPromoted =
      outcome.usedNextPassword && (await promoteNextPassword(deps, trx, connection, actor, begunAt))
    const since = await noteReached(trx, connection, at)
    if (since) await appendEvent(deps, trx, actor, jobEvents.troubleEnded(connection, { since }))
    return isPromoted
  }
  const { code, sentence } = outcome
  // A server that is set up shows a new key at its first check, where it is compared and accepted: nothing has begun to stop.
  if (!stops({ code }) || code === 'server-key-new') return false
  if (await noteTrouble(trx, connection, { code, sentence, stops: true }, at))
    await appendEvent(deps, trx, actor, jobEvents.troubleBegan(connection, { problem: sentence }))
  return false
}

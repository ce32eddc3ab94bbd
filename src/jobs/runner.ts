import { randomUUID } from 'node:crypto'
import { databaseProblem } from '../db/problem.ts'
import type { Deps } from '../deps.ts'
import { findWorkToDo, type WorkToDo } from './attempts-store.ts'
import { addDueSlots } from './due-slots.ts'
import { type AnyJobKind, namesOf } from './job.ts'
import { type Elapsed, leaseKeeper } from './lease.ts'
import { dropLeases } from './leases-store.ts'
import { type InHand, workOn } from './work-on.ts'
import { type JobProcess, startJobProcess } from './worker.ts'

const lookEveryMs = 5_000
const slotsEveryMs = 60_000
/** What another server should do is done here, once that long nobody has begun it. */
const leftAloneMs = 60_000
/** A look may wait for its turn at the database. */
const aliveMs = 60_000

type Options = {
  elapsed?: Elapsed
  /** Begins what works on the jobs of a connection; in a process of its own where nothing is said. */
  begin?: () => JobProcess
}

/**
 * Does what goes on by itself: looks for jobs that are due every five seconds, and at once when it is woken. `script` is the
 * working process: it calls `answerJobs`.
 */
export function jobRunner(
  deps: Deps,
  kinds: readonly AnyJobKind[],
  script: string,
  { elapsed = () => performance.now(), begin = () => startJobProcess(deps, script) }: Options = {},
) {
  const leases = leaseKeeper(deps, randomUUID(), elapsed)
  const names = namesOf(kinds)
  const inHand = new Map<string, { work: InHand; ended: Promise<number> }>()
  let state: 'new' | 'started' | 'closing' = 'new'
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let isAskedAgain = false
  let slotsAt = Number.NEGATIVE_INFINITY
  let isTroubled = false
  let lookedAt = Number.NEGATIVE_INFINITY

  let elsewhere = new Map<string, { mark: string; since: number }>()

  /** The connections whose work is here, or was left alone by those who have it, by this server's own time. */
  function connectionsIn(found: WorkToDo[]): string[] {
    const before = elsewhere
    elsewhere = new Map()
    const connections = Map.groupBy(found, ({ connection }) => connection)
    return [...connections].flatMap(([connection, works]) => {
      const kindsOf = kinds.filter(({ name }) => works.some(({ kind }) => kind === name))
      if (kindsOf.some(({ isHere }) => isHere === undefined || isHere(deps, connection))) return [connection]
      const mark = JSON.stringify(works.map(({ newest, attempts }) => [newest, attempts]).sort())
      const last = before.get(connection)
      const since = last?.mark === mark ? last.since : elapsed()
      elsewhere.set(connection, { mark, since })
      return elapsed() - since >= leftAloneMs ? [connection] : []
    })
  }

  async function look() {
    if (elapsed() - slotsAt >= slotsEveryMs) {
      await addDueSlots(deps, kinds)
      slotsAt = elapsed()
    }
    const found = await findWorkToDo(deps.db, names, deps.now().toISOString())
    for (const connection of connectionsIn(found)) {
      if (state === 'closing' || inHand.has(connection)) continue
      const work = workOn(deps, { connection, kinds, begin, leases })
      const ended = work.ended.then((count) => {
        inHand.delete(connection)
        // What was added since it last asked was seen by nobody.
        if (count > 0 && state === 'started') lookAgain()
        return count
      })
      inHand.set(connection, { work, ended })
    }
  }

  /** One look at a time: a database that has gone silent must not gather them. */
  function lookAgain() {
    isAskedAgain = true
    looking ??= (async () => {
      while (isAskedAgain && state === 'started') {
        isAskedAgain = false
        try {
          await look()
          lookedAt = elapsed()
          isTroubled = false
        } catch (error) {
          const { code } = error as { code?: string }
          const problem = databaseProblem(error)?.words
          if (!isTroubled) deps.log.error({ code, problem }, 'jobs not looked for')
          isTroubled = true
        }
      }
    })().finally(() => {
      looking = undefined
    })
  }

  return {
    async start() {
      // On a folder of its own no other server can be at work, so whatever is begun is left over.
      if (deps.config.databaseUrl === undefined) await dropLeases(deps.db)
      state = 'started'
      timer = setInterval(lookAgain, lookEveryMs).unref()
      lookAgain()
    },

    wake() {
      if (state === 'started') lookAgain()
    },

    isAlive: () => state === 'started' && elapsed() - lookedAt < aliveMs,

    /** Ends what is being done of a kind on a connection, if it is here, as though its process had ended by itself. */
    cutOff(connection: string, kind: string) {
      inHand.get(connection)?.work.cutOff(kind)
    },

    /** Until nothing is due now that nobody else has in hand. */
    async runDue() {
      for (;;) {
        slotsAt = Number.NEGATIVE_INFINITY
        await look()
        const counts = await Promise.all([...inHand.values()].map(({ ended }) => ended))
        if (counts.every((count) => count === 0)) return
      }
    },

    async close() {
      state = 'closing'
      clearInterval(timer)
      await looking
      for (const { work } of inHand.values()) work.stop()
      await Promise.all([...inHand.values()].map(({ ended }) => ended))
    },
  }
}

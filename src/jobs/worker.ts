import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { leaveLogToImport } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import type { Answer, Task, TaskAnswer } from './worker-main.ts'

export type Worker<Outcome> = {
  /** What the process answered; undefined when it ended without an answer. */
  answer: Promise<Answer<Outcome> | undefined>
  stop(): void
}

/** Whose database a process works on. */
type Beside = Pick<Deps, 'config' | 'db'>

/**
 * A process of its own: small heaps, because its memory must not grow with the file, and none of the server's
 * environment, which holds the key.
 */
function startProcess({ db }: Beside, script: string): ChildProcess {
  const compiled = getCompileCacheDir()
  const child = fork(script, [], {
    execArgv: ['--max-old-space-size=64', '--max-semi-space-size=4', '--disable-sigusr1'],
    // With what the server keeps of the sources, a process needs no TypeScript compiler of its own, which is 25 MB.
    env: compiled ? { NODE_COMPILE_CACHE: dirname(compiled) } : {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  // Without it a save does a little more, and that is all.
  const leave = (importing: boolean) => void leaveLogToImport(db, importing).catch(() => undefined)
  leave(true)
  let isOver = false
  const end = () => {
    if (!isOver) leave(false)
    isOver = true
  }
  child.once('error', end)
  child.once('close', end)
  return child
}

const databaseOf = ({ config: { dataDir, databaseUrl } }: Beside) => ({ dataDir, databaseUrl })

/** Runs one piece of work: `script` is the file of its process, and calls `answerWork`. */
export type StartWorker = <Outcome>(script: string, work: object) => Worker<Outcome>

/** Begins each piece of work on a database in a process of its own. */
export function workerStarter(beside: Beside): StartWorker {
  return (script, work) => startWorker(beside, script, work)
}

function startWorker<Outcome>(beside: Beside, script: string, work: object): Worker<Outcome> {
  const child = startProcess(beside, script)
  const answer = new Promise<Answer<Outcome> | undefined>((resolve) => {
    let said: Answer<Outcome> | undefined
    child.on('message', (message) => {
      said = message as Answer<Outcome>
    })
    child.once('error', () => resolve(undefined))
    child.once('close', () => resolve(said))
  })
  // Where no process could be made there is no way to it either, and `answer` says so.
  child.send?.({ database: databaseOf(beside), ...work }, () => {})
  return { answer, stop: () => child.kill('SIGKILL') }
}

/** Milliseconds that a process may take to begin, on a machine with much to do. */
const beginWithinMs = 30_000

export type JobProcess = {
  /** What the process answered, one task at a time; `lost` when it ended without an answer, or was ended at the deadline. */
  run(task: Task): Promise<TaskAnswer | { lost: 'process' | 'deadline' }>
  /** Resolved once the process has ended, and holds the database no more. */
  stop(): Promise<void>
  isOver(): boolean
}

/** Does one job after another in a process of its own: `script` calls `answerJobs`. */
export function startJobProcess(deps: Deps, script: string): JobProcess {
  const child = startProcess(deps, script)
  const { promise: ended, resolve: noteEnd } = Promise.withResolvers<void>()
  function stop() {
    child.kill('SIGKILL')
    return ended
  }
  let hear = (_message: TaskAnswer | 'begun' | undefined) => {}
  let isOver = false
  const end = () => {
    isOver = true
    hear(undefined)
    noteEnd()
  }
  child.on('message', (message) => hear(message as TaskAnswer | 'begun'))
  child.once('error', end)
  child.once('close', end)
  return {
    run: (task) =>
      new Promise((resolve) => {
        let lost: 'process' | 'deadline' = 'process'
        const endAfter = (ms: number) =>
          setTimeout(() => {
            lost = 'deadline'
            void stop()
          }, ms)
        let timer = endAfter(beginWithinMs)
        hear = (message) => {
          clearTimeout(timer)
          if (message === 'begun') timer = endAfter(task.deadlineMs)
          else resolve(message ?? { lost })
        }
        if (isOver) hear(undefined)
        else child.send({ database: databaseOf(deps), task }, () => {})
      }),
    stop,
    isOver: () => isOver,
  }
}

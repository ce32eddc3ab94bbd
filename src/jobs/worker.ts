import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { leaveLogToImport } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import type { Answer } from './worker-main.ts'

export type Worker<Outcome> = {
  pid: number
  /** What the process answered; undefined when it ended without an answer. */
  answer: Promise<Answer<Outcome> | undefined>
  stop(): void
}

/**
 * Runs one piece of work in a process of its own: `script` calls `answerWork`. Small heaps: its memory must not grow
 * with the file.
 */
export function startWorker<Outcome>({ db, config }: Deps, script: string, work: object): Worker<Outcome> {
  const { dataDir, databaseUrl } = config
  const compiled = getCompileCacheDir()
  const child: ChildProcess = fork(script, [], {
    execArgv: ['--max-old-space-size=64', '--max-semi-space-size=4'],
    // None of the server's environment: it holds the key. What SQLite puts aside lies where the database has its room.
    // With what the server keeps of the sources, a process needs no TypeScript compiler of its own, which is 25 MB.
    env: { SQLITE_TMPDIR: dataDir, ...(compiled && { NODE_COMPILE_CACHE: dirname(compiled) }) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const answer = new Promise<Answer<Outcome> | undefined>((resolve) => {
    let said: Answer<Outcome> | undefined
    child.on('message', (message) => {
      said = message as Answer<Outcome>
    })
    child.once('error', () => resolve(undefined))
    child.once('close', () => resolve(said))
  })
  // Without it a save does a little more, and that is all.
  const leave = (importing: boolean) => void leaveLogToImport(db, importing).catch(() => undefined)
  leave(true)
  void answer.then(() => leave(false))
  // Where no process could be made there is no way to it either, and `answer` says so.
  child.send?.({ database: { dataDir, databaseUrl }, ...work }, () => {})
  return { pid: child.pid ?? 0, answer, stop: () => child.kill('SIGKILL') }
}

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { leaveLogToImport } from '../../db/connect.ts'
import type { Deps } from '../../deps.ts'
import type { ImportAnswer, ImportWork } from './import-process.ts'

const script = fileURLToPath(new URL('./import-process.ts', import.meta.url))

export type Apart = {
  pid: number
  /** What the process answered; undefined when it ended without an answer. */
  answer: Promise<ImportAnswer | undefined>
  stop(): void
}

/** Runs one piece of work in a process of its own. Small heaps: its memory must not grow with the file. */
export function apart({ db, config }: Deps, work: Omit<ImportWork, 'database'>): Apart {
  const { dataDir, databaseUrl } = config
  const child: ChildProcess = fork(script, [], {
    execArgv: ['--max-old-space-size=64', '--max-semi-space-size=4'],
    // None of the server's environment: it holds the key.
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const answer = new Promise<ImportAnswer | undefined>((resolve) => {
    let said: ImportAnswer | undefined
    child.on('message', (message) => {
      said = message as ImportAnswer
    })
    child.once('error', () => resolve(undefined))
    child.once('close', () => resolve(said))
  })
  // Without it a save does a little more, and that is all.
  const leave = (importing: boolean) => void leaveLogToImport(db, importing).catch(() => undefined)
  leave(true)
  child.once('close', () => leave(false))
  child.send({ database: { dataDir, databaseUrl }, ...work } satisfies ImportWork, () => {})
  return { pid: child.pid ?? 0, answer, stop: () => child.kill('SIGKILL') }
}

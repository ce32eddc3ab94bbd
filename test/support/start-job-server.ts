import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { environmentOf } from './run.ts'
import type { Town } from './town.ts'

/** A server without pages on a town's database, which does the jobs of the tests. */
export async function startJobServer(town: Town): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'job-server.ts'), [], {
    execArgv: [],
    env: { NODE_COMPILE_CACHE: join(town.deps.config.dataDir, 'compiled') },
  })
  await once(child, 'message')
  child.send(environmentOf(town))
  await once(child, 'message')
  return child
}

export async function killHard(child: ChildProcess) {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { compiledSources } from './compile-cache.ts'
import { environmentOf } from './run.ts'
import type { Town } from './town.ts'

/** A server without pages on a town's database, which does the jobs of the tests, or those of the product. */
export async function startJobServer(
  town: Town,
  does: 'test-jobs' | 'product-jobs' = 'test-jobs',
): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'job-server.ts'), [does], {
    execArgv: [],
    env: compiledSources,
  })
  await once(child, 'message')
  const { outboundAllow } = town.deps.config
  child.send(environmentOf(town, { OUTBOUND_ALLOW: outboundAllow.join(',') }))
  await once(child, 'message')
  return child
}

export async function killHard(child: ChildProcess) {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

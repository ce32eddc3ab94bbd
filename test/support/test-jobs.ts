import { join } from 'node:path'
import type { AnyJobKind, Ending, JobKind } from '../../src/jobs/job.ts'
import { addJob } from '../../src/jobs/jobs-store.ts'
import { jobRunner } from '../../src/jobs/runner.ts'
import { runnerHere } from './jobs-here.ts'
import { testActs } from './test-job-act.ts'
import type { Town } from './town.ts'

export const testScript = join(import.meta.dirname, 'test-job-worker.ts')

/** What the act does at the first try, the second and so on; the last again and again. */
export type TestContent = { does: string[] }
export type TestWork = { does: string; name: string }

type TestKind = JobKind<TestContent, TestWork, string>

/** A kind whose act does as the job says; `test-send` sends something, so that it is not done again where it may be done. */
export function testKind(name: 'test' | 'test-send', more: Partial<TestKind> = {}): TestKind {
  return {
    name,
    label: 'Test',
    deadlineMs: 30_000,
    isExchange: true,
    whenLost: name === 'test' ? 'again' : 'unknown',
    async prepare(_deps, { content, attempt, state, key }) {
      if (state === 'unknown') return { work: { does: 'look', name: key } }
      const does = content.does[attempt - 1] ?? content.does.at(-1) ?? 'answer'
      if (does === 'not set up') return { needsPerson: 'Set up the connection first.' }
      if (does === 'not prepared') throw new Error('the key does not open it')
      return { work: { does, name: key } }
    },
    async finish({ now }, _trx, _job, answer): Promise<Ending> {
      if (answer === 'hold') return { state: 'held', problem: 'The totals do not agree.' }
      if (answer === 'not there')
        return { state: 'waiting', dueAt: now().toISOString(), problem: 'It is not there.' }
      return { state: 'done' }
    },
    ...more,
  }
}

let keys = 0

export async function addTestJob(
  town: Town,
  does: string[],
  { kind = 'test', connection = 'test', key = `test ${++keys}` } = {},
): Promise<number> {
  const at = town.clock.now.toISOString()
  const job = { kind, connection, key, content: { does }, at, dueAt: at, by: null }
  const id = await town.db.transaction((trx) => addJob(trx, job))
  if (id === undefined) throw new Error(`there is a job ${key} already`)
  return id
}

export const testKinds = [testKind('test'), testKind('test-send')]

/** A server of several on one database, with a clock of its own that a test moves; it does the jobs in this process. */
export function serverOn(town: Town, kinds: readonly AnyJobKind[] = testKinds) {
  return runnerHere(town, { kinds, acts: testActs })
}

/** The same with a process that does them, which an act may end or leave hanging. */
export function serverWithProcesses(town: Town, kinds: readonly AnyJobKind[] = testKinds) {
  const clock = { ms: 0 }
  const runner = jobRunner(town.deps, kinds, testScript, { elapsed: () => clock.ms })
  return Object.assign(runner, { wait: (ms: number) => (clock.ms += ms) })
}

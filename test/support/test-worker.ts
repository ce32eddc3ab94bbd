import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { answerWork } from '../../src/jobs/worker-main.ts'

/** Does what the test asks for, on a connection of its own. */
answerWork(async (db, { does, at }: { does: string; at: Date }) => {
  if (does === 'throw') throw new Error('a fault of our own, with a secret in its message')
  if (does === 'die') process.kill(process.pid, 'SIGKILL')
  if (does === 'hang') await pause(600_000)
  const version = await db('organization').first('version')
  return {
    ...{ version, at, environment: Object.keys(process.env) },
    megabytes: getHeapStatistics().heap_size_limit / 2 ** 20,
  }
})

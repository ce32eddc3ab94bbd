import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { freshTest as test } from '../../support/fixtures.ts'
import { killHard, startJobServer } from '../../support/start-job-server.ts'
import { addTestJob } from '../../support/test-jobs.ts'
import type { Town } from '../../support/town.ts'

const isPostgres = process.env.TEST_ENGINE === 'postgres'
const [servers, jobsEach, kills] = isPostgres ? [3, 200, 12] : [1, 100, 25]

const open = (town: Town) =>
  town.db('jobs').whereNotIn('state', ['done']).count({ count: '*' }).first() as Promise<{ count: number }>

/** What the first tries do, which leaves jobs in each state when a server is killed. */
const courses = [
  ['answer'],
  ['answer'],
  ['short'],
  ['short'],
  ['die after', 'answer'],
  ['fault unreachable', 'answer'],
  ['throw', 'answer'],
]

test(`${servers} servers on one database, killed ${kills} times, do each job once`, async ({ town }) => {
  town.clock.now = new Date()
  const names: string[] = []
  for (let number = 0; number < servers * jobsEach; number++) {
    const key = `job ${number}`
    names.push(key)
    const does = courses[number % courses.length] as string[]
    await addTestJob(town, does, { kind: 'test-send', connection: `connection ${number % 5}`, key })
  }
  const running = await Promise.all(Array.from({ length: servers }, () => startJobServer(town)))
  for (let round = 0; round < kills; round++) {
    await pause(200 + ((round * 977) % 3_000))
    const at = round % servers
    await killHard(running[at] as ChildProcess)
    running[at] = await startJobServer(town)
  }
  const deadline = Date.now() + 20 * 60_000
  while (Number((await open(town)).count) > 0) {
    expect(
      Date.now(),
      JSON.stringify(await town.db('jobs').groupBy('state').select('state').count()),
    ).toBeLessThan(deadline)
    await pause(1_000)
  }
  for (const child of running) await killHard(child)
  const sent = await town.db('exchange_files').orderBy('id').pluck('name')
  expect(sent.length, 'nothing is sent twice').toBe(new Set(sent).size)
  expect(new Set(sent), 'nothing is lost').toEqual(new Set(names))
  const left = await town.db('jobs').whereNot({ state: 'done' })
  expect(left).toEqual([])
})

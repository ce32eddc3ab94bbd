import { expect } from 'vitest'
import { doubtRestoredJobs } from '../../src/jobs/after-restore.ts'
import { clearStop, type Health, readHealth } from '../../src/jobs/health-store.ts'
import type { AnyJobKind, Job } from '../../src/jobs/job.ts'
import { addJob, findJob, findJobByKey, moveJob } from '../../src/jobs/jobs-store.ts'
import { freshTest as base } from '../support/fixtures.ts'
import {
  addTestJob,
  serverOn,
  serverWithProcesses,
  type TestContent,
  testKind,
  testKinds,
} from '../support/test-jobs.ts'
import type { Town } from '../support/town.ts'

/** For an act that hangs: counted from when it has begun, however slow the machine is. */
const deadlineMs = 1_500
const short = [testKind('test', { deadlineMs }), testKind('test-send', { deadlineMs })]

const freshTest = base
  .extend('runner', ({ town }, { onCleanup }) => {
    const runner = serverOn(town)
    onCleanup(() => runner.close())
    return runner
  })
  .extend('withProcesses', ({ town }, { onCleanup }) => (kinds?: readonly AnyJobKind[]) => {
    const runner = serverWithProcesses(town, kinds)
    onCleanup(() => runner.close())
    return runner
  })

const find = async (town: Town, id: number) => (await findJob<TestContent>(town.db, id)) as Job<TestContent>
const left = (town: Town) => town.db('exchange_files').pluck('name')

freshTest('a job is done, and its connection is well', async ({ town, runner }) => {
  const id = await addTestJob(town, ['answer'])
  await runner.runDue()
  expect(await find(town, id)).toMatchObject({ state: 'done', attempt: 1, problem: null, dueAt: null })
  const at = town.clock.now.toISOString()
  const well: Partial<Health> = { triedAt: at, succeededAt: at, troubleSince: null, isStopped: false }
  expect(await readHealth(town.db, 'test')).toMatchObject(well)
  expect(await town.db('job_leases')).toEqual([])
})

freshTest('a key is one job, however often it is asked for', async ({ town, runner }) => {
  await addTestJob(town, ['answer'], { key: 'once' })
  const again = { kind: 'test', connection: 'test', key: 'once', content: {}, by: null }
  const at = town.clock.now.toISOString()
  expect(await addJob(town.db, { ...again, at, dueAt: at })).toBeUndefined()
  await runner.runDue()
  expect(await addJob(town.db, { ...again, at, dueAt: at })).toBeUndefined()
  expect(await left(town)).toEqual(['once'])
})

freshTest('what is for later is done then, and not before', async ({ town, runner }) => {
  const at = town.clock.now.toISOString()
  const dueAt = new Date(town.clock.now.getTime() + 60_000).toISOString()
  await addJob(town.db, {
    ...{ kind: 'test', connection: 'test', key: 'later', content: { does: [] }, at, dueAt, by: null },
  })
  await runner.runDue()
  expect(await left(town)).toEqual([])
  town.clock.forward(1)
  await runner.runDue()
  expect(await left(town)).toEqual(['later'])
})

freshTest(
  'one process does the jobs of a connection that are due, in their order',
  async ({ town, withProcesses }) => {
    const runner = withProcesses()
    for (const key of ['first', 'second', 'third']) await addTestJob(town, ['answer'], { key })
    await runner.runDue()
    const rows = await town.db('exchange_files').orderBy('id').select('name', 'size')
    expect(rows.map(({ name }) => name)).toEqual(['first', 'second', 'third'])
    expect(new Set(rows.map(({ size }) => size)).size).toBe(1)
  },
)

freshTest(
  'where the line is down it is tried again later, after a day by a person',
  async ({ town, runner }) => {
    const id = await addTestJob(town, ['fault unreachable'])
    for (const minutes of [0, 1, 24 * 60]) {
      expect((await find(town, id)).state).not.toBe('needs-person')
      town.clock.forward(minutes)
      await runner.runDue()
    }
    expect(await find(town, id)).toMatchObject({
      ...{ state: 'needs-person', attempt: 3, dueAt: null, problem: 'The test says unreachable.' },
    })
    expect(await town.db('history').where('kind', 'like', 'connection.%')).toHaveLength(1)
  },
)

freshTest('an episode of trouble ends with a success, each with one record', async ({ town, runner }) => {
  await addTestJob(town, ['fault dropped', 'fault timed-out', 'answer'])
  await runner.runDue()
  const began = town.clock.now.toISOString()
  town.clock.forward(1)
  await runner.runDue()
  expect(await readHealth(town.db, 'test')).toMatchObject({ troubleSince: began, troubleCode: 'timed-out' })
  town.clock.forward(5)
  await runner.runDue()
  expect(await readHealth(town.db, 'test')).toMatchObject({ troubleSince: null, trouble: null })
  const records = await town.db('history').where('kind', 'like', 'connection.%').orderBy('id')
  expect(records.map(({ kind }) => kind)).toEqual(['connection.trouble-began', 'connection.trouble-ended'])
  expect(records.map(({ user_name }) => user_name)).toEqual(Array(2).fill('Utility Interfaces (by itself)'))
})

freshTest.for(['login-refused', 'server-key-changed'])(
  'after %s nothing of the connection begins until a person has cleared it',
  async (code, { town, runner }) => {
    const id = await addTestJob(town, [`fault ${code}`, 'answer'])
    const next = await addTestJob(town, ['answer'])
    const other = await addTestJob(town, ['answer'], { connection: 'other' })
    await runner.runDue()
    town.clock.forward(60)
    await runner.runDue()
    expect(await find(town, id)).toMatchObject({
      state: 'ready',
      attempt: 1,
      problem: `The test says ${code}.`,
    })
    expect(await find(town, next)).toMatchObject({ state: 'ready', attempt: 0 })
    expect(await find(town, other)).toMatchObject({ state: 'done' })
    expect(await readHealth(town.db, 'test')).toMatchObject({ isStopped: true, troubleCode: code })
    await clearStop(town.db, 'test')
    await runner.runDue()
    expect([(await find(town, id)).state, (await find(town, next)).state]).toEqual(['done', 'done'])
  },
)

freshTest('what exchanges nothing goes on while its connection is stopped', async ({ town, runner }) => {
  await addTestJob(town, ['fault login-refused'])
  await runner.runDue()
  const id = await addTestJob(town, ['answer'], { kind: 'test-send' })
  const inside = serverOn(town, [testKind('test'), testKind('test-send', { isExchange: false })])
  await inside.runDue()
  expect((await find(town, id)).state).toBe('done')
  await inside.close()
})

freshTest.for(['disk-full', 'name-exists'])(
  'after %s it needs a person, who can have it done again',
  async (code, { town, runner }) => {
    const id = await addTestJob(town, [`fault ${code}`, 'answer'])
    await runner.runDue()
    expect(await find(town, id)).toMatchObject({ state: 'needs-person', dueAt: null })
    const at = town.clock.now.toISOString()
    const move = {
      from: ['needs-person' as const],
      state: 'ready' as const,
      problem: null,
      problemSince: null,
    }
    expect(await moveJob(town.db, id, { ...move, at, dueAt: at })).toBe(true)
    await runner.runDue()
    expect((await find(town, id)).state).toBe('done')
    expect(await moveJob(town.db, id, { ...move, at, dueAt: at })).toBe(false)
  },
)

freshTest('what its kind holds stays held', async ({ town, runner }) => {
  const id = await addTestJob(town, ['hold'])
  await runner.runDue()
  expect(await find(town, id)).toMatchObject({ state: 'held', problem: 'The totals do not agree.' })
})

freshTest(
  'without a connection that is set up it needs a person, and no process begins',
  async ({ town, runner }) => {
    const id = await addTestJob(town, ['not set up'])
    await runner.runDue()
    expect(await find(town, id)).toMatchObject({
      state: 'needs-person',
      problem: 'Set up the connection first.',
    })
  },
)

freshTest(
  'what cannot be prepared needs a person, and nothing of it may have been done',
  async ({ town, runner }) => {
    const id = await addTestJob(town, ['not prepared'], { kind: 'test-send' })
    await runner.runDue()
    expect((await find(town, id)).state).toBe('needs-person')
  },
)

freshTest('what throws needs a person, and the log has no message of it', async ({ town, runner }) => {
  const id = await addTestJob(town, ['throw'])
  await runner.runDue()
  expect((await find(town, id)).state).toBe('needs-person')
  expect(town.log.join()).toContain('job failed')
  expect(town.log.join()).not.toContain('secret')
})

freshTest('where the database does not answer it is done again later', async ({ town, runner }) => {
  const id = await addTestJob(town, ['away', 'answer'])
  await runner.runDue()
  expect((await find(town, id)).state).toBe('waiting')
  town.clock.forward(1)
  await runner.runDue()
  expect((await find(town, id)).state).toBe('done')
})

freshTest.for(['die before', 'hang'])(
  'after %s it is done again, by a new process',
  async (does, { town, withProcesses }) => {
    const runner = withProcesses(short)
    const id = await addTestJob(town, [does, 'answer'], { key: 'it' })
    const next = await addTestJob(town, ['answer'], { key: 'next' })
    await runner.runDue()
    expect((await find(town, id)).state).toBe('waiting')
    expect((await find(town, next)).state).toBe('done')
    town.clock.forward(1)
    await runner.runDue()
    expect((await find(town, id)).state).toBe('done')
    expect((await left(town)).sort()).toEqual(['it', 'next'])
  },
)

freshTest(
  'an act is told before its deadline, so that it ends in a sentence',
  async ({ town, withProcesses }) => {
    const runner = withProcesses(short)
    const id = await addTestJob(town, ['hang politely'])
    await runner.runDue()
    expect(await find(town, id)).toMatchObject({ state: 'waiting', problem: 'The test says timed-out.' })
  },
)

freshTest.for(['die after', 'hang after', 'fault answer-lost', 'throw'])(
  'what may be sent after %s is looked at, and not sent again',
  async (does, { town, runner: here, withProcesses }) => {
    const runner = does.endsWith(' after') ? withProcesses(short) : here
    const id = await addTestJob(town, [does], { kind: 'test-send', key: 'bills' })
    await runner.runDue()
    expect((await find(town, id)).state).toBe('unknown')
    if (!(await left(town)).length) await town.db('exchange_files').insert(row('bills'))
    town.clock.forward(1)
    await runner.runDue()
    expect(await find(town, id)).toMatchObject({ state: 'done', attempt: 2 })
    expect(await left(town)).toEqual(['bills'])
  },
)

const row = (name: string) => ({
  ...{ connection: 'test', direction: 'out' as const, name, size: 0, sha256: name, kept_at: '' },
})

freshTest(
  'what was looked at and is not there is sent, once its kind says so',
  async ({ town, withProcesses }) => {
    const runner = withProcesses()
    const id = await addTestJob(town, ['die before', 'answer'], { kind: 'test-send', key: 'bills' })
    await runner.runDue()
    expect((await find(town, id)).state).toBe('unknown')
    town.clock.forward(1)
    // Looked at, and with that due again.
    await runner.runDue()
    expect(await find(town, id)).toMatchObject({ state: 'done', attempt: 3 })
    expect(await left(town)).toEqual(['bills'])
  },
)

freshTest('a look that fails leaves it unknown', async ({ town }) => {
  const asks = testKind('test-send')
  const blind = serverOn(town, [
    { ...asks, prepare: async () => ({ work: { does: 'fault unreachable', name: 'bills' } }) },
  ])
  const id = await addTestJob(town, [], { kind: 'test-send', key: 'bills' })
  await town.db('jobs').update({ state: 'unknown' })
  for (const minutes of [0, 1]) {
    town.clock.forward(minutes)
    await blind.runDue()
    expect(await find(town, id)).toMatchObject({ state: 'unknown', problem: 'The test says unreachable.' })
  }
  town.clock.forward(24 * 60)
  await blind.runDue()
  // From here on by hand.
  expect(await find(town, id)).toMatchObject({ state: 'unknown', dueAt: null })
  await blind.close()
})

freshTest('an answer that comes when the job has moved on is not taken', async ({ town }) => {
  const id = await addTestJob(town, ['answer'])
  const late = serverOn(town, [
    testKind('test', {
      async prepare() {
        // As another server does, which took this one for ended.
        await town.db('jobs').update({ attempt: 7 })
        await town.db('job_leases').update({ holder: 'another' })
        return { work: { does: 'answer', name: 'late' } }
      },
    }),
  ])
  await late.runDue()
  expect(await find(town, id)).toMatchObject({ state: 'working', attempt: 7 })
  expect(town.log.join()).toContain('late answer of a job not taken')
  await late.close()
})

freshTest('what a schedule has due is one job', async ({ town }) => {
  const slot = { connection: 'test', key: 'slot 1', content: { does: ['answer'] } }
  const scheduled = serverOn(town, [testKind('test', { dueSlot: () => slot })])
  await scheduled.runDue()
  await scheduled.runDue()
  expect((await findJobByKey(town.db, 'slot 1'))?.state).toBe('done')
  expect(await town.db('jobs')).toHaveLength(1)
  await scheduled.close()
})

freshTest(
  'a restored town does not send again what the old one may have sent since',
  async ({ town, runner }) => {
    const states = ['ready', 'working', 'waiting', 'held', 'needs-person', 'unknown'] as const
    const sending: number[] = []
    for (const state of [...states, 'done' as const]) {
      const id = await addTestJob(town, ['answer'], { kind: 'test-send' })
      await town.db('jobs').where({ id }).update({ state })
      sending.push(id)
    }
    const fetching = await addTestJob(town, ['answer'])
    await town.db('jobs').where({ id: fetching }).update({ state: 'working' })
    await town.db('job_leases').insert({ connection: 'test', holder: 'the old one', renewed_at: '' })
    const noted: number[] = []
    const noting = testKinds.map((kind) => ({
      ...kind,
      noteRestored: async (_trx: unknown, job: Job) => void noted.push(job.id),
    }))
    expect(await doubtRestoredJobs(town.db, noting, town.clock.now.toISOString())).toBe(states.length)
    expect(noted).toEqual(sending.slice(0, -1))
    for (const [index, id] of sending.entries()) {
      const expected = index < states.length ? { state: 'unknown', dueAt: null } : { state: 'done' }
      expect(await find(town, id)).toMatchObject(expected)
    }
    await runner.runDue()
    expect((await find(town, fetching)).state).toBe('done')
    // Unknown ones wait for a person.
    expect(await left(town)).toHaveLength(1)
  },
)

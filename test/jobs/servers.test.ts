import { expect, onTestFinished, vi } from 'vitest'
import type { Job } from '../../src/jobs/job.ts'
import { findJob } from '../../src/jobs/jobs-store.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { killHard, startJobServer } from '../support/start-job-server.ts'
import { addTestJob, serverOn, serverWithProcesses, testKind } from '../support/test-jobs.ts'
import type { Town } from '../support/town.ts'

const find = async (town: Town, id: number) => (await findJob(town.db, id)) as Job
const left = (town: Town) => town.db('exchange_files').orderBy('name').pluck('name')

/** As a server leaves them that ended at once: a lease, and a job that was begun. */
async function leaveBegun(town: Town, id: number, from: 'ready' | 'unknown' = 'ready') {
  const { attempt } = await find(town, id)
  const begun = { state: 'working' as const, claimed_from: from, attempt: attempt + 1, due_at: null }
  await town.db('jobs').where({ id }).update(begun)
  const renewed_at = new Date(0).toISOString()
  await town.db('job_leases').insert({ connection: 'test', holder: 'the ended one', renewed_at })
}

test('several servers do each job once', async ({ town }) => {
  const servers = [serverOn(town), serverOn(town), serverOn(town)]
  const names: string[] = []
  for (const connection of ['one', 'two', 'three']) {
    for (let number = 0; number < 5; number++) {
      names.push(`${connection} ${number}`)
      await addTestJob(town, ['answer'], { connection, key: `${connection} ${number}` })
    }
  }
  while (await town.db('jobs').whereNot({ state: 'done' }).first()) {
    await Promise.all(servers.map((server) => server.runDue()))
  }
  expect(await left(town)).toEqual(names.sort())
  expect(await town.db('jobs').max({ attempt: 'attempt' })).toEqual([{ attempt: 1 }])
  for (const server of servers) await server.close()
})

test('what an ended server had begun is gone on with after its lease was not renewed for a minute', async ({
  town,
}) => {
  const server = serverOn(town)
  const id = await addTestJob(town, ['answer'])
  await leaveBegun(town, id)
  for (const ms of [0, 59_000]) {
    server.wait(ms)
    await server.runDue()
    expect((await find(town, id)).state).toBe('working')
  }
  server.wait(1_000)
  await server.runDue()
  expect(await find(town, id)).toMatchObject({ state: 'done', attempt: 2 })
  await server.close()
})

test('a lease that is renewed is left to its holder, whatever the clocks of both say', async ({ town }) => {
  const server = serverOn(town)
  const id = await addTestJob(town, ['answer'])
  await leaveBegun(town, id)
  for (const hour of ['01', '23', '02', '22']) {
    await town.db('job_leases').update({ renewed_at: `2026-11-2${hour[0]}T${hour}:00:00.000Z` })
    await server.runDue()
    town.clock.forward(24 * 60)
    server.wait(59_000)
  }
  expect((await find(town, id)).state).toBe('working')
  await server.close()
})

test('what an ended server may have sent is looked at', async ({ town }) => {
  const server = serverOn(town)
  const id = await addTestJob(town, ['answer'], { kind: 'test-send' })
  await leaveBegun(town, id)
  await server.runDue()
  server.wait(60_000)
  await server.runDue()
  expect((await find(town, id)).state).toBe('unknown')
  town.clock.forward(1)
  await server.runDue()
  // Looked at and not there, which for the kind of the tests is to send it.
  expect(await find(town, id)).toMatchObject({ state: 'done', attempt: 3 })
  expect(await left(town)).toHaveLength(1)
  await server.close()
})

test('a server that ends gives back what it had begun', async ({ town }) => {
  const server = serverWithProcesses(town)
  const id = await addTestJob(town, ['hang after', 'answer'])
  const send = await addTestJob(town, ['hang after'], { kind: 'test-send', connection: 'other' })
  const running = server.runDue()
  await expect.poll(() => left(town), { timeout: 60_000 }).toHaveLength(2)
  await server.close()
  await running
  expect(await find(town, id)).toMatchObject({ state: 'ready' })
  expect(await find(town, send)).toMatchObject({ state: 'unknown' })
  expect(await town.db('job_leases')).toEqual([])
  const next = serverOn(town)
  await next.runDue()
  expect([(await find(town, id)).state, (await find(town, send)).state]).toEqual(['done', 'done'])
  await next.close()
})

test('a woken server begins at once, and one that is not started does nothing', async ({ town }) => {
  // Without its look every five seconds.
  const real = setInterval
  const spy = vi.spyOn(globalThis, 'setInterval')
  spy.mockImplementation((act: () => void, ms) => real(ms === 5_000 ? () => {} : act, ms))
  onTestFinished(() => spy.mockRestore())
  const server = serverOn(town)
  const id = await addTestJob(town, ['answer'])
  server.wake()
  await server.start()
  await expect.poll(async () => (await find(town, id)).state, { timeout: 60_000 }).toBe('done')
  const next = await addTestJob(town, ['answer'])
  server.wake()
  await expect.poll(async () => (await find(town, next)).state, { timeout: 60_000 }).toBe('done')
  await server.close()
})

test('a look where nothing is due is one statement', async ({ town }) => {
  const server = serverOn(town)
  expect(await town.statements(() => server.runDue())).toHaveLength(1)
  await server.close()
})

test('the process that works ends with its server, however that ends', async ({ town }) => {
  await addTestJob(town, ['hang after'])
  const server = await startJobServer(town)
  await expect.poll(() => left(town), { timeout: 60_000 }).toHaveLength(1)
  // Where the act of the tests leaves its process.
  const { size: pid } = await town.db('exchange_files').first()
  expect(isRunning(pid)).toBe(true)
  await killHard(server)
  await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false)
})

function isRunning(pid: number) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('what lies with another server is left to it, and done here once nobody has begun it for a minute', async ({
  town,
}) => {
  const away = testKind('test', { isHere: (_deps, connection) => connection !== 'theirs' })
  const runner = serverOn(town, [away])
  const [theirs, ours] = [
    await addTestJob(town, ['answer'], { connection: 'theirs' }),
    await addTestJob(town, ['answer'], { connection: 'ours' }),
  ]
  await runner.runDue()
  expect((await find(town, ours)).state).toBe('done')
  runner.wait(59_999)
  await runner.runDue()
  // Begun there and to be begun again, it is theirs for another minute.
  await town.db('jobs').where({ id: theirs }).update({ attempt: 1 })
  runner.wait(1)
  await runner.runDue()
  runner.wait(59_999)
  await runner.runDue()
  expect((await find(town, theirs)).state).toBe('ready')
  runner.wait(1)
  await runner.runDue()
  expect((await find(town, theirs)).state).toBe('done')
  await runner.close()
})

test('a job that is cut off ends as its kind says, and its connection goes on', async ({ town }) => {
  const kind = testKind('test', { giveUp: async () => ({ state: 'canceled' }) })
  const runner = serverWithProcesses(town, [kind])
  const id = await addTestJob(town, ['hang'])
  const next = await addTestJob(town, ['answer'])
  const running = runner.runDue()
  const end = async () => {
    runner.cutOff('test', 'another')
    runner.cutOff('test', 'test')
    return (await find(town, id)).state
  }
  await expect.poll(end, { timeout: 60_000 }).toBe('canceled')
  await running
  expect((await find(town, id)).endedAt).not.toBeNull()
  expect(['done', 'canceled']).toContain((await find(town, next)).state)
  await runner.close()
})

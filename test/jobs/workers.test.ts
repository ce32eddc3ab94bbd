import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import * as bills from '../features/bills/bring-in.ts'
import * as chart from '../features/gl-accounts/chart.ts'
import * as prepaid from '../features/prepaid-accounts/accounts.ts'
import { freshTest } from '../support/fixtures.ts'

const script = join(import.meta.dirname, '../support/test-worker.ts')

const test = freshTest
  .extend('town', ({ startTown }) => startTown({ hasProcesses: true }))
  .extend('begin', ({ town }) => (does: string) => {
    return town.deps.startWorker<unknown>(script, { does, at: town.clock.now })
  })
  /** The scripts of the processes that were started. */
  // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from its first parameter
  .extend('started', ({}, { onCleanup }) => {
    const scripts: string[] = []
    const note = (message: unknown) => {
      const { process } = message as { process: ChildProcess }
      process.once('spawn', () => scripts.push(basename(process.spawnargs.at(-1) ?? '')))
    }
    subscribe('child_process', note)
    onCleanup(() => void unsubscribe('child_process', note))
    return scripts
  })

test('a worker answers from a process with a small heap and nothing of the server’s environment', async ({
  begin,
}) => {
  const { outcome } = (await begin('answer').answer) as { outcome: Record<string, unknown> }
  // What it is told and what it answers are texts on their way.
  expect(outcome).toMatchObject({ version: { version: 0 }, at: '2026-11-23T16:00:00.000Z' })
  expect(outcome.megabytes).toBeLessThan(100)
  expect(process.env.PATH).toBeDefined()
  const environment = outcome.environment as string[]
  // The last is its own.
  const own = /^(NODE_(COMPILE_CACHE|CHANNEL_\w+)|SQLITE_TMPDIR)$/
  expect(environment.filter((name) => !own.test(name))).toEqual([])
})

test('what a worker throws is answered without its message', async ({ begin }) => {
  const answer = await begin('throw').answer
  expect(answer).toEqual({ stack: expect.stringContaining('test-worker.ts') })
  expect(JSON.stringify(answer)).not.toContain('secret')
})

test('a worker that dies or is stopped ends without an answer', async ({ begin }) => {
  const hanging = begin('hang')
  expect(await begin('die').answer).toBeUndefined()
  hanging.stop()
  expect(await hanging.answer).toBeUndefined()
})

test('charts, bills and prepaid accounts are read, and files of bills written, in processes of their own', async ({
  town,
  ada,
  started,
}) => {
  const read = await chart.upload(ada, 'Account No,Title,Type\n101100,Cash,Asset\n')
  expect(read.words).toContain('Added: 1')
  expect(started).toEqual(['import-worker-main.ts'])
  await bills.useLayout(town)
  expect((await bills.bringIn(ada, bills.billsOf('2026-10'))).words).toContain('bills-2026-10-run1.csv')
  // The columns are proposed by one process, the bills are read by the next.
  expect(started.slice(1)).toEqual(['import-worker-main.ts', 'import-worker-main.ts', 'file-worker-main.ts'])
  await prepaid.addServices(town, { WATER: 'Water' })
  const accounts = await prepaid.choose(ada, prepaid.own('1001,Ada,WATER,1,10.00'))
  expect(accounts.heading).toBe('Preview of the accounts')
  expect(started).toHaveLength(5)
})

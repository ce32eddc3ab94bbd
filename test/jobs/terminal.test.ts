import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import { stopSignals } from '../../src/lib/stop-signals.ts'
import { compiledSources } from '../support/compile-cache.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { testScript } from '../support/test-jobs.ts'

test('a terminal that closes does not end what works for the server, which says itself when it is to end', async ({
  town,
}) => {
  const { dataDir, databaseUrl } = town.deps.config
  const child = fork(testScript, { execArgv: [], env: compiledSources })
  const work = { does: 'short', name: 'a file' }
  const task = { kind: 'test', work, at: town.clock.now.getTime(), deadlineMs: 60_000 }
  child.send({ database: { dataDir, databaseUrl }, task })
  expect(await once(child, 'message')).toEqual(['begun', undefined])
  const answered = once(child, 'message')
  for (const signal of stopSignals) child.kill(signal)
  expect(await answered).toEqual([{ outcome: 'short' }, undefined])
  const ended = once(child, 'exit')
  child.disconnect()
  expect(await ended).toEqual([1, null])
})

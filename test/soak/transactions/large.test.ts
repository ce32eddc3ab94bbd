import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { startImportWorker } from '../../../src/features/transactions/import-runner.ts'
import { listTransactions } from '../../../src/features/transactions/register-store.ts'
import { beginImport } from '../../../src/features/transactions/run-import.ts'
import { totalsOf } from '../../../src/features/transactions/store.ts'
import { test } from '../../support/fixtures.ts'
import { confirmHere } from '../../support/importing.ts'
import type { Town } from '../../support/town.ts'
import { everything, writeTestCsv } from '../../support/transactions.ts'

const actor = { id: null, name: 'A test', address: '' }

/** The most memory that a process held so far, in MB, as Linux counts it. */
async function peakOf(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_000
}

/** Seconds of processor time that a process used so far: unlike the clock's, they do not grow with others' work. */
async function secondsOf(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [user = 0, system = 0] = stat
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return (user + system) / 100
}

async function timed(town: Town, count: number, from: number) {
  const file = join(town.deps.config.dataDir, 'large.csv')
  await writeTestCsv(file, count, from)
  const id = (await beginImport(town.deps, {
    fileName: 'large.csv',
    bytesAll: statSync(file).size,
    actor,
  })) as number
  const process = startImportWorker(town.deps, { id, file })
  let peak = 0
  let seconds = 0
  const watch = setInterval(async () => {
    peak = Math.max(peak, await peakOf(process.pid))
    seconds = Math.max(seconds, await secondsOf(process.pid))
  }, 20)
  const answer = await process.answer
  clearInterval(watch)
  expect(answer).toEqual({ outcome: 'waiting' })
  await confirmHere(town.deps, id)
  return { seconds, peak }
}

test('100,000 rows take no more memory than 10,000, and time in proportion', async ({ town }) => {
  const small = await timed(town, 10_000, 1)
  const large = await timed(town, 100_000, 10_001)
  expect(large.peak - small.peak).toBeLessThan(64)
  expect(small.seconds, 'the processor time was seen').toBeGreaterThan(0.1)
  expect(large.seconds).toBeLessThan(15 * small.seconds)

  const known = await timed(town, 100_000, 10_001)
  expect(known.peak - small.peak, 'nor do rows that the register has').toBeLessThan(64)
  expect(known.seconds).toBeLessThan(15 * small.seconds)

  const from = performance.now()
  const totals = await totalsOf(town.db, everything)
  expect(totals?.reduce((sum, { count }) => sum + count, 0)).toBe(110_000)
  expect((await listTransactions(town.db, everything, { limit: 50 })).rows).toHaveLength(50)
  expect(performance.now() - from).toBeLessThan(2_000)
  expect(await totalsOf(town.db, { ...everything, updated: 'no' }), 'not added up row by row').toBeNull()
}, 240_000)

import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { newImportFile } from '../../../src/features/transactions/import/import-files.ts'
import { findImport } from '../../../src/features/transactions/import/import-store.ts'
import { importPath } from '../../../src/features/transactions/import/import-view.ts'
import { beginImport } from '../../../src/features/transactions/import/run-import.ts'
import { listTransactions } from '../../../src/features/transactions/register-store.ts'
import { totalsOf } from '../../../src/features/transactions/store.ts'
import { test as base, freshTest as freshBase } from '../../support/fixtures.ts'
import { confirmHere } from '../../support/importing.ts'
import type { Town } from '../../support/town.ts'
import { everything, testTransaction, writeTestCsv } from '../../support/transactions.ts'
import { sheetRow, workbook } from '../../support/workbook.ts'

// A process each, whose memory and time are measured.
const test = base.extend('townOptions', { hasProcesses: true })
const freshTest = freshBase.extend('town', ({ startTown }) => startTown({ hasProcesses: true }))

const actor = { id: null, name: 'A test', address: '' }

/** A workbook of transactions whose texts are shared, as Excel writes it. */
function testWorkbook(count: number, from: number) {
  const names = ['Reference', 'Date', 'Kind', 'Customer', 'Service', 'Amount', 'Description']
  const sharedTexts: string[] = []
  const places = new Map<string, number>()
  const shared = (text: string) => {
    const place = places.get(text) ?? sharedTexts.push(`<t>${text}</t>`) - 1
    places.set(text, place)
    return { element: `<c t="s"><v>${place}</v></c>` }
  }
  const rows = Array.from({ length: count }, (_, index) => {
    const { reference, date, kind, customer, service, cents } = testTransaction(from + index)
    return sheetRow([
      ...[reference, date, kind, customer, service].map(shared),
      cents / 100,
      shared(`Row ${from + index}`),
    ])
  })
  return workbook({ sheets: { All: sheetRow(names) + rows.join('') }, sharedTexts })
}

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

/** The working process of the import that is read now. */
let reader = 0
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess }
  child.once('spawn', () => {
    reader = child.pid ?? 0
  })
})

/** Reads a file as the server does, up to its preview. */
async function readFileOf(town: Town, write: (file: string) => Promise<void>) {
  const file = newImportFile(town.deps)
  await write(file)
  const began = performance.now()
  const id = (await beginImport(town.deps, {
    ...{ fileName: 'large.csv', file: basename(file), bytesAll: statSync(file).size },
    ...{ actor, task: { is: 'recognize', chosen: 'recognized' } },
  })) as number
  let peak = 0
  let seconds = 0
  let state = 'reading'
  while (state === 'reading') {
    await pause(20)
    peak = Math.max(peak, await peakOf(reader))
    seconds = Math.max(seconds, await secondsOf(reader))
    state = (await findImport(town.db, id))?.state ?? ''
  }
  return { id, state, seconds, peak, took: performance.now() - began }
}

async function timed(town: Town, count: number, from: number) {
  const read = await readFileOf(town, (file) => writeTestCsv(file, count, from))
  expect(read.state).toBe('waiting')
  await confirmHere(town.deps, read.id)
  return read
}

freshTest(
  'a million rows are previewed in the memory of a thousand, and within twice their reading',
  async ({ town, ada }) => {
    const small = await timed(town, 1_000, 1)
    const large = await readFileOf(town, (file) => writeTestCsv(file, 1_000_000, 1_001))
    expect(large.peak - small.peak).toBeLessThan(64)
    const before = process.memoryUsage.rss() / 1_000_000
    const began = performance.now()
    const preview = await ada.get(importPath(large.id))
    const shown = performance.now() - began
    expect(preview.heading).toMatch(/^Preview of /)
    expect(process.memoryUsage.rss() / 1_000_000 - before, 'the preview in the server').toBeLessThan(64)
    expect(large.took + shown).toBeLessThan(2 * large.took)
    console.log(
      `preview of a million: read ${large.took.toFixed(0)} ms, shown ${shown.toFixed(0)} ms, ${large.peak} MB after ${small.peak} MB`,
    )
  },
  1_200_000,
)

freshTest(
  'a workbook of 100,000 rows is read in the memory of one with 1,000',
  async ({ town }) => {
    const book = (count: number, from: number) => (file: string) => writeFile(file, testWorkbook(count, from))
    const small = await readFileOf(town, book(1_000, 1))
    await confirmHere(town.deps, small.id)
    const large = await readFileOf(town, book(100_000, 1_001))
    expect(large.peak - small.peak).toBeLessThan(64)
    expect(large.seconds).toBeLessThan(150 * small.seconds)
  },
  600_000,
)

test('100,000 rows take no more memory than 10,000, and time in proportion', async ({ town }) => {
  const small = await timed(town, 10_000, 1)
  const large = await timed(town, 100_000, 10_001)
  expect(large.peak - small.peak).toBeLessThan(64)
  expect(small.seconds, 'the processor time was seen').toBeGreaterThan(0.1)
  expect(large.seconds).toBeLessThan(15 * small.seconds)

  const known = await readFileOf(town, (file) => writeTestCsv(file, 100_000, 10_001))
  expect(known.state).toBe('done')
  expect(known.peak - small.peak, 'nor do rows that the register has').toBeLessThan(64)
  expect(known.seconds).toBeLessThan(15 * small.seconds)

  const from = performance.now()
  const totals = await totalsOf(town.db, everything)
  expect(totals?.reduce((sum, { count }) => sum + count, 0)).toBe(110_000)
  expect((await listTransactions(town.db, everything, { limit: 50 })).rows).toHaveLength(50)
  expect(performance.now() - from).toBeLessThan(2_000)
  expect(await totalsOf(town.db, { ...everything, updated: 'no' }), 'not added up row by row').toBeNull()
}, 240_000)

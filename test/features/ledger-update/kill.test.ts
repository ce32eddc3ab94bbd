import { spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Month, type Row, startMonth } from '../../support/month.ts'

const times = process.env.TEST_ENGINE === 'postgres' ? 8 : 50
/** Enough that a run takes long enough to be caught in the middle of. */
const rows = Array.from({ length: 1500 }, (_, index): Row => {
  const kinds = ['billing', 'payment', 'billing-adjustment', 'deposit-applied', 'payment-adjustment']
  const day = String((index % 31) + 1).padStart(2, '0')
  const service = ['WATER', 'SEWER', 'TRASH'][index % 3] as string
  return [`2026-10-${day}`, kinds[index % 5] as string, service, ((index * 7919) % 20_001) - 5_000]
})

let month: Month
beforeAll(async () => {
  month = await startMonth({ interface: 'Other', rows })
})
afterAll(() => month.town.close())

/** Lets the worker answer `acts` times, kills it some moment later, and gives back what it had said by then. */
async function killAfter(acts: number, ms: number): Promise<string[]> {
  const { dataDir, databaseUrl, keyFile } = month.town.deps.config
  const args = [new URL('./worker.ts', import.meta.url).pathname, dataDir, databaseUrl ?? '', keyFile]
  const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = new Promise((resolve) => worker.once('close', resolve))
  let errors = ''
  worker.stderr.on('data', (text) => {
    errors += text
  })
  const said: string[] = []
  for await (const line of createInterface(worker.stdout)) {
    said.push(line)
    if (said.includes('ready') && said.length === said.indexOf('ready') + acts + 1)
      setTimeout(() => worker.kill('SIGKILL'), ms)
  }
  await closed
  expect(errors).toBe('')
  return said
}

async function checkNothingIsHalf(said: string[]) {
  const { db } = month
  const batches = await db('posting_batches').orderBy('id')
  expect(batches.map(({ id }) => id)).toEqual(batches.map((_, index) => index + 1))
  const numbers = await db('ledger_numbers').first('last_batch')
  expect(numbers.last_batch).toBe(batches.length)

  const sums: { batch_id: number; cents: number }[] = await db('ledger_entries')
    .groupBy('batch_id')
    .select('batch_id')
    .sum({ cents: 'amount_cents' })
  expect(sums.map(({ batch_id }) => batch_id).sort((a, b) => a - b)).toEqual(batches.map(({ id }) => id))
  expect(sums.filter(({ cents }) => cents !== 0)).toEqual([])
  expect((await db('batch_files').pluck('batch_id')).length).toBe(batches.length)

  const posted = batches.filter(({ reverses }) => reverses === null)
  const standing = posted.filter(({ reversed_by }) => reversed_by === null)
  expect(standing.length).toBeLessThanOrEqual(1)
  const marks = await db('utility_transactions').distinct('batch_id')
  expect(marks).toEqual([{ batch_id: standing[0]?.id ?? null }])
  expect(
    await db('batch_transactions')
      .groupBy('batch_id')
      .havingRaw('count(*) <> ?', [rows.length])
      .select('batch_id'),
  ).toEqual([])

  const records = async (kind: string) => (await db('history').where({ kind })).length
  expect(await records('batch.run')).toBe(posted.length)
  expect(await records('batch.undone')).toBe(batches.length - posted.length)
  for (const line of said) {
    const [act, number] = line.split(' ')
    const batch = batches.find(({ id }) => id === Number(number))
    if (act === 'posted') expect(batch, line).toBeTruthy()
    if (act === 'undone') expect(batch.reversed_by, line).toBeTruthy()
    if (act === 'downloaded') expect(batch.downloaded_at, line).toBeTruthy()
  }
}

test(`killed ${times} times in the middle of runs, undos and downloads, nothing is half and nothing double`, async () => {
  const acts = new Set<string>()
  for (let time = 0; time < times; time++) {
    const said = await killAfter(time % 4, (time * 7) % 40)
    await checkNothingIsHalf(said)
    for (const line of said) acts.add(line.split(' ')[0] as string)
  }
  expect([...acts].sort()).toEqual(['downloaded', 'posted', 'ready', 'undone'])
}, 300_000)

import type { Knex } from 'knex'
import { expect } from 'vitest'

export type Act = 'running' | 'downloading' | 'undoing'

/** Each act with what it answers and what it records. */
export const acts: Record<Act, { answer: string; kind: string }> = {
  undoing: { answer: 'undone', kind: 'batch.undone' },
  downloading: { answer: 'downloaded', kind: 'batch.downloaded' },
  running: { answer: 'posted', kind: 'batch.run' },
}

/**
 * Holds batches, entries, files, marks and history against each other; the register holds `rows` transactions.
 * `said` is what was answered. Returns how often each act was done.
 */
export async function checkLedgerIsWhole(db: Knex, rows: number, said: string[] = []) {
  const batches = await db('posting_batches')
    .orderBy('id')
    .select('id', 'reverses', 'reversed_by', 'state', 'downloaded_at')
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
  const members: { batch_id: number; count: number }[] = await db('batch_transactions')
    .groupBy('batch_id')
    .select('batch_id')
    .count({ count: '*' })
  expect(members.filter(({ count }) => count !== rows)).toEqual([])
  expect(members.map(({ batch_id }) => batch_id).sort((a, b) => a - b)).toEqual(posted.map(({ id }) => id))

  const subjects = async (act: Act): Promise<string[]> =>
    db('history').where({ kind: acts[act].kind }).orderBy('id').pluck('subject')
  const named = (some: { id: number }[]) => some.map(({ id }) => `batch ${id}`)
  const reversed = posted.filter(({ reversed_by }) => reversed_by !== null)
  const downloaded = batches.filter(({ downloaded_at }) => downloaded_at !== null)
  expect(await subjects('running')).toEqual(named(posted))
  expect(await subjects('undoing')).toEqual(named(reversed))
  expect(await subjects('downloading')).toEqual(named(downloaded))
  expect(batches.length).toBe(posted.length + reversed.length)
  expect(batches.filter(({ state }) => state === 'downloaded')).toEqual(downloaded)
  for (const line of said) {
    const [act, number] = line.split(' ')
    const batch = batches.find(({ id }) => id === Number(number))
    if (act === 'posted') expect(batch, line).toBeTruthy()
    if (act === 'undone') expect(batch.reversed_by, line).toBeTruthy()
    if (act === 'downloaded') expect(batch.downloaded_at, line).toBeTruthy()
  }
  return { running: posted.length, undoing: reversed.length, downloading: downloaded.length }
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { totalsOf, visible } from '../../../src/features/transactions/store.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { endLost } from '../../support/importing.ts'
import type { Town } from '../../support/town.ts'
import { everything, writeTestCsv } from '../../support/transactions.ts'

const kills = process.env.TEST_ENGINE === 'postgres' ? 6 : 50
const rows = 2_500

async function count(town: Town) {
  const [row] = await visible(town.db, town.db('utility_transactions')).count({ count: '*' })
  return Number(row?.count)
}

async function importer(town: Town) {
  const child = fork(join(import.meta.dirname, '../../support/import-once.ts'), [], {
    execArgv: [],
    env: { NODE_COMPILE_CACHE: join(town.deps.config.dataDir, 'compiled') },
    silent: true,
  })
  await once(child, 'message')
  return child
}

/** Says when the import of a child is done, and whether it was before the child was killed. */
async function killAfter(town: Town, child: ChildProcess, file: string, ms: number) {
  const { dataDir, databaseUrl, keyFile } = town.deps.config
  let done = false
  const begun = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (message === 'begun') resolve()
      else done = true
    })
  })
  const closed = once(child, 'close')
  child.send({ file, env: { DATA_DIR: dataDir, DATABASE_URL: databaseUrl ?? '', KEY_FILE: keyFile } })
  await begun
  const from = performance.now()
  while (!done && performance.now() - from < ms) await pause(1)
  child.kill('SIGKILL')
  await closed
  return { done, ms: performance.now() - from }
}

test(`killed ${kills} times in the middle, an import leaves nothing half or double`, async ({ town }) => {
  const file = join(town.deps.config.dataDir, 'killed.csv')
  let next = importer(town)
  let wholeMs = 0
  let expected = 0
  const seen = { whole: 0, nothing: 0 }
  // Killed before it had even said that it is under way, an import is not known to anybody.
  let known = 0
  for (let round = 0; round <= kills; round++) {
    await writeTestCsv(file, rows, 1 + expected)
    const child = await next
    next = importer(town)
    // The first one is let through, to know how long an import takes.
    const limit = round === 0 ? 60_000 : wholeMs * (0.02 + (1.1 * round) / kills)
    const { done, ms } = await killAfter(town, child, file, limit)
    if (round === 0) wholeMs = ms
    const now = await count(town)
    expect([expected, expected + rows], `round ${round}`).toContain(now)
    if (done) expect(now).toBe(expected + rows)
    seen[now === expected ? 'nothing' : 'whole'] += 1
    const imports = Number((await town.db('transaction_imports').count({ count: '*' }).first())?.count)
    expect([known, known + 1], `round ${round}`).toContain(imports)
    if (now > expected) expect(imports).toBe(known + 1)
    known = imports

    await endLost(town)
    const deadline = Date.now() + 20_000
    while (await town.db('transaction_imports').where({ under_way: 1 }).first()) {
      if (Date.now() > deadline) throw new Error('left-over rows are not removed')
      await pause(5)
    }
    expected = now
    const [all] = await town
      .db('utility_transactions')
      .count({ count: '*' })
      .countDistinct({ different: 'reference' })
    expect(all, `round ${round}`).toMatchObject({ count: expected, different: expected })
    const totals = await totalsOf(town.db, everything)
    expect(
      totals?.reduce((sum, { count }) => sum + count, 0),
      `round ${round}`,
    ).toBe(expected)
  }
  ;(await next).kill('SIGKILL')
  expect(seen.nothing, 'some were killed before they counted').toBeGreaterThan(kills / 4)
  const states = await town.db('transaction_imports').groupBy('state').select('state').count({ count: '*' })
  expect(
    Object.fromEntries(states.map((row: Record<string, unknown>) => [row.state, Number(row.count)])),
  ).toEqual({
    done: seen.whole,
    failed: known - seen.whole,
  })
}, 180_000)

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from 'vitest'
import { freshMonthTest } from '../../support/fixtures.ts'
import { type Act, acts, checkLedgerIsWhole } from '../../support/ledger-whole.ts'
import type { Month, Row } from '../../support/month.ts'
import type { Work } from './worker.ts'

const test = freshMonthTest.override('month', ({ startMonth }) => startMonth({ interface: 'Other', rows }))

const times = process.env.TEST_ENGINE === 'postgres' ? 8 : 50
/** Enough that a run takes long enough to be caught in the middle of. */
const rows = Array.from({ length: 1000 }, (_, index): Row => {
  const kinds = ['billing', 'payment', 'billing-adjustment', 'deposit-applied', 'payment-adjustment']
  const day = String((index % 31) + 1).padStart(2, '0')
  const service = ['WATER', 'SEWER', 'TRASH'][index % 3] as string
  return [`2026-10-${day}`, kinds[index % 5] as string, service, ((index * 7919) % 20_001) - 5_000]
})

const names = Object.keys(acts) as Act[]
const ofEach = <Value>(value: (act: Act) => Value) =>
  Object.fromEntries(names.map((act) => [act, value(act)])) as Record<Act, Value>

const children = new Set<ChildProcess>()
test.afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
})

/** A worker that has everything loaded and waits to be told to begin. */
async function worker(month: Month) {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [], {
    execArgv: [],
    env: { NODE_COMPILE_CACHE: join(month.town.deps.config.dataDir, 'compiled') },
    silent: true,
  })
  children.add(child)
  child.once('close', () => children.delete(child))
  await once(child, 'message')
  return child
}

/** How long each act took when it was last let through, with the way of its answer. */
const lastMs = ofEach(() => 0)

/** Tells a worker to begin and kills it when an act is about this far; gives back what it had said by then. */
async function killIn(month: Month, child: ChildProcess, act: Act, far: number): Promise<string[]> {
  const { dataDir, databaseUrl, keyFile } = month.town.deps.config
  const closed = once(child, 'close')
  let errors = ''
  child.stderr?.on('data', (text) => {
    errors += text
  })
  const said: string[] = []
  let begunAt = 0
  let isAimed = false
  child.on('message', (words: string) => {
    const under = said.at(-1) as Act
    said.push(words)
    if (!names.includes(words as Act)) {
      lastMs[under] = performance.now() - begunAt
      return
    }
    begunAt = performance.now()
    if (words !== act || isAimed) return
    isAimed = true
    setTimeout(() => child.kill('SIGKILL'), far * lastMs[act])
  })
  const answerMs = ofEach((act) => lastMs[act] / 3)
  child.send({ dataDir, databaseUrl, keyFile, answerMs } satisfies Work)
  await closed
  expect([errors, child.signalCode]).toEqual(['', 'SIGKILL'])
  return said
}

/** PostgreSQL may still be at the last statement of a process that is gone, until it lets go of what it took. */
async function waitUntilLetGo(month: Month) {
  await month.db('ledger_numbers').where({ id: 1 }).update({ id: 1 })
  await month.db('posting_batches').whereNull('reversed_by').update({ reversed_by: null })
}

test(`killed ${times} times in the middle of each of runs, undos and downloads, nothing is half and nothing double`, async ({
  month,
}) => {
  const kills = ofEach(() => ({ before: 0, after: 0 }))
  const count = (act: Act) => kills[act].before + kills[act].after
  const isMissing = (act: Act) => count(act) < times || !kills[act].before || !kills[act].after
  let done = ofEach(() => 0)
  let rounds = 0
  let next = worker(month)
  for (; names.some(isMissing) && rounds < 12 * times; rounds++) {
    // The one that lags behind most; undoing first, because what comes before it is timed on the way.
    const [act] = names.filter(isMissing).sort((a, b) => count(a) - count(b)) as [Act]
    const far = ((count(act) * 7) % times) / times
    const ready = await next
    // The next one loads its program while this one works and its outcome is looked at.
    next = worker(month)
    const said = await killIn(month, ready, act, far)
    await waitUntilLetGo(month)
    const now = await checkLedgerIsWhole(month.db, rows.length, said)

    // What was answered is done once; what was under way is done once or not at all.
    const under = names.find((act) => act === said.at(-1))
    for (const act of names) {
      const answered = said.filter((line) => line.startsWith(acts[act].answer)).length
      const more = now[act] - done[act] - answered
      expect(act === under ? [0, 1] : [0], `${act} in ${said}`).toContain(more)
      if (act === under) kills[act][more === 0 ? 'before' : 'after'] += 1
    }
    done = now
  }
  expect(names.filter(isMissing), `${JSON.stringify(kills)} in ${rounds} rounds`).toEqual([])
}, 600_000)

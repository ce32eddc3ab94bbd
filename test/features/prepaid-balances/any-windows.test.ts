import fc from 'fast-check'
import { expect } from 'vitest'
import { takeMoment } from '../../../src/features/prepaid-balances/feed-store.ts'
import { insertEntries } from '../../../src/features/prepaid-balances/noted-store.ts'
import { test } from '../../support/fixtures.ts'
import { enrollAccounts, told } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'

let rows = 0

/** Notes some payments at this moment, as many at once. Returns what is to be told of them. */
async function note({ db, deps }: Town, ids: { account: number; import: number }, some: number) {
  const noted: string[] = []
  await db.transaction(async (trx) => {
    const recordedAt = await takeMoment(trx as never, deps.now)
    for (let index = 0; index < some; index++) {
      rows += 1
      const objectId = `entry-${rows}`
      noted.push(`${objectId} ${rows}`)
      await insertEntries(trx as never, [
        {
          ...{ accountId: ids.account, kind: 'payment', what: 'noted', way: 'pull', cents: rows },
          ...{ customer: '1', serviceType: 'Electric', locationId: 'a', description: '', objectId },
          ...{ messageId: objectId, importId: ids.import, rowId: rows, source: 'UM', reference: 'P' },
          ...{
            date: '2026-11-23',
            registerKind: 'payment',
            identity: objectId,
            round: 1,
            recordedAt,
            notedAt: deps.now().toISOString(),
            jobId: null,
          },
        },
      ])
    }
  })
  return noted
}

async function start(town: Town) {
  const [account = 0] = await enrollAccounts(town, [{ customer: `C${rows}` }])
  const file = { file_name: 'x', state: 'done', started_at: '2026-11-23T00:00:00.000Z' }
  const [added] = await town.db('transaction_imports').insert(file).returning('id')
  return { account, import: Number(added.id) }
}

const minutes = fc.integer({ min: -30, max: 60 })
/** The clock is set on or back, some payments are recorded, and the vendor asks or not. */
const steps = fc.array(fc.record({ minutes, some: fc.integer({ min: 0, max: 3 }), asks: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
})

test('a vendor that goes on from where it ended is told each payment once, however the clock is set', async ({
  town,
}) => {
  const ids = await start(town)
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const noted: string[] = []
      const heard: string[] = []
      let from =
        (await town.db('prepaid_feed').first('recorded_at'))?.recorded_at || '2026-01-01T00:00:00.000Z'
      const ask = async () => {
        const to = town.clock.now.toISOString()
        if (to <= from) return
        heard.push(...(await told(town, 'payment', from, to)))
        from = to
      }
      for (const { minutes: by, some, asks } of all) {
        town.clock.forward(by)
        noted.push(...(await note(town, ids, some)))
        if (asks) await ask()
      }
      town.clock.forward(13 * 60)
      await ask()
      expect(heard.sort()).toEqual(noted.sort())
    }),
    { numRuns: 12 },
  )
})

/** Seconds between two questions, how far the vendor's clock is ahead, and what is recorded before each. */
const polls = fc.record({
  everyMs: fc.integer({ min: 200, max: 12_000 }),
  aheadMs: fc.integer({ min: -3_000, max: 9_000 }),
  recorded: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 12 }),
})

test('a vendor that asks every few seconds is told all, each payment once and none that is younger than five seconds', async ({
  town,
}) => {
  const ids = await start(town)
  await fc.assert(
    fc.asyncProperty(polls, async ({ everyMs, aheadMs, recorded }) => {
      const later = (ms: number) => {
        town.clock.now = new Date(town.clock.now.getTime() + ms)
      }
      later(60_000)
      const [noted, heard]: string[][] = [[], []]
      const asked: [from: string, to: string, answer: string[]][] = []
      const vendorsTime = () => new Date(town.clock.now.getTime() + aheadMs).toISOString()
      let from = vendorsTime()
      await told(town, 'payment', '2026-01-01T00:00:00.000Z', from)
      // Asks once more than a minute after the last was recorded.
      for (const some of [...recorded, 0, 0]) {
        later(some === 0 ? 7_000 : everyMs)
        const young = await note(town, ids, some)
        noted?.push(...young)
        const to = vendorsTime()
        const answer = await told(town, 'payment', from, to)
        expect(answer.filter((one) => young.includes(one))).toEqual([])
        asked.push([from, to, answer])
        heard?.push(...answer)
        from = to
      }
      expect(heard?.sort()).toEqual(noted?.sort())
      for (const [from, to, answer] of asked) expect(await told(town, 'payment', from, to)).toEqual(answer)
    }),
    { numRuns: 8 },
  )
})

test('any windows that cover a time give the same payments, and the same question the same answer', async ({
  town,
}) => {
  const ids = await start(town)
  town.clock.forward(24 * 60)
  const begin = town.clock.now.getTime()
  const noted: string[] = []
  for (let index = 0; index < 40; index++) {
    town.clock.forward(index % 7)
    noted.push(...(await note(town, ids, 1 + (index % 4))))
  }
  town.clock.forward(1)
  const end = town.clock.now.getTime()
  const at = (share: number) => new Date(begin + Math.round(((end - begin) * share) / 1_000)).toISOString()
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 8 })
  const others = fc.array(fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 1000 })), {
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(cuts, others, async (inner, more) => {
      const edges = [0, ...inner.sort((one, other) => one - other), 1000]
      const heard: string[] = []
      for (const [index, edge] of edges.slice(1).entries())
        heard.push(...(await told(town, 'payment', at(edges[index] as number), at(edge))))
      expect(heard).toEqual(noted)
      for (const [one, other] of more) {
        const [from, to] = [Math.min(one, other), Math.max(one, other)].map(at) as [string, string]
        const answer = await told(town, 'payment', from, to)
        expect(await told(town, 'payment', from, to)).toEqual(answer)
        expect(new Set([...noted, ...answer]).size).toBe(noted.length)
      }
    }),
    { numRuns: 10 },
  )
})

/** Somebody notes at one server while the vendor asks at another, or at the same; seconds go by first. */
const turns = fc.array(
  fc.record({
    seconds: fc.integer({ min: 0, max: 40 }),
    some: fc.integer({ min: 0, max: 2 }),
    notedBy: fc.constantFrom('fast', 'slow'),
    askedAt: fc.constantFrom('fast', 'slow', 'nobody'),
  }),
  { minLength: 2, maxLength: 14 },
)

test('of two servers whose clocks are half a minute apart the vendor asks either, and is told each payment once', async ({
  town,
}) => {
  const ids = await start(town)
  const behind = (seconds: number) => () => new Date(town.clock.now.getTime() + seconds * 1_000)
  const by = (now: () => Date) => ({ ...town, deps: { ...town.deps, now } })
  const servers = { fast: by(behind(30)), slow: by(behind(0)) }
  // The vendor's own clock is right, late, or ahead of both.
  const vendors = fc.constantFrom(0, -25, 12, 55)
  await fc.assert(
    fc.asyncProperty(vendors, turns, async (ahead, all) => {
      const vendorNow = behind(ahead)
      const noted: string[] = []
      const heard: string[] = []
      const answers: { from: string; to: string; answer: string[] }[] = []
      let from = vendorNow().toISOString()
      const ask = async (server: 'fast' | 'slow') => {
        const to = vendorNow().toISOString()
        if (to <= from) return
        const answer = await told(servers[server], 'payment', from, to)
        answers.push({ from, to, answer })
        heard.push(...answer)
        from = to
      }
      // What was recorded before this run is behind it.
      town.clock.forward(10)
      await ask('slow')
      heard.length = 0
      for (const { seconds, some, notedBy, askedAt } of all) {
        town.clock.forward(seconds / 60)
        const noting = some > 0 ? note(servers[notedBy as 'fast'], ids, some) : []
        // At the same moment, where two servers can be at it.
        if (askedAt !== 'nobody') await ask(askedAt as 'fast')
        noted.push(...(await noting))
      }
      town.clock.forward(3)
      await ask('slow')
      town.clock.forward(3)
      await ask('fast')
      expect(heard.sort()).toEqual(noted.sort())
      for (const { from, to, answer } of answers)
        for (const server of [servers.fast, servers.slow])
          expect(await told(server, 'payment', from, to)).toEqual(answer)
    }),
    { numRuns: 15 },
  )
})

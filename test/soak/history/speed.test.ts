import { expect } from 'vitest'
import { isPostgres } from '../../../src/db/connect.ts'
import type { HistoryFilter } from '../../../src/features/history/filter.ts'
import { kindsRecorded, type Place, readHistory } from '../../../src/features/history/store.ts'
import { test } from '../../support/fixtures.ts'
import type { Town } from '../../support/town.ts'

const many = 100_000

let ada: number

test.beforeAll(async ({ town }) => {
  ada = await town.addUser('Ada', 'administrator')
  const bo = await town.addUser('Bo', 'editor')
  const series = isPostgres(town.db)
    ? `select n from generate_series(1, ${many}) as t(n)`
    : `with recursive t(n) as (select 1 union all select n + 1 from t where n < ${many}) select n from t`
  // In one statement, 100,000 records would write 100,000 versions of one row.
  if (isPostgres(town.db)) await town.db.raw('alter table history disable trigger history_head_follows')
  // Ada's records and those about the ledger never meet: the hardest case for a filter on both.
  await town.db.raw(`
    insert into history (id, at, user_id, user_name, address, kind, subject, changes, previous_hash, hash)
    select n,
      '20' || substr(cast(1000000 + n / 30 as text), 2, 2) || '-01-01T' || substr(cast(1000000 + n / 30 as text), 4, 4) || '.000Z',
      case when n % 7 = 0 then null when n % 2 = 0 then ${ada} else ${bo} end, 'x', '127.0.0.1',
      case when n % 3 = 0 then 'interface.saved' else 'session.started' end,
      case when n % 2 = 0 then 'prepaid-metering' else 'general-ledger' end,
      '[]', '', 'x' from (${series}) as numbers`)
  await town.db.raw('analyze')
})

const filters: Record<string, () => HistoryFilter> = {
  'no filter': () => ({}),
  person: () => ({ userId: ada }),
  'nobody signed in': () => ({ userId: null }),
  'nobody and kind': () => ({ userId: null, kind: 'interface.saved' }),
  'nobody, interface and kind': () => ({
    userId: null,
    subject: 'general-ledger',
    kind: 'interface.saved',
  }),
  kind: () => ({ kind: 'interface.saved' }),
  'one thing by its id': () => ({
    about: { type: 'service', id: '3', old: { label: undefined, kinds: ['service.saved'] } },
  }),
  'one thing by its label': () => ({
    about: { type: 'user', id: '3', old: { label: 'general-ledger', kinds: ['session.started'] } },
  }),
  'a kind that never was': () => ({ kind: 'batch.run' }),
  interface: () => ({ subject: 'general-ledger' }),
  'a person and an interface that never met': () => ({ userId: ada, subject: 'general-ledger' }),
  'person and kind': () => ({ userId: ada, kind: 'interface.saved' }),
  'interface and kind': () => ({ subject: 'general-ledger', kind: 'interface.saved' }),
  'all three': () => ({ userId: ada, subject: 'general-ledger', kind: 'interface.saved' }),
  'days long ago': () => ({ before: '2001' }),
  'person and days': () => ({ userId: ada, from: '2000-01-01', before: '2001' }),
  'all three and days': () => ({
    userId: ada,
    subject: 'prepaid-metering',
    kind: 'interface.saved',
    from: '2000-01-01',
    before: '2003',
  }),
}

/** What the database says it will do. */
async function planOf(town: Town, filter: HistoryFilter, after?: Place) {
  const [sql] = await town.statements(() => readHistory(town.db, filter, { after, limit: 50 }))
  const query = readHistory.bind(undefined, town.db, filter, { after, limit: 50 })
  expect(sql).toContain('history')
  let bindings: readonly unknown[] = []
  const note = (asked: { bindings: readonly unknown[] }) => {
    bindings = asked.bindings
  }
  town.db.once('query', note as never)
  await query()
  const explain = isPostgres(town.db) ? 'explain' : 'explain query plan'
  const answer = await town.db.raw(`${explain} ${asRaw(sql as string)}`, bindings as never)
  const rows: Record<string, unknown>[] = Array.isArray(answer) ? answer : answer.rows
  return rows.map((row) => String(row.detail ?? row['QUERY PLAN'])).join('\n')
}

const asRaw = (sql: string) => sql.replace(/\$\d+/g, '?')

const middle: Place = { at: '2002-01-01T0000.000Z', id: many / 2 }

const alone = Object.keys(filters).filter(
  (name) => !/and kind|that never met|all three|, interface/.test(name),
)

test.for(alone)(
  '%s: the index gives the page in its order, nothing is scanned or sorted',
  async (name, { town }) => {
    for (const after of [undefined, middle]) {
      const plan = await planOf(town, (filters[name] as () => HistoryFilter)(), after)
      expect(plan, name).toMatch(/index/i)
      expect(plan, name).not.toMatch(/sort|temp b-tree|seq scan|bitmap/i)
      expect(plan, name).not.toMatch(/^SCAN history$/m)
    }
  },
)

test('every page comes within milliseconds, whatever is asked for', async ({ town }) => {
  for (const [name, filter] of Object.entries(filters)) {
    let best = Number.POSITIVE_INFINITY
    for (let turn = 0; turn < 5; turn++) {
      const started = performance.now()
      await readHistory(town.db, filter(), { after: middle, limit: 50 })
      best = Math.min(best, performance.now() - started)
    }
    expect(best, name).toBeLessThan(alone.includes(name) ? 15 : 60)
  }
})

test('filters that meet seldom miss nothing: the links lead through all of history', async ({ town }) => {
  for (const name of Object.keys(filters).filter((other) => !alone.includes(other))) {
    const filter = (filters[name] as () => HistoryFilter)()
    const ids: number[] = []
    let next: Place | undefined
    let stretches = 0
    do {
      const stretch = await readHistory(town.db, filter, { after: next, limit: 1_000 })
      ids.push(...stretch.rows.map(({ id }) => Number(id)))
      next = stretch.next
      stretches++
    } while (next)
    const { userId, subject, kind, from = '', before = '9' } = filter
    const wanted = await town
      .db('history')
      .where('at', '>=', from)
      .where('at', '<', before)
      .where((query) => {
        if (userId !== undefined) query.where('user_id', userId)
        if (subject !== undefined) query.where({ subject })
        if (kind !== undefined) query.where({ kind })
      })
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .select('id')
    expect(ids, name).toEqual(wanted.map(({ id }) => Number(id)))
    expect(stretches, name).toBeLessThan(60)
  }
})

test('the kinds are found by a step each, not by reading every record', async ({ town }) => {
  const started = performance.now()
  expect(await kindsRecorded(town.db)).toEqual(['interface.saved', 'session.started'])
  expect(performance.now() - started).toBeLessThan(50)
})

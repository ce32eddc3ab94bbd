import { describe, expect } from 'vitest'
import { appendEvent, hashOf } from '../../src/audit/append.ts'
import { findChainKey } from '../../src/audit/chain-key.ts'
import { advanceCheckpoint, findCheckpoint } from '../../src/audit/checkpoint-store.ts'
import { event, named } from '../../src/audit/event.ts'
import { type Known, verifyHistory } from '../../src/audit/verify.ts'
import { connect, isPostgres } from '../../src/db/connect.ts'
import { transaction } from '../../src/db/transaction.ts'
import { paths } from '../../src/http/paths.ts'
import { settingsConsistency } from '../../src/settings/consistency.ts'
import { sections } from '../../src/settings-sections.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { environmentOf, run } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import type { Town } from '../support/town.ts'
import type { Visitor } from '../support/visitor.ts'

/** The records are read alike on both engines, which others of these cases show. */
const onSqlite = test.skipIf(process.env.TEST_ENGINE === 'postgres')

test.beforeEach(async ({ town, ada }) => {
  for (let n = 0; n < 5; n++) await note(town, `number ${n}`)
  await save(ada, { Interface: 'Caselle 4.x' })
  await save(ada, { 'Update Method': 'Cash', 'Update Payments': true })
  await save(ada, { Interface: 'None' })
})

const noted = event('test.noted', 'Test: noted', named, 'Noted {subject}')

function note(town: Town, subject: string) {
  const actor = { id: null, name: 'Bo', address: '10.0.0.9' }
  return transaction(town.db, (trx) => appendEvent(town.deps, trx, actor, noted(subject)))
}

async function save(ada: Visitor, values: Record<string, string | boolean>) {
  await ada.submit(await ada.get(paths.generalLedger), values)
}

async function verify(town: Town, anchor?: Omit<Known, 'where'>) {
  const key = await findChainKey(town.db, town.deps.keys)
  if (!key) throw new Error('there is no history key')
  return verifyHistory(
    town.db,
    key,
    await settingsConsistency(town.db, sections),
    anchor && [{ ...anchor, where: 'the number and hash given' }],
  )
}

/** What somebody with full rights to the database could do. */
async function behindItsBack(town: Town, act: () => Promise<unknown>) {
  const triggers = isPostgres(town.db)
    ? ['history_is_kept on history', 'history_is_not_emptied on history']
    : ['history_no_update', 'history_no_delete']
  for (const trigger of triggers) await town.db.raw(`drop trigger ${trigger}`)
  await act()
}

const history = (town: Town) => town.db('history')

test('processes that append at once run each act once and leave one chain without gaps', async ({ town }) => {
  const other = connect(town.deps.config)
  let acts = 0
  const act = (n: number) =>
    transaction(n % 2 ? other : town.db, (trx) => {
      acts++
      return appendEvent(town.deps, trx, { id: null, name: 'Bo', address: '' }, noted(String(n)))
    })
  const numbers = await Promise.all(Array.from({ length: 20 }, (_, n) => act(n)))
  await other.destroy()
  expect([acts, new Set(numbers).size, Math.max(...numbers) - Math.min(...numbers)]).toEqual([20, 20, 19])
  expect((await verify(town)).finding).toBeUndefined()
})

describe('the database itself', () => {
  test('refuses to change, delete or empty the history', async ({ town }) => {
    const refusal = /history records are never changed or deleted/
    await expect(history(town).where({ id: 1 }).update({ subject: 'x' })).rejects.toThrow(refusal)
    await expect(history(town).where({ id: 1 }).delete()).rejects.toThrow(refusal)
    await expect(history(town).delete()).rejects.toThrow(refusal)
    // SQLite has no truncate; there Knex sends a delete.
    await expect(history(town).truncate()).rejects.toThrow(refusal)
    expect(await verify(town)).toMatchObject({ finding: undefined, records: 9 })
  })
})

describe('verify', () => {
  test('walks the whole chain and finds nothing where nothing was done', async ({ town }) => {
    const { finding, records, head } = await verify(town)
    expect(finding).toBeUndefined()
    expect(records).toBe(9)
    expect(head.hash).toHaveLength(43)
  })

  test('finds whatever was changed in a record, and names it', async ({ town }) => {
    const was = await history(town).where({ id: 4 }).first()
    await behindItsBack(town, async () => {
      for (const column of Object.keys(was).filter((name) => name !== 'id')) {
        // Record 4 was Bo's, who has no account; Ada's is number 1.
        await history(town)
          .where({ id: 4 })
          .update({ [column]: column === 'user_id' ? 1 : 'x' })
        expect((await verify(town)).finding, column).toEqual({ record: 4, what: 'was changed or put in' })
        await history(town).where({ id: 4 }).update(was)
      }
    })
    expect((await verify(town)).finding).toBeUndefined()
  })

  onSqlite('finds a record removed from the middle', async ({ town }) => {
    await behindItsBack(town, () => history(town).where({ id: 4 }).delete())
    expect((await verify(town)).finding).toEqual({ record: 4, what: 'was removed' })
  })

  onSqlite('finds records removed from the beginning', async ({ town }) => {
    await behindItsBack(town, () => history(town).where('id', '<', 4).delete())
    expect((await verify(town)).finding).toEqual({ record: 1, what: 'was removed' })
  })

  onSqlite('finds one removed and the rest renumbered to close the gap', async ({ town }) => {
    await behindItsBack(town, async () => {
      await history(town).where({ id: 4 }).delete()
      for (let id = 5; id <= 9; id++)
        await history(town)
          .where({ id })
          .update({ id: id - 1 })
    })
    expect((await verify(town)).finding).toEqual({ record: 4, what: 'was changed or put in' })
  })

  onSqlite('finds a record put in before, behind and at the end', async ({ town }) => {
    const row = await history(town).where({ id: 9 }).first()
    await history(town).insert({ ...row, id: 10, previous_hash: row.hash })
    expect((await verify(town)).finding).toEqual({ record: 10, what: 'was changed or put in' })
    await behindItsBack(town, () => history(town).where({ id: 10 }).delete())
    await history(town).insert({ ...row, id: 0 })
    expect((await verify(town)).finding).toEqual({ record: 0, what: 'was put in' })
  })

  onSqlite('a record made with a guessed key does not fit', async ({ town }) => {
    await behindItsBack(town, async () => {
      const { hash: _, ...row } = await history(town).where({ id: 9 }).first()
      const forged = { ...row, id: 9, subject: 'forged' }
      await history(town)
        .where({ id: 9 })
        .update({ ...forged, hash: hashOf(Buffer.alloc(32), forged) })
    })
    expect((await verify(town)).finding).toEqual({ record: 9, what: 'was changed or put in' })
  })

  onSqlite('finds saves missing from the end, because the settings count them', async ({ town }) => {
    await behindItsBack(town, () => history(town).where('id', '>', 7).delete())
    expect((await verify(town)).finding).toEqual({
      record: 8,
      what: 'is missing: General Ledger was saved 3 times and only 1 are recorded',
    })
  })

  onSqlite('finds settings that were changed without a record', async ({ town }) => {
    await town.db('general_ledger').update({ update_payments: false })
    expect((await verify(town)).finding).toEqual({
      record: 10,
      what: 'is missing: General Ledger was changed without one (updatePayments)',
    })
  })

  test('finds any record missing from the end that was there at the last start or stop', async ({ town }) => {
    await note(town, 'last')
    expect(await advanceCheckpoint(town.deps, town.clock.now)).toMatchObject({ id: 10 })
    expect((await verify(town)).finding).toBeUndefined()
    await behindItsBack(town, () => history(town).where({ id: 10 }).delete())
    const finding = {
      record: 10,
      what: `is missing: the note of ${town.clock.now.toISOString()} knows record 10`,
    }
    expect((await verify(town)).finding).toEqual(finding)
    // The next start must not put a note of what is left over the evidence.
    expect(await advanceCheckpoint(town.deps, town.clock.now)).toBeUndefined()
    expect((await verify(town)).finding).toEqual(finding)
  })

  onSqlite('finds a note that was altered, forged or removed', async ({ town }) => {
    await advanceCheckpoint(town.deps, town.clock.now)
    const was = await findCheckpoint(town.db)
    await town.db('history_note').update({ record_id: 3 })
    expect((await verify(town)).finding?.what).toContain('was altered')
    await town.db('history_note').update({ record_id: was?.id, record_hash: 'x' })
    expect((await verify(town)).finding?.what).toContain('was altered')
    await town.db('history_note').delete()
    expect((await verify(town)).finding?.what).toContain('is gone')
  })

  onSqlite('an anchor kept outside finds what the database alone cannot', async ({ town }) => {
    const { head } = await verify(town)
    expect((await verify(town, head)).finding).toBeUndefined()
    expect((await verify(town, { id: 12, hash: head.hash })).finding).toEqual({
      record: 10,
      what: 'is missing: the number and hash given knows record 12',
    })
    expect((await verify(town, { id: 4, hash: head.hash })).finding?.record).toBe(4)
  })

  test('a walk takes longer than a page of the chain', async ({ town }) => {
    for (let n = 0; n < 1_100; n++) await note(town, 'more')
    expect(await verify(town)).toMatchObject({ finding: undefined, records: 1_109 })
    await behindItsBack(town, () => history(town).where({ id: 1_001 }).update({ subject: 'x' }))
    expect((await verify(town)).finding?.record).toBe(1_001)
  })
})

test('the command says what it found and ends with 0 or 1', async ({ town }) => {
  const env = environmentOf(town)
  const good = await run('src/cli/history.ts', ['verify'], env)
  expect(good.output).toMatch(/^9 records, each as it was written. The newest: 9:[\w-]{43}\n$/)
  expect(good.code).toBe(0)
  const anchor = good.output.match(/9:[\w-]{43}/)?.[0] as string
  expect((await runHere('src/cli/history.ts', ['verify', anchor], env)).code).toBe(0)
  await behindItsBack(town, () => history(town).where({ id: 4 }).update({ subject: 'x' }))
  expect(await run('src/cli/history.ts', ['verify'], env)).toEqual({
    code: 1,
    output: 'Record 4 was changed or put in.\n',
  })
  expect((await runHere('src/cli/history.ts', [], env)).output).toContain('npm run history -- verify')
})

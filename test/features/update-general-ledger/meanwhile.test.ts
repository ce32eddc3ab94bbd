import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { saveService } from '../../../src/features/gl-accounts/posting/save.ts'
import { findService } from '../../../src/features/gl-accounts/posting/store.ts'
import { saveAccount } from '../../../src/features/gl-accounts/save.ts'
import { findAccount } from '../../../src/features/gl-accounts/store.ts'
import { changePeriod } from '../../../src/features/posting-periods/close.ts'
import { downloadFile } from '../../../src/features/update-general-ledger/export-file-actions.ts'
import { printReport } from '../../../src/features/update-general-ledger/report.ts'
import { runUpdate } from '../../../src/features/update-general-ledger/run.ts'
import { undoBatch } from '../../../src/features/update-general-ledger/undo.ts'
import { freshMonthTest } from '../../support/fixtures.ts'
import { addTransactions, type Month, type Row, wholeOctober } from '../../support/month.ts'
import { times } from '../../support/soak.ts'

const test = freshMonthTest.extend('month', ({ startMonth }) => startMonth({ rows }))

/** What is recorded at the same moment as a run or an undo comes before it or after it, on both engines. */

const rows = Array.from({ length: 1_000 }, (_, index): Row => ['2026-10-15', 'billing', 'WATER', index + 1])
const actor = { id: 1, name: 'Ada', address: '' }
const rounds = times(2, 25)

async function run(month: Month) {
  const { deps, db } = month.town
  const report = await printReport(deps, db, await deps.settings.now(db), wholeOctober)
  return () =>
    runUpdate(deps, { choice: wholeOctober, layout: 'csv', reason: null, seen: report.fingerprint }, actor)
}

const undo = (month: Month, number: number) =>
  undoBatch(month.town.deps, { number, period: '2026-10', reason: 'wrong' }, actor)

/** Does both at once, the second beginning a little later each round until all of the first is covered. */
async function atOnce<First, Second>(
  round: number,
  wholeMs: number,
  first: () => Promise<First>,
  second: () => Promise<Second>,
): Promise<{ answers: [First, Second]; ms: number }> {
  const begun = performance.now()
  let ms = 0
  const timed = async () => {
    const answer = await first()
    ms = performance.now() - begun
    return answer
  }
  const later = async () => {
    await pause((wholeMs * round) / rounds)
    return second()
  }
  return { answers: await Promise.all([timed(), later()]), ms }
}

type Told = { kind: string; subject: string; of: (field: string) => string | undefined }

/** Every record in the order that counts: their numbers have no gaps. */
async function told(month: Month): Promise<Told[]> {
  const rows = await month.db('history').orderBy('id').select('kind', 'subject', 'changes')
  return rows.map(({ kind, subject, changes }) => {
    const all: { field: string; to: string | boolean }[] = JSON.parse(changes)
    const of = (field: string) => {
      const change = all.find((change) => change.field === field)
      return change && String(change.to)
    }
    return { kind, subject, of }
  })
}

test('no batch is recorded after the closing of its period, however close', async ({ month }) => {
  const { deps } = month.town
  const close = () => changePeriod(deps, 'closed', '2026-10', actor)
  const reopen = () => changePeriod(deps, 'reopened', '2026-10', actor)
  const seen = { run: new Set<string>(), undo: new Set<string>() }
  let [runMs, undoMs] = [50, 50]
  for (let round = 0; round < rounds; round++) {
    const running = await atOnce(round, runMs, await run(month), close)
    runMs = running.ms
    expect(running.answers[1]).toBe('closed')
    seen.run.add(running.answers[0].outcome)
    expect(await reopen()).toBe('reopened')
    const posted = running.answers[0].outcome === 'posted' ? running.answers[0] : await (await run(month))()
    if (posted.outcome !== 'posted') throw new Error(posted.outcome)

    const undoing = await atOnce(round, undoMs, () => undo(month, posted.number), close)
    undoMs = undoing.ms
    seen.undo.add(undoing.answers[0])
    expect(await reopen()).toBe('reopened')
    if (undoing.answers[0] === 'closed') expect(await undo(month, posted.number)).toBe('undone')
  }
  const closed = new Set<string | undefined>()
  for (const { kind, subject, of } of await told(month)) {
    if (kind === 'period.closed') closed.add(subject)
    if (kind === 'period.reopened') closed.delete(subject)
    if (kind === 'batch.run' || kind === 'batch.undone')
      expect(closed, `${kind} ${subject}`).not.toContain(of('period'))
  }
  // A refused one says so and asks for another look; nothing else may come of it.
  for (const outcome of seen.run) expect(['posted', 'changed', 'blocked']).toContain(outcome)
  for (const outcome of seen.undo) expect(['undone', 'closed']).toContain(outcome)
})

async function activate(month: Month, number: string, active: boolean) {
  const account = await findAccount(month.db, { number })
  await saveAccount(month.town.deps, { ...account, active }, account, number, actor)
}

test('no batch is recorded after a change to what it was posted to', async ({ month }) => {
  const { deps, db } = month.town
  const accounts = ['01-1311', '01-1312', '01-1313'] as const
  let runMs = 50
  const outcomes = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const service = await findService(db, { code: 'WATER' })
    if (!service) throw new Error('no service')
    const { code, name, revenue, version } = service
    const receivable = accounts[(round + 1) % 3] as string
    const change = async () => {
      const saved = await saveService(
        deps,
        { code, name, revenue, version, receivable },
        service,
        await deps.settings.now(),
        actor,
      )
      // Nothing is to be posted to the account that it was, but to the one it is now.
      await activate(month, service.receivable, false)
      await activate(month, receivable, true)
      return saved
    }
    const running = await atOnce(round, runMs, await run(month), change)
    runMs = running.ms
    expect(running.answers[1]).toBe('saved')
    outcomes.add(running.answers[0].outcome)
    if (running.answers[0].outcome === 'posted')
      expect(await undo(month, running.answers[0].number)).toBe('undone')
    await addTransactions(db, [['2026-10-16', 'billing', 'WATER', round + 1]])
  }
  const details = new Map<string, string>()
  for (const { batch_id, debit } of await db('batch_details')
    .where({ kind: 'billing' })
    .select('batch_id', 'debit')) {
    details.set(`batch ${batch_id}`, debit)
  }
  let receivable: string | undefined = '01-1311'
  const inactive = new Set<string>()
  for (const { kind, subject, of } of await told(month)) {
    if (kind === 'service.saved') receivable = of('receivable')
    if (kind === 'account.saved') of('active') === 'true' ? inactive.delete(subject) : inactive.add(subject)
    if (kind !== 'batch.run') continue
    expect(details.get(subject), subject).toBe(receivable)
    expect(inactive, subject).not.toContain(receivable)
  }
  for (const outcome of outcomes) expect(['posted', 'changed']).toContain(outcome)
})

test('a file fetched while its batch is undone: each is done, and neither waits', async ({ month }) => {
  let undoMs = 50
  for (let round = 0; round < rounds; round++) {
    const posted = await (await run(month))()
    if (posted.outcome !== 'posted') throw new Error(posted.outcome)
    const { number } = posted
    const both = await atOnce(
      round,
      undoMs,
      () => undo(month, number),
      () => downloadFile(month.town.deps, number, actor),
    )
    undoMs = both.ms
    expect(both.answers[0]).toBe('undone')
    expect(both.answers[1]?.text).toBeTruthy()
  }
})

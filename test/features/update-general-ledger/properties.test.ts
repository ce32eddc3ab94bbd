import fc from 'fast-check'
import { expect } from 'vitest'
import { postingRules } from '../../../src/features/interfaces/general-ledger/posting-rules.ts'
import { printReport } from '../../../src/features/update-general-ledger/report.ts'
import { type RunRequest, runUpdate } from '../../../src/features/update-general-ledger/run.ts'
import { undoBatch } from '../../../src/features/update-general-ledger/undo.ts'
import { monthTest } from '../../support/fixtures.ts'
import { addTransactions, chart, type Month, type Row } from '../../support/month.ts'
import { monthSums } from '../../support/month-sums.ts'

const test = monthTest.extend('monthOptions', { rows: [] })

const actor = { id: 1, name: 'Ada', address: '' }

const row = fc.tuple(
  fc.integer({ min: 1, max: 31 }).map((day) => `2026-10-${String(day).padStart(2, '0')}`),
  fc.constantFrom(...Object.keys(postingRules)),
  fc.constantFrom('WATER', 'SEWER', 'TRASH'),
  fc.oneof(fc.integer({ min: -10_000_00, max: 10_000_00 }), fc.constantFrom(0, 1, -1, 99_999_999_999_99)),
) as fc.Arbitrary<Row>

const settings = fc.record({
  interface: fc.constantFrom('caselle-4', 'other'),
  update_method: fc.constantFrom('accrual', 'cash'),
  update_payments: fc.boolean(),
})

async function balances(month: Month) {
  const rows: { account: string; cents: number }[] = await month
    .db('ledger_entries')
    .groupBy('account')
    .select('account')
    .sum({ cents: 'amount_cents' })
  return Object.fromEntries(
    rows.map(({ account, cents }) => [account, cents]).filter(([, cents]) => cents !== 0),
  )
}

/** What is kept by month is what the register adds up to. */
async function expectMonthTotals({ db }: Month) {
  expect(await db('month_totals').orderByRaw('month, kind, service')).toEqual(await monthSums(db))
}

/** Where one transaction goes, worked out alone and by the side of the sign: not how the product does it. */
function alone([, kind, service, cents]: Row, method: 'accrual' | 'cash') {
  const entry = postingRules[kind as keyof typeof postingRules].entry[method]
  const accounts: Record<string, string> = { 'cash-clearing': '01-1075', 'customer-deposits': '01-2300' }
  const index = ['WATER', 'SEWER', 'TRASH'].indexOf(service)
  accounts.receivable = chart[index + 1]?.[0] ?? ''
  accounts.revenue = chart[index + 5]?.[0] ?? ''
  return entry ? [[accounts[entry.debit], cents] as const, [accounts[entry.credit], -cents] as const] : []
}

test('entries balance and are the sum of each alone; an undo takes all back, also from the totals by month', async ({
  month,
}) => {
  const { db, town } = month
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 30 }),
      settings,
      fc.boolean(),
      async (rows, chosen, includePayments) => {
        if (rows.length > 0) await addTransactions(db, rows)
        await db('general_ledger').update(chosen)
        const choice = {
          beginningDate: '2026-10-01',
          endingDate: '2026-10-31',
          period: '2026-10',
          journal: 'UM',
          includePayments,
          updateAgain: false,
        }
        const before = await balances(month)
        const free = await db('utility_transactions')
          .whereNull('batch_id')
          .select('kind', 'service', 'amount_cents', 'date')
        const report = await printReport(town.deps, db, await town.deps.settings.now(db), choice)
        const request: RunRequest = { choice, layout: 'csv', reason: null, seen: report.fingerprint }
        const run = await runUpdate(town.deps, request, actor)
        if (run.outcome !== 'posted') {
          expect(run.outcome).toBe('blocked')
          expect(report.totals.debitCents).toBe(0)
          return
        }
        await expectMonthTotals(month)
        const entries = await db('ledger_entries').where({ batch_id: run.number })
        expect(entries.reduce((all, { amount_cents }) => all + amount_cents, 0)).toBe(0)

        const governed = {
          always: true,
          'update-payments': chosen.update_payments,
          'include-payments': includePayments,
        }
        const wanted = new Map<string, number>(Object.entries(before))
        for (const { kind, service, amount_cents, date } of free) {
          if (!governed[postingRules[kind as keyof typeof postingRules].governedBy]) continue
          const method = chosen.update_method as 'accrual' | 'cash'
          for (const [account, cents] of alone([date, kind, service, amount_cents], method)) {
            wanted.set(String(account), (wanted.get(String(account)) ?? 0) + cents)
          }
        }
        expect(await balances(month)).toEqual(
          Object.fromEntries([...wanted].filter(([, cents]) => cents !== 0)),
        )

        expect(
          await undoBatch(town.deps, { number: run.number, period: '2026-11', reason: 'wrong' }, actor),
        ).toBe('undone')
        expect(await balances(month)).toEqual(before)
        const marked = await db('utility_transactions').where({ batch_id: run.number })
        expect(marked).toEqual([])
        await expectMonthTotals(month)
      },
    ),
    { numRuns: 25 },
  )
})

import fc from 'fast-check'
import { expect } from 'vitest'
import { makeReconciliation } from '../../../src/features/prepaid-reconciliations/make.ts'
import { parts } from '../../../src/features/prepaid-reconciliations/parts.ts'
import { test } from '../../support/fixtures.ts'
import { enrollAccounts } from '../../support/prepaid-balances.ts'
import { addRegisterRows, type RegisterRow, saveParts } from '../../support/reconciliations.ts'

const services = ['ELEC', 'GAS', 'TAX']
const customers = ['1', '2']
const closedAt = '2026-11-02T00:00:00.000Z'

const row = fc.tuple(
  fc.constantFrom('2026-09-30', '2026-10-01', '2026-10-17', '2026-10-31', '2026-11-01'),
  fc.constantFrom('billing', 'billing-adjustment', 'deposit-applied', 'payment', 'payment-adjustment'),
  fc.constantFrom(...customers, 'not prepaid'),
  fc.constantFrom(...services),
  fc.integer({ min: -100_000_00, max: 100_000_00 }),
) as fc.Arbitrary<RegisterRow>

const owned = fc.uniqueArray(fc.tuple(fc.constantFrom(...customers), fc.constantFrom(...services)), {
  minLength: 1,
  selector: String,
})
const mapped = fc.tuple(...services.map(() => fc.constantFrom(...parts.map(({ value }) => value))))

test('the totals of a closed month are a plain sum over its register, to the cent', async ({ town }) => {
  const { db, deps } = town
  await db('prepaid_metering').update({ interface: 'exceleron-myusage' })
  await db('posting_periods').insert({ month: '2026-10', closed_at: closedAt })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), owned, mapped, async (rows, accounts, chosen) => {
      const tables = [
        'prepaid_reconciliation_rows',
        'prepaid_reconciliation_services',
        'prepaid_reconciliations',
      ]
      for (const table of [...tables, 'utility_transactions', 'transaction_totals', 'prepaid_accounts'])
        await db(table).delete()
      const partOf = Object.fromEntries(services.map((service, index) => [service, chosen[index]]))
      await saveParts(town, partOf as never)
      await enrollAccounts(
        { db, clock: { now: new Date('2026-09-01T12:00:00.000Z') } },
        accounts.map(([customer, service]) => ({ customer, service })),
      )
      await addRegisterRows(town, rows)
      const asked = { period: '2026-10', closedAt, isAnew: false, after: null, by: null }
      await db.transaction((trx) => makeReconciliation(deps, trx as never, asked))

      const isOwn = (customer: string, service: string) =>
        accounts.some((pair) => String(pair) === `${customer},${service}`)
      const expected = { usage: 0, tax: 0, device: 0, net: 0 }
      for (const [date, kind, customer, service, cents] of rows) {
        const part = partOf[service] as 'usage'
        const isBilled = kind === 'billing' || kind === 'billing-adjustment'
        if (!date.startsWith('2026-10') || !isBilled || customer === 'not prepaid') continue
        if (!accounts.some(([one]) => one === customer) || (part as string) === 'none') continue
        if (part === 'usage' && !isOwn(customer, service)) continue
        const as = kind === 'billing-adjustment' || (part as string) === 'miscellaneous' ? 'net' : part
        expected[as] += cents
      }
      const [one] = await db('prepaid_reconciliations')
      const { usage_cents: usage, tax_cents: tax, device_cents: device, charge_cents, credit_cents } = one
      expect({ usage, tax, device, net: charge_cents - credit_cents }).toEqual(expected)
      const [sums] = await db('prepaid_reconciliation_rows').sum({ usage: 'usage_cents', tax: 'tax_cents' })
      expect(sums).toEqual({ usage, tax })
      expect(one.accounts).toBe(accounts.length)
    }),
    { numRuns: 10 },
  )
})

import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshMonthTest as test } from '../../support/fixtures.ts'
import { type Month, runUpdate, tableOf } from '../../support/month.ts'

const effect = { button: 'Save' }

/** Presses Show effect: the same form, sent to the address of that button. */
async function showEffect(month: Month, values: Record<string, string | boolean>) {
  const page = await month.ada.get(paths.generalLedger)
  const address = page.find('button[formaction]').getAttribute('formaction') ?? ''
  return month.ada.post(address, page.filledIn(page.form(effect.button), values))
}

test('what if: each account with the saved settings and with those chosen', async ({ startMonth }) => {
  const month = await startMonth({ method: 'Accrual', updatePayments: true })
  // Updated or not makes no difference to the comparison.
  await runUpdate(month.ada)
  const page = await showEffect(month, { 'Update Method': 'Cash' })
  expect(page.status).toBe(200)
  expect(page.heading).toBe('General Ledger')
  expect(page.valueOf('Update Method')).toBe('Cash')
  expect(page.words).toContain('Effect on October 2026')
  expect(tableOf(page, 'By account')).toEqual([
    ['01-1075', 'Utility cash clearing', '-5.00', '-5.00', '0.00'],
    ['01-1311', 'Water receivable', '152.25', '0.00', '-152.25'],
    ['01-1312', 'Sewer receivable', '36.50', '0.00', '-36.50'],
    ['01-1313', 'Trash receivable', '18.00', '0.00', '-18.00'],
    ['01-2300', 'Customer deposits', '40.00', '40.00', '0.00'],
    ['01-34-101', 'Water sales', '-145.25', '7.00', '152.25'],
    ['01-34-201', 'Sewer charges', '-76.50', '-40.00', '36.50'],
    ['01-34-301', 'Trash collection', '-20.00', '-2.00', '18.00'],
  ])
  expect((await month.ada.get(paths.generalLedger)).valueOf('Update Method')).toBe('Accrual')
  expect(await month.db('history').where({ kind: 'interface.saved' })).toHaveLength(1)
  const saved = await month.ada.submit(page, {})
  expect(saved.valueOf('Update Method')).toBe('Cash')
})

test('what if the interface were off: nothing would be posted', async ({ startMonth }) => {
  const month = await startMonth({ updatePayments: false })
  const page = await showEffect(month, { Interface: 'None' })
  expect(tableOf(page, 'By account').map(([account, , , submitted]) => [account, submitted])).toEqual([
    ['01-1311', '0.00'],
    ['01-1312', '0.00'],
    ['01-1313', '0.00'],
    ['01-34-101', '0.00'],
    ['01-34-201', '0.00'],
    ['01-34-301', '0.00'],
  ])
})

test('the address of the effect leads to the tab, and a viewer has no button', async ({ startMonth }) => {
  const month = await startMonth({ rows: [] })
  expect((await month.ada.get(paths.generalLedgerEffect)).heading).toBe('General Ledger')
  const eve = await month.town.signIn('viewer', 'Eve')
  expect((await eve.get(paths.generalLedger)).words).not.toContain('Show effect')
})

import { describe, expect, test } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { startTown } from '../../support/town.ts'
import { tabRows } from './tab-rows.ts'

describe('General Ledger', () => {
  tabRows({
    heading: 'General Ledger',
    path: paths.generalLedger,
    subject: 'general-ledger',
    table: 'general_ledger',
    good: { Interface: 'Caselle 4.x', 'Update Method': 'Cash', 'Update Payments': true },
    other: { Interface: 'Other', 'Update Method': 'Accrual', 'Update Payments': false },
    bad: {
      fields: (sent) => {
        sent.set('updateMethod', 'barter')
        sent.set('updatePayments', 'perhaps')
      },
      messages: {
        'Update Method': /^Choose one of the entries of Update Method/,
        'Update Payments': /^Update Payments can only be selected or cleared/,
      },
    },
  })
})

test('without a style sheet each thing that an update may post stands by itself and says when it holds', async () => {
  const town = await startTown()
  const page = await (await town.signIn('viewer')).get(paths.generalLedger)
  const cells = [...page.document.querySelectorAll('.posting td')]
  const words = (cell: Element) =>
    [...cell.querySelectorAll('p')].map(({ textContent }) => textContent?.trim())
  expect(cells.map(words)).toEqual([
    ['Accrual: receivable / revenue', 'Cash: Nothing to record'],
    ['Accrual: receivable / revenue', 'Cash: Nothing to record', 'Cleared: Left out'],
    ['Accrual: receivable / cash clearing', 'Cash: revenue / cash clearing', 'Cleared: Left out'],
    ['Accrual: customer deposits / receivable', 'Cash: customer deposits / revenue', 'Cleared: Left out'],
    [],
  ])
  await town.close()
})

import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'

test('without a style sheet each thing that an update may post says when it holds', async ({ town }) => {
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
})

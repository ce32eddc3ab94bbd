import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'

test('without a style sheet each thing that an update may post says when it holds', async ({ ada }) => {
  const page = await ada.get(paths.generalLedger)
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

test('a viewer is told what an update posts as it is set up', async ({ town, ada }) => {
  const viewer = await town.signIn('viewer')
  expect((await viewer.get(paths.generalLedger)).words).toContain('With None, an update posts nothing.')
  await ada.submit(await ada.get(paths.generalLedger), { Interface: 'Other', 'Update Method': 'Cash' })
  const seen = await viewer.get(paths.generalLedger)
  const cells = [...seen.document.querySelectorAll('main td')].map(({ textContent }) => textContent?.trim())
  expect(cells).toEqual([
    'Nothing to record',
    'Left out',
    'Left out',
    'Left out',
    'Left out, unless a run includes payments',
  ])
})

import { expect } from 'vitest'
import { layoutFor } from '../../../src/features/file-layouts/layout-for.ts'
import { test } from '../../support/fixtures.ts'

test('files go by the layout that is chosen, and by none before', async ({ town }) => {
  expect(await layoutFor(town.deps, 'bills')).toBeUndefined()
  await town.db('file_layouts').update({ bills: 'plugnpay-invoices', payments: 'bai-lockbox' })
  expect(await layoutFor(town.deps, 'bills')).toMatchObject({
    name: 'PlugnPay invoices',
    id: null,
    version: 1,
  })
  // Where a layout of one's own only begins.
  expect(await layoutFor(town.deps, 'payments')).toBeUndefined()
})

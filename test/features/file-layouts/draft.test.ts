import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { layoutFor } from '../../../src/features/file-layouts/layout-for.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

const sample = (name: string) => readFileSync(new URL(`../../cases/layouts/${name}`, import.meta.url))

/** Chooses what a layout begins with and the provider's sample. */
async function beginWith(visitor: Visitor, from: string, content: string | Buffer): Promise<Page> {
  const form = await visitor.get(paths.fileLayouts)
  const to = `${paths.fileLayouts}/drafts`
  return upload(visitor, content, { form, to, fileName: 'sample.txt', fields: { from } })
}

test('a layout is made from a sample, proved by its totals, saved, chosen and told in the history', async ({
  town,
  ada,
}) => {
  let page = await beginWith(ada, 'bai-lockbox', sample('bai-lockbox.txt'))
  expect(page.words).toContain('Totals: they agree')
  expect(tableOf(page, 'The first rows, as they are read')).toHaveLength(3)
  page = await ada.submit(page, { Name: 'Our bank', 'To of line 3': '15' }, { button: 'Show' })
  expect(page.words).toContain('Totals: they do not agree')
  page = await ada.submit(page, {}, { button: 'Save' })
  expect(page.response.statusCode).toBe(422)
  expect(page.words).toContain('The totals of the sample do not agree')
  expect(page.valueOf('Name')).toBe('Our bank')
  page = await ada.submit(page, { 'To of line 3': '17' }, { button: 'Save' })
  expect(page.words).toContain('The layout is saved.')
  expect(tableOf(page, 'Your layouts')[0]?.slice(0, 4)).toEqual(['Our bank', 'Payments, received', '', '1'])
  page = await ada.submit(page, { 'Payments are read with': 'Our bank' }, { button: 'Save' })
  expect(page.words).toContain('Files go by these layouts from now on.')
  expect(await layoutFor(town.deps, 'payments')).toMatchObject({ name: 'Our bank', id: 1, version: 1 })
  const history = await ada.get(paths.history)
  expect(history.words).toContain(
    'Chose the layouts of files: Payments are read with from None yet to Our bank',
  )
  expect(history.words).toContain('Added the import profile Our bank')
  const own = await ada.get(`${paths.importProfiles}/1`)
  expect(own.words).toContain('“6”: a row')
  const refused = await ada.submit(own, {}, { button: 'Remove this profile' })
  expect(refused.response.statusCode).toBe(409)
  expect(refused.words).toContain('Choose another under Layouts first')
})

test('a sample whose amounts are more than can be added up is shown and proves nothing', async ({ ada }) => {
  const row = (number: string) => `${number},10442,"90,000,000,000,000.00",2026-11-02\n`
  const csv = `Confirmation,Account,Amount,Payment Date\n${row('C-1')}${row('C-2')}`
  const page = await beginWith(ada, 'payments', csv)
  expect(page.words).toContain('Rows read: 2, payments too large to show')
  const saved = await ada.submit(page, { 'Rows it has': '2', 'Amount it has': '1.00' }, { button: 'Save' })
  expect(saved.response.statusCode).toBe(422)
  expect(saved.words).toContain('The layout reads an amount too large to show, and not 1.00.')
})

test('a layout of a file without totals is proved by what the provider said of it', async ({ ada }) => {
  const csv =
    'Confirmation,Account,Amount,Payment Date\nC-1,10442,84.10,2026-11-02\nC-2,10443,5.00,2026-11-03\n'
  let page = await beginWith(ada, 'payments', csv)
  expect(page.words).toContain('Rows read: 2, payments 89.10')
  page = await ada.submit(page, {}, { button: 'Save' })
  expect(page.words).toContain('type how many rows the provider says it has')
  page = await ada.submit(page, { 'Rows it has': '3', 'Amount it has': '89.10' }, { button: 'Save' })
  expect(page.words).toContain('The layout reads 2 rows, and not 3.')
  page = await ada.submit(page, { 'Rows it has': '2' }, { button: 'Save' })
  expect(page.words).toContain('The layout is saved.')
})

test('a layout of bills shows made-up bills as it writes them, and all that is wrong at once', async ({
  ada,
}) => {
  let page = await beginWith(ada, 'secure-instant-payments-bills', '')
  expect(page.words).toContain('10/31/2026,10442,11/20/2026,84.10,"Muñoz, José",12 Main Street')
  expect(page.words).toContain('Amount due is -12.50')
  page = await ada.submit(
    page,
    { 'Column of line 7': '7', 'Holds of line 7': 'Autopay', 'Autopay is written': 'Auto' },
    { button: 'Show' },
  )
  expect(page.words).toContain('12 Main Street,')
  page = await ada.submit(page, { 'No autopay is written': 'Manual' }, { button: 'Show' })
  expect(page.words).toContain('12 Main Street,Manual')
  page = await ada.submit(page, { Dates: 'DD/MM', 'Column of line 2': '1' }, { button: 'Show' })
  expect(page.words).toContain('Dates needs YYYY (or YY), MM and DD')
  expect(page.words).toContain('Line 2 and line 1 are at the same place.')
  expect(page.valueOf('Dates')).toBe('DD/MM')
})

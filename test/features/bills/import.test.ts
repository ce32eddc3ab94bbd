import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { tableOf } from '../../support/month.ts'
import { billsOf, bringIn, choose, registerOfOctober, useLayout } from './bring-in.ts'

const head = 'Account,Name,Bill Date,Due Date,Previous Balance,Payments,Current Charges,Amount Due,Email'
const small = (...rows: string[]) => [head, ...rows].join('\n')

test('an export is matched once, previewed, and known the next month', async ({ town, ada }) => {
  await useLayout(town)
  const asked = await choose(ada, billsOf('2026-09'))
  expect(asked.heading).toBe('Match the columns of bills.csv')
  expect(asked.valueOf('“Customer”')).toBe('Customer')
  expect(asked.valueOf('“Water”')).toBe('Current charges of a service')
  expect(asked.valueOf('“Sewer”')).toBe('Current charges of a service')
  const unnamed = await ada.submit(asked, {}, { button: 'Save and read the file' })
  expect(unnamed.problemAt('Name of this profile')).toMatch(/^Type a name/)
  const page = await ada.submit(
    unnamed,
    { 'Name of this profile': 'Billing export' },
    { button: 'Save and read the file' },
  )
  expect(page.heading).toBe('Bills of September 2026')
  expect(page.said).toMatch(/^The bills are brought in/)
  expect(page.words).toMatch(/40 bills, [\d,]+\.\d\d due/)
  expect(page.words).toContain('bills-2026-09-run1.csv')

  const next = await choose(ada, billsOf('2026-10'))
  expect(next.heading).toBe('Bills of October 2026')
  expect(next.words).toContain('Compared withSeptember 2026, run 1')
  expect(next.words).toContain('Read byBilling export, version 1')
  const list = await ada.get(paths.bills)
  expect(list.words).toContain('Run 2October 2026')
  expect((await ada.get(paths.importProfiles)).words).toContain('Billing export')
})

test('the current charges are set beside the billing of the register, by service', async ({ town, ada }) => {
  await useLayout(town)
  const before = await bringIn(ada, billsOf('2026-10'))
  expect(before.words).toContain('The register has no billing of October 2026 yet')
  expect(await importText(town.deps, registerOfOctober())).toBe('imported')
  const after = await ada.get(before.path)
  expect(after.words).toContain('They agree with')
  const total = tableOf(after, 'Current charges beside the register')
  expect(total.at(-1)).toEqual(['Total', expect.any(String), total.at(-1)?.[1], '0.00'])
  expect(total).toHaveLength(4)
  const other = await bringIn(ada, billsOf('2026-10').trimEnd().split('\n').slice(0, -1).join('\n'))
  expect(other.words).toContain('They differ. Look at')
})

test('every line that cannot be read is said with its field, and nothing is brought in', async ({
  town,
  ada,
}) => {
  const good = '1,Ada,10/05/2026,10/25/2026,10.00,10.00,50.00,50.00,ada@mail.example'
  await bringIn(ada, small(good))
  const page = await choose(
    ada,
    small(
      ',Ben,10/05/2026,10/25/2026,0.00,0.00,50.00,50.00,',
      '3,Clara,10/25/2026,10/05/2026,0.00,0.00,50.00,50.00,',
      '4,David,10/05/2026,soon,0.00,0.00,fifty,50.00,',
    ),
  )
  expect(page.status).toBe(422)
  expect(page.words).toContain('3 lines have to be fixed')
  expect(page.words).toContain('The customer is missing.')
  expect(page.words).toContain('The due date Oct 5, 2026 is before the bill date Oct 25, 2026.')
  expect(page.words).toMatch(/Current charges “fifty”/i)
  expect(await town.db('bills')).toHaveLength(1)
})

test('what looks odd is counted with the bills that it is about, and asked about where customers would suffer', async ({
  town,
  ada,
}) => {
  await useLayout(town)
  const rows = [
    '1,Ada,09/05/2026,09/25/2026,0.00,0.00,50.00,50.00,ada@mail.example',
    '2,Ben,09/05/2026,09/25/2026,0.00,0.00,50.00,50.00,ben@mail.example',
    '5,Eve,09/05/2026,09/25/2026,0.00,0.00,50.00,50.00,eve@mail.example',
  ]
  await bringIn(ada, small(...rows))
  const page = await choose(
    ada,
    small(
      '1,Ada,10/05/2026,10/25/2026,50.00,50.00,500.00,500.00,ada@mail.example',
      '2,Ben,10/05/2026,10/25/2026,50.00,20.00,50.00,70.00,ben at mail',
      '3,Clara,10/05/2026,10/25/2026,0.00,0.00,40.00,40.00,',
      '3,Clara,10/05/2026,10/25/2026,0.00,0.00,40.00,40.00,',
      '4,David,10/05/2026,10/25/2026,0.00,10.00,0.00,-10.00,david@mail.example',
    ),
  )
  const told = (label: string) => page.words.match(new RegExp(`${label}(\\d+)`))?.[1]
  expect(told('The same customer twice')).toBe('2')
  expect(told('Amount due does not add up')).toBe('1')
  expect(told('No address')).toBe('2')
  expect(told('E-mail address looks wrong')).toBe('1')
  expect(told('Unlike the last bill')).toBe('2')
  expect(told('New customers')).toBe('3')
  expect(told('Customers without a bill')).toBe('1')
  const unlike = await ada.get(page.link('Unlike the last bill'))
  expect(unlike.words).toContain('500.0050.00')
  expect(unlike.words).toContain('David')
  expect((await ada.get(page.link('Customers without a bill'))).words).toContain('Eve')
  const found = await ada.submit(unlike, { Customer: 'dav', Which: 'All bills' }, { button: 'Show' })
  expect(found.words).toContain('David')
  expect(found.words).not.toContain('Clara')
  const one = await ada.get(found.link('4'))
  expect(one.heading).toBe('Bill of David')
  expect(one.words).toContain('Amount due-10.00')
})

test('payments may be written below zero, and a total row is skipped', async ({ ada }) => {
  const page = await bringIn(
    ada,
    small(
      '1,Ada,10/05/2026,10/25/2026,50.00,-50.00,60.00,60.00,ada@mail.example',
      '2,Ben,10/05/2026,10/25/2026,40.00,-30.00,60.00,70.00,ben@mail.example',
      'Total,,,,90.00,-80.00,120.00,130.00,',
    ),
  )
  expect(page.words).not.toContain('does not add up')
  expect(page.words).toContain('Skipped: 1')
  expect(page.words).toContain('2 bills, 130.00 due')
})

test('bills that were not sent can be removed, and a bill that a layout cannot write is left out only when said', async ({
  town,
  ada,
}) => {
  await town.db('file_layouts').update({ bills: 'plugnpay-invoices' })
  const page = await bringIn(
    ada,
    small(
      '1,Ada,10/05/2026,10/25/2026,0.00,0.00,60.00,60.00,ada@mail.example',
      '2,Ben,10/05/2026,10/25/2026,0.00,0.00,60.00,60.00,',
    ),
  )
  expect(page.words).not.toContain('The file that is sent')
  const refused = await ada.submit(page, {}, { button: 'Write the file' })
  expect(refused.status).toBe(422)
  expect(refused.words).toContain('Customer 2:')
  const written = await ada.submit(refused, {}, { button: 'Write the file without these bills' })
  expect(written.words).toContain('so that they are left out: 1 bill, 60.00 due')
  expect(written.words).toContain('bills-2026-10-run1.txt with 1 bill, 60.00 due: ')
  const file = await ada.get(written.link('Download the file'))
  expect(file.response.body.split('\n')[1]).toMatch(/^billpay_invoice\tada@mail.example\t/)
  const removed = await ada.submit(written, {}, { button: 'Remove these bills' })
  expect(removed.said).toBe('The bills are removed. Nothing of them was sent.')
  const late = await ada.submit(refused, {}, { button: 'Write the file without these bills' })
  expect([late.status, late.words]).toEqual([
    404,
    expect.stringContaining('These bills were removed meanwhile'),
  ])
  for (const table of ['bill_runs', 'bills', 'bill_charges', 'exchange_files', 'exchange_file_chunks']) {
    expect(await town.db(table)).toEqual([])
  }
  const history = await ada.get(paths.history)
  expect(history.words).toContain('Removed the bills of October 2026, run 1')
})

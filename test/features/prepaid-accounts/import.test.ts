import { expect } from 'vitest'
import { guessServiceType } from '../../../src/features/prepaid-accounts/import/service-type-words.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import { addServices, bringIn, choose, exported, importPath, own } from './accounts.ts'

test('an export is matched once, previewed and brought in, and its services are what somebody says', async ({
  town,
  ada,
}) => {
  await addServices(town, { WATER: 'Water', POWER: 'Electricity' })
  const asked = await choose(ada, exported())
  expect(asked.heading).toBe('Match the columns of accounts.csv')
  expect(asked.valueOf('“Account No”')).toBe('Customer')
  expect(asked.valueOf('“Utility”')).toBe('Service type')
  expect(asked.valueOf('“Balance”')).toBe('Balance at enrollment')
  const missing = await ada.submit(asked, {}, { button: 'Read the file' })
  expect(missing.status).toBe(422)
  expect(missing.errors.join()).toContain('No column has the service')
  const words = await ada.submit(missing, { '“Utility”': 'Service' }, { button: 'Read the file' })
  expect(words.heading).toBe('Match the services of accounts.csv')
  const [service, type] = [...words.document.querySelectorAll('label')].filter(
    ({ textContent }) => textContent === '“WTR”',
  )
  expect(words.document.getElementById(type?.getAttribute('for') ?? '')?.textContent).toContain('Water')
  expect(service).toBeTruthy()
  const unnamed = await ada.submit(words, {}, { button: 'Save and read the file' })
  expect(unnamed.problemAt('Name of this profile')).toMatch(/^Type a name/)
  const sent = unnamed.filledIn(unnamed.form('Save and read the file'), { 'Name of this profile': 'Billing' })
  // The services come first: WTR, ELC and HOSE.
  for (const [index, code] of ['WATER', 'POWER'].entries()) {
    const fields = [...unnamed.document.querySelectorAll('input[list]')]
    sent.set(fields[index]?.getAttribute('name') ?? '', code)
  }
  for (const select of unnamed.document.querySelectorAll('select')) {
    const name = select.getAttribute('name') ?? ''
    if (sent.get(name) === '') sent.set(name, 'Other')
  }
  const preview = await ada.post(`${importPath}/matching`, sent)
  expect(preview.heading).toBe('Preview of the accounts')
  expect(tableOf(preview, 'Refused')).toEqual([
    ['1003', 'HOSE', '5', '“HOSE” is none of the services here: POWER, WATER.'],
  ])
  expect(tableOf(preview, 'New').map(([customer, code]) => [customer, code])).toEqual([
    ['1001', 'WATER'],
    ['1002', 'WATER'],
    ['1002', 'POWER'],
  ])
  const list = await ada.submit(preview, {}, { button: 'Bring in' })
  expect(list.said).toBe('Brought in: 3 new, 0 changed; 1 refused.')
  const rows = await town.db('prepaid_accounts').orderBy('id')
  expect(rows[1]).toMatchObject({
    ...{ customer: '1002', service: 'WATER', service_type: 'Water', opening_cents: -310 },
    ...{ initial_reading: '2400', connect_date: '2024-03-01', state: 'new', deposit_cents: 100_00 },
  })
  expect(rows[2]).toMatchObject({ service: 'POWER', service_type: 'Electric', initial_reading: '31000.5' })
  const history = await ada.get(paths.history)
  expect(history.words).toContain('Brought in prepaid accounts')

  const next = await choose(ada, exported())
  expect(next.heading).toBe('Preview of the accounts')
  expect(next.words).toContain('Unchanged: 3')
  expect(next.words).toContain('There is nothing to bring in.')
  expect((await ada.get(paths.importProfiles)).words).toContain('Billing')
})

test.for([
  ['WTR', '', 'Water'],
  ['Wastewater', '', 'Sewer'],
  ['E', '', 'Electric'],
  ['ELC', '', 'Electric'],
  ['lp gas', '', 'Propane'],
  ['101', 'Natural gas', 'Gas'],
  ['garbage', '', 'Refuse'],
  ['telecom', '', 'Telecom'],
  ['HOSE', '', undefined],
] as const)('%s %s is taken for %s', ([code, name, type]) => {
  expect(guessServiceType(code, name)).toBe(type)
})

test('the sample file needs no matching', async ({ town, ada }) => {
  const sample = await ada.get(`${importPath}/sample.csv`)
  const list = await bringIn(ada, sample.response.body)
  expect(list.said).toBe('Brought in: 12 new, 0 changed; 0 refused.')
  const [first] = await town.db('prepaid_accounts').orderBy('id').limit(1)
  expect(first).toMatchObject({ service: 'WATER', service_type: 'Water', state: 'new' })
  const page = await ada.get(list.link(first.customer))
  expect(page.heading).toBe(`Prepaid account ${first.customer}, WATER`)
  expect(page.words).toContain('The vendor has said no balance yet.')
})

test('all that is wrong with a row is said at its line, and the others may be brought in', async ({
  ada,
}) => {
  const page = await choose(
    ada,
    [
      'Customer,Service,Meter,Service location,Deposit,Last reading,Last reading date',
      '1,WATER,W1,,x,12a,soon',
      ',WATER,W2,,,,',
      '3,WATER,,,,,',
      '4,WATER,W4,,,,',
      '4,WATER,W5,,,,',
      '1.2E+11,WATER,W6,,,,',
    ].join('\n'),
  )
  expect(tableOf(page, 'Refused').map(([, , line, says]) => [line, says])).toEqual([
    [
      '2',
      'Deposit “x” is not an amount: write it like 1234.50 or -12.00. Last reading “12a” is not a reading: write the figures that the meter shows. Last reading date “soon” is not a date.',
    ],
    ['3', 'The customer is missing.'],
    ['4', 'The meter and the service location are both missing.'],
    ['6', 'Line 5 has customer 4 with WATER already.'],
    ['7', expect.stringContaining('is a number that a spreadsheet rounded')],
  ])
  const list = await ada.submit(page, {}, { button: 'Bring in' })
  expect(list.said).toBe('Brought in: 1 new, 0 changed; 5 refused.')
})

test('a file without one good row is refused, and so is one that is no table', async ({ ada }) => {
  const none = await choose(ada, own('1,Ada,WATER,,0'))
  expect(none.status).toBe(422)
  expect(none.words).toContain('No account was brought in from accounts.csv')
  expect(none.words).toContain('The meter and the service location are both missing.')
  expect((await choose(ada, '')).words).toContain('The file is empty.')
  expect((await ada.get(`${importPath}/preview`)).status).toBe(404)
})

test('an enrolled account keeps what the vendor was told, and its meter is changed only by Meter exchanged', async ({
  town,
  ada,
}) => {
  await bringIn(ada, own('1,Ada,WATER,W1,5.00', '2,Ben,WATER,W2,6.00', '3,Clara,WATER,W3,7.00'))
  await town.db('prepaid_accounts').where({ customer: '1' }).update({ state: 'enrolled' })
  await town.db('prepaid_accounts').where({ customer: '2' }).update({ state: 'enrolling' })
  const page = await choose(
    ada,
    own('1,Ada Adams,WATER,W1,9.00', '2,Ben,WATER,W9,6.00', '3,Clara,WATER,W8,8.00'),
  )
  expect(tableOf(page, 'Changed')).toEqual([
    ['1', 'WATER', '2', 'Name: Ada → Ada Adams'],
    ['3', 'WATER', '4', 'Meter: W3 → W8; Balance at enrollment: 7.00 → 8.00'],
  ])
  expect(tableOf(page, 'Refused')[0]?.[3]).toContain('Use Meter exchanged on its page.')
  await ada.submit(page, {}, { button: 'Bring in' })
  const rows = await town.db('prepaid_accounts').orderBy('customer')
  expect(rows.map(({ name, meter, opening_cents }) => [name, meter, opening_cents])).toEqual([
    ['Ada Adams', 'W1', 500],
    ['Ben', 'W2', 600],
    ['Clara', 'W8', 800],
  ])
})

test('what changed after the preview was shown is not brought in', async ({ town, ada }) => {
  await bringIn(ada, own('1,Ada,WATER,W1,5.00'))
  const page = await choose(ada, own('1,Ada,WATER,W2,5.00', '2,Ben,WATER,W3,1.00'))
  await town.db('prepaid_accounts').update({ state: 'enrolled' })
  const refused = await ada.submit(page, {}, { button: 'Bring in' })
  expect(refused.status).toBe(409)
  expect(refused.words).toContain('Nothing was brought in')
  expect(await town.db('prepaid_accounts')).toHaveLength(1)
  const list = await ada.submit(refused, {}, { button: 'Bring in' })
  expect(list.said).toBe('Brought in: 1 new, 0 changed; 1 refused.')
  const late = await ada.submit(page, {}, { button: 'Bring in' })
  expect(late.status).toBe(404)
})

test('the list is filtered, goes on page by page, and is a file for those who may download it', async ({
  town,
  ada,
}) => {
  const rows = Array.from(
    { length: 60 },
    (_, index) => `${1000 + index},Person ${index},WATER,W${index},1.00`,
  )
  const list = await bringIn(ada, own(...rows))
  expect(list.words).toContain('Person 0')
  const next = await ada.get(list.link('Next page'))
  expect(next.words).toContain('Person 59')
  expect(next.words).not.toContain('Person 49 ')
  const found = await ada.submit(list, { Customer: 'person 5' }, { button: 'Show' })
  expect(tableOf(found, 'By customer')).toHaveLength(11)
  const none = await ada.submit(list, { Which: 'Enrolled' }, { button: 'Show' })
  expect(none.words).toContain('No account is like that.')
  const csv = await ada.get(list.link('Download all as CSV'))
  expect(csv.response.body.trimEnd().split('\n')).toHaveLength(61)
  const viewer = await town.signIn('viewer', 'Vera')
  const seen = await viewer.get(paths.prepaidAccounts)
  expect(seen.words).toContain('You can look at prepaid accounts, not change them.')
  expect((await viewer.get(`${paths.prepaidAccounts}/export.csv`)).status).toBe(403)
})

import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { settingsConsistency } from '../../../src/settings/consistency.ts'
import { sections } from '../../../src/settings-sections.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import type { Visitor } from '../../support/visitor.ts'
import { addAccount, upload } from './chart.ts'

const list = async (visitor: Visitor) =>
  tableOf(await visitor.get(paths.chartFormats), 'Formats').map(([name, pattern]) => `${name} ${pattern}`)

const take = async (visitor: Visitor, chart: string) =>
  visitor.submit(await visitor.get(paths.chartFormats), { Chart: chart }, { button: 'Use these formats' })

test('a town begins with three formats, each with what its numbers look like and what they are for', async ({
  ada,
}) => {
  const page = await ada.get('/gl-accounts/masks')
  expect(page.path).toBe(paths.chartFormats)
  expect(tableOf(page, 'Formats')).toEqual([
    [
      ...['Balance sheet', 'FF-AAAA', '12-3456'],
      'Asset, Deferred Outflow, Liability, Deferred Inflow, Net Position / Fund Balance',
    ],
    ['Revenue', 'FF-SS-RRR', '12-34-567', 'Revenue'],
    ['Expenditure', 'FF-DD-OOO', '12-34-567', 'Expense / Expenditure'],
  ])
})

test('a format is changed as far as the stored numbers fit, recorded, and every page shows it', async ({
  town,
  ada,
}) => {
  await addAccount(ada, '10-1100', 'Cash in Bank')
  await addAccount(ada, '10-1200', 'Petty cash')
  const page = await ada.get(`${paths.chartFormats}/1`)
  const saved = await ada.submit(page, { 'Segment 1 followed by': 'Point (.)', 'Segment 2 at most': '5' })
  expect(saved.said).toBe('The format Balance sheet is saved.')
  expect(saved.words).toContain('Written FF.AAAA(A), such as 12.3456 or 12.34567.')
  expect((await ada.get(paths.glAccounts)).words).toContain('10.1100Cash in Bank')
  const record = await town.db('history').orderBy('id', 'desc').first()
  expect([record.kind, JSON.parse(record.changes)]).toEqual([
    'chart-formats.saved',
    [
      {
        field: 'Balance sheet',
        from: expect.stringContaining(
          'FF-AAAA (Fund 2 digits, the fund; Account 4 digits, the natural account) for Asset,',
        ),
        to: expect.stringContaining(
          'FF.AAAA(A) (Fund 2 digits, the fund; Account 4 to 5 digits, the natural account)',
        ),
      },
    ],
  ])
  const refused = await ada.submit(saved, { 'Segment 2 at least': '5' })
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Segment 1 name')).toBe(
    '2 stored numbers would not fit any format, such as 10.1100, 10.1200. Nothing was saved: keep a format that they fit.',
  )
  expect(refused.valueOf('Segment 2 at least')).toBe('5')
  const removal = await ada.submit(
    await ada.get(`${paths.chartFormats}/1`),
    {},
    { button: 'Remove this format' },
  )
  expect([removal.status, removal.errors[0]]).toEqual([422, expect.stringContaining('2 stored numbers')])
  const unused = await ada.submit(
    await ada.get(`${paths.chartFormats}/3`),
    {},
    { button: 'Remove this format' },
  )
  expect(unused.said).toBe('The format is removed.')
  expect(await list(ada)).toEqual(['Balance sheet FF.AAAA(A)', 'Revenue FF-SS-RRR'])
  const nowhere = await addAccount(ada, '10-41-100', 'Chemicals', 'Expense / Expenditure')
  expect(nowhere.problemAt('Account Number')).toContain('No format is set up for an expenditure account')
})

test('a format of ten segments is added row by row, without script, and everything wrong is said at once', async ({
  ada,
}) => {
  const page = await ada.get(paths.newChartFormat)
  const wrong = await ada.submit(page, {
    Name: 'revenue',
    'Segment 1 name': 'Fund',
    'Segment 1 at least': 'two',
    'Segment 3 at most': '3',
    Fund: 'Segment 2',
  })
  expect(wrong.status).toBe(422)
  expect(wrong.title).toMatch(/^Error: /)
  expect(wrong.problemAt('Name')).toBe('There is a format revenue already. Type another name.')
  expect(wrong.problemAt('Asset')).toBe('Select the types of account whose numbers are written so.')
  expect(wrong.problemAt('Segment 1 at least')).toBe('Type how many characters segment 1 has: 1 to 45.')
  expect(wrong.problemAt('Segment 3 name')).toBe('Segment 3 has no name. Type one, such as Fund.')
  expect(wrong.problemAt('Fund')).toBe('Fund: segment 2 is empty. Choose another.')
  expect(wrong.valueOf('Segment 1 at least')).toBe('two')

  let form = await ada.get(paths.newChartFormat)
  const more = async (filled: Record<string, string | boolean>) => {
    const sent = form.filledIn(form.form(), filled)
    sent.set('more', 'yes')
    return ada.post(paths.newChartFormat, sent)
  }
  form = await more({ Name: 'Ten', Asset: true })
  expect([form.status, form.document.querySelector('.error-summary')]).toEqual([200, null])
  form = await more({})
  expect(form.words).not.toContain('More segments')
  expect([form.valueOf('Name'), form.valueOf('Asset')]).toEqual(['Ten', true])
  const rows = Array.from({ length: 10 }, (_, index) => index + 1)
  const values = rows.map((row) => ({
    [`Segment ${row} name`]: `Level ${row}`,
    [`Segment ${row} made of`]: 'Letters and digits',
    [`Segment ${row} at most`]: '3',
    [`Segment ${row} followed by`]: 'Slash (/)',
  }))
  const all = { Fund: 'Segment 1', 'Natural account': 'Segment 10', ...Object.assign({}, ...values) }
  const saved = await ada.submit(form, all)
  expect(saved.said).toBe('The format Ten is saved.')
  expect(saved.heading).toBe('Ten')
  const number = 'AB1/2/CC3/4/5/666/7/8/9/Z10'
  // The shortest was left empty: it is the longest.
  expect((await addAccount(ada, number, 'Long')).problemAt('Account Number')).toContain('LLL/LLL')
  const loose = await ada.submit(
    saved,
    Object.fromEntries(rows.map((row) => [`Segment ${row} at least`, '1'])),
  )
  expect(loose.said).toBe('The format Ten is saved.')
  expect((await addAccount(ada, number.toLowerCase(), 'Long')).heading).toBe(`Account ${number}`)
  const nothing = { 'Segment 1 followed by': 'Nothing' }
  expect((await ada.submit(loose, nothing)).problemAt('Segment 1 name')).toContain(
    'Segments with nothing between them',
  )
})

test('History tells a posting account as its format shows it, and whether it was changed without a record', async ({
  town,
  ada,
}) => {
  await ada.submit(await ada.get(`${paths.chartFormats}/1`), { 'Segment 1 followed by': 'Point (.)' })
  await ada.submit(await ada.get(paths.postingAccounts), { 'Cash Clearing': '101100' })
  expect((await ada.get(paths.history)).words).toContain('Cash Clearing set to 10.1100.')
  const problem = async () => {
    const consistency = await settingsConsistency(town.db, sections)
    for (const record of await town.db('history').orderBy('id')) consistency.follow(record)
    return consistency.problem()
  }
  expect(await problem()).toBeUndefined()
  // As it was told before numbers had segments.
  await town.db('posting_accounts').update({ cash_clearing: '101100' })
  expect(await problem()).toBeUndefined()
  await town.db('posting_accounts').update({ cash_clearing: '10-1200' })
  expect(await problem()).toContain('Posting accounts was changed without one (cashClearing)')
})

test('of two people the second is told what the first saved, and the same press twice is one save', async ({
  town,
  ada,
}) => {
  const page = await ada.get(`${paths.chartFormats}/1`)
  const grace = await town.signIn('editor', 'Grace')
  await grace.submit(await grace.get(`${paths.chartFormats}/1`), { 'Segment 1 followed by': 'Slash (/)' })
  const refused = await ada.submit(page, { 'Segment 1 followed by': 'Point (.)' })
  expect(refused.status).toBe(409)
  expect(refused.words).toContain('Grace saved this while you were working on it')
  expect(refused.words).toContain('FF/AAAA')
  expect((await ada.submit(page, {}, { button: 'Remove this format' })).errors[0]).toContain(
    'changed meanwhile',
  )
  const values = {
    Name: 'Funds',
    Asset: true,
    'Segment 1 name': 'Fund',
    'Segment 1 made of': 'Digits',
    'Segment 1 at most': '3',
  }
  const rest = { 'Segment 1 followed by': 'Nothing', 'Natural account': 'Segment 1' }
  const form = await ada.get(paths.newChartFormat)
  for (const _ of [1, 2])
    expect((await ada.submit(form, { ...values, ...rest })).said).toBe('The format Funds is saved.')
  expect((await list(ada)).filter((name) => name.startsWith('Funds'))).toHaveLength(1)
  const viewer = await town.signIn('viewer', 'Vic')
  const seen = await viewer.get(`${paths.chartFormats}/1`)
  expect(seen.textAt('Name')).not.toBe('Not set')
  expect(seen.words).not.toContain('Segment 4')
  expect(seen.words).not.toContain('Remove this format')
  expect((await viewer.get(`${paths.chartFormats}/99`)).status).toBe(404)
})

test('a ready-made chart takes the place of formats that no number uses', async ({ ada }) => {
  await addAccount(ada, '51-37-200', 'Water sales', 'Revenue')
  const taken = await take(ada, 'Michigan')
  expect(taken.said).toBe('1 format is added. 2 formats are removed, because no number used them.')
  expect(await list(ada)).toEqual(['Revenue FF-SS-RRR', 'Michigan FFF-DDD-AAA.SSS'])
  expect((await take(ada, 'Michigan')).said).toBe(
    '1 format is added. 1 format is removed, because no number used it.',
  )
  expect(
    (await ada.submit(await ada.get(paths.chartFormats), {}, { button: 'Use these formats' })).status,
  ).toBe(422)
})

test('a number that two formats read asks which is meant, on a page by a choice, in a file by its signs', async ({
  ada,
}) => {
  await addAccount(ada, '10-1100', 'Cash')
  const form = await ada.get(paths.newChartFormat)
  await ada.submit(form, {
    ...{
      Name: 'Other',
      Asset: true,
      'Segment 1 name': 'Fund',
      'Segment 1 made of': 'Digits',
      'Segment 1 at most': '3',
    },
    ...{ 'Segment 1 followed by': 'Hyphen (-)', 'Segment 2 name': 'Account', 'Segment 2 made of': 'Digits' },
    ...{
      'Segment 2 at most': '3',
      'Segment 2 followed by': 'Nothing',
      Fund: 'Segment 1',
      'Natural account': 'Segment 2',
    },
  })
  const asked = await addAccount(ada, '101200', 'Which')
  expect(asked.status).toBe(422)
  expect(asked.problemAt('Account Number')).toContain('can be 10-1200 (Balance sheet) or 101-200 (Other)')
  const told = await ada.submit(asked, { 'Which number do you mean?': '101-200, as Other has it' })
  expect(told.heading).toBe('Account 101-200')
  await addAccount(ada, '10-1200', 'Petty cash')
  for (const ledger of ['Other', 'Caselle 4.x']) {
    await ada.submit(await ada.get(paths.generalLedger), { Interface: ledger })
    const box = await ada.submit(await ada.get(paths.postingAccounts), { 'Cash Clearing': '101200' })
    expect(box.problemAt('Cash Clearing')).toContain('can be 10-1200 Petty cash or 101-200 Which.')
  }
  const inquiry = await ada.get(`${paths.ledgerInquiry}?account=101200`)
  expect((await ada.get(inquiry.link('10-1200'))).heading).toBe('10-1200 Petty cash')
  expect((await ada.get(inquiry.link('101-200'))).heading).toBe('101-200 Which')
  const file = (number: string) => `Account No,Title,Type\n${number},A,asset\n`
  expect((await upload(ada, file('101300'))).words).toContain('Write it with the signs between its parts.')
  const preview: Page = await upload(ada, file('101-300'))
  expect(preview.words).toContain('101-300AAsset')
  const csv = (await ada.get(paths.accountExport)).response.body
  expect(csv).toContain('10-1100,Cash')
  expect((await upload(ada, csv)).words).toContain('The chart already has all of this')
})

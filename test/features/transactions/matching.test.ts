import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { removeLeftOver } from '../../../src/features/transactions/import/import-cleanup.ts'
import { importFolder } from '../../../src/features/transactions/import/import-files.ts'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { takeOutNewest } from '../../support/importing.ts'
import { tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { password } from '../../support/town.ts'
import { untilEnded, untilRead, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'
import { sheetRow, workbook } from '../../support/workbook.ts'

const cases = join(import.meta.dirname, '../../cases/imports')
const caseOf = (name: string) => readFileSync(join(cases, name), 'utf8')

const columns = { button: 'Read the file like this' }
const words = { button: 'Save the profile and go on' }
const show = { button: 'Show the columns again' }
const toColumns = { button: 'Back to the columns' }
const press = { button: 'Import' }

type Said = { columns?: Record<string, string>; words?: Record<string, string> }

async function send(ada: Visitor, text: string | Buffer, options = {}) {
  return untilRead(ada, await upload(ada, text, { fileName: 'november.csv', ...options }))
}

/** Matches columns, words and signs as they are proposed but for what is said here: the preview. */
async function match(ada: Visitor, page: Page, said: Said) {
  expect(page.heading).toBe('Match the columns')
  const asked = await untilRead(ada, await ada.submit(page, said.columns ?? {}, columns))
  expect(asked.heading, asked.words).toBe('Match the words and signs')
  return untilRead(ada, await ada.submit(asked, said.words ?? {}, words))
}

test.afterEach(async ({ town, ada }) => {
  const row = await town.db('transaction_imports').where({ under_way: 1 }).first('id')
  if (!row) return
  const page = await untilRead(ada, await ada.get(`${paths.transactionImports}/${row.id}`))
  const isAsked = /^(Match|Preview)/.test(page.heading)
  await untilEnded(ada, isAsked ? await ada.submit(page, {}, { button: 'Cancel the import' }) : page)
})

test.for<[file: string, rows: number, kinds: string[][], said: Said]>([
  [
    'caselle-register.csv',
    9,
    [
      ['Billing', '4', '1,115.95'],
      ['Billing adjustment', '1', '-10.00'],
      ['Payment adjustment', '1', '500.00'],
      ['Payment', '3', '569.20'],
    ],
    {},
  ],
  [
    'springbrook-transactions.csv',
    7,
    [
      ['Billing', '2', '69.20'],
      ['Billing adjustment', '2', '-10.50'],
      ['Deposit applied', '1', '75.00'],
      ['Payment', '2', '69.20'],
    ],
    {},
  ],
  [
    'mra-transactions.csv',
    7,
    [
      ['Billing', '4', '65.81'],
      ['Payment', '3', '43.81'],
    ],
    {},
  ],
  [
    'planet-billing.csv',
    11,
    [['Billing', '11', '1,225.62']],
    { columns: { 'Date of every row': '2026-11-30', 'Kind of every row': 'Billing' } },
  ],
  [
    'trio-payments.csv',
    12,
    [
      ['Billing', '4', '111.30'],
      ['Billing adjustment', '3', '-7.72'],
      ['Payment', '5', '92.25'],
    ],
    { words: { 'Signs of Billing adjustment': '7.72 taken off what customers owe (the other way around)' } },
  ],
])(
  '%s is matched once, and comes in without a question after that',
  async ([file, rows, kinds, said], { town, ada }) => {
    const preview = await match(ada, await send(ada, caseOf(file)), {
      ...said,
      words: { ...said.words, Name: file },
    })
    expect(preview.heading, preview.words).toBe('Preview of november.csv')
    expect(tableOf(preview, 'New transactions by kind')).toEqual(kinds)
    const profile = await ada.get(preview.link(file))
    expect(profile.heading).toBe(file)
    const done = await ada.submit(preview, {}, press)
    expect(done.said).toContain(`${rows} transactions added.`)
    expect(readdirSync(importFolder(town.deps)), 'its file is needed no more').toEqual([])
    await takeOutNewest(town)

    let again = await send(ada, caseOf(file))
    if (file === 'planet-billing.csv') {
      expect(again.valueOf('Date of every row'), 'each file has its own').toBe('')
      expect(again.valueOf('Kind of every row')).toBe('Billing')
      again = await untilRead(ada, await ada.submit(again, { 'Date of every row': '2026-12-31' }, columns))
    }
    expect(again.heading, again.words).toBe('Preview of november.csv')
    expect(tableOf(again, 'New transactions by kind')).toEqual(kinds)
    expect((await ada.submit(again, {}, press)).said).toContain(`${rows} transactions added.`)
    await takeOutNewest(town)
    const versions = await town.db('import_profiles').where({ name: file }).pluck('version')
    expect(versions, 'nothing was saved again').toEqual([1])
  },
)

const head = 'Day,Code,Account,What,Fee,Memo\n'
const first = `${head}11/02/2026,Pmt,C1,WTR,60.00,\n11/03/2026,Zap,C2,WTR,5.00,\n`

test('what is wrong is said at its field and kept; a later file is asked about its new words only', async ({
  town,
  ada,
}) => {
  const page = await send(ada, first)
  const typed = { '“Account”': 'Date', '“Day”': 'Date', 'Rows to skip': '*' }
  const wrong = await ada.submit(page, typed, columns)
  expect([wrong.status, wrong.title]).toEqual([422, expect.stringMatching(/^Error: Match the columns/)])
  expect(wrong.errors.length).toBeGreaterThan(1)
  expect(wrong.problemAt('“Account”')).toContain('are both Date')
  expect(wrong.problemAt('Rows to skip')).toContain('A star alone would skip every row.')
  expect(wrong.valueOf('“Account”')).toBe('Date')
  expect(wrong.field('Rows to skip').textContent).toBe('*')

  // Where the names are is said, and the columns are shown again.
  const moved = await ada.submit(page, { 'Line with the column names': '2' }, show)
  const shown = await untilRead(ada, moved)
  expect(tableOf(shown, 'The first rows').map(([line]) => line)).toEqual(['3'])
  const back = await untilRead(ada, await ada.submit(shown, { 'Line with the column names': '1' }, columns))

  const roles = { '“Day”': 'Date', '“Code”': 'Kind', '“What”': 'Service', '“Fee”': 'Amount' }
  const asked = await untilRead(ada, await ada.submit(back, { ...roles, '“Account”': 'Customer' }, columns))
  expect(asked.heading, asked.words).toBe('Match the words and signs')
  expect(asked.words).toContain('1 row, 5.00 in the file. Line 3: 11/03/2026 · Zap · C2 · WTR · 5.00')
  const unsaid = await ada.submit(asked, { Name: '', 'Service “WTR”': 'WATER' }, words)
  expect(unsaid.status).toBe(422)
  expect(unsaid.problemAt('Kind “Zap”')).toContain('Choose what “Zap” means')
  expect(unsaid.problemAt('Name')).toContain('Type a name for this profile')
  expect(unsaid.valueOf('Service “WTR”')).toBe('WATER')
  const said = { 'Kind “Zap”': 'Billing', Name: 'Zap register' }
  const signs = await untilRead(ada, await ada.submit(unsaid, said, words))
  expect(signs.said).toBe('The words are matched. Now check the signs of their kinds.')
  expect(signs.valueOf('Signs of Billing')).toBe('5.00 billed (as written)')
  expect(signs.words).toContain('1 bill, 5.00 in the file')
  expect(signs.valueOf('Name')).toBe('Zap register')
  const preview = await untilRead(ada, await ada.submit(signs, {}, words))
  expect(tableOf(preview, 'By kind and service')).toEqual([
    ['Billing', 'WATER', '1', '5.00'],
    ['Payment', 'WATER', '1', '60.00'],
  ])

  // From the preview it goes back; what was shown before is not imported then.
  const changed = await ada.submit(preview, {}, { button: 'Change how the file is read' })
  const narrower = { 'Rows to skip': 'Zap' }
  const again = await match(ada, changed, { columns: narrower, words: {} })
  const stale = await ada.submit(preview, {}, press)
  expect([stale.status, stale.errors]).toEqual([409, [expect.stringContaining('nothing was imported')]])
  expect(tableOf(again, 'What the file holds').find(([name]) => name === 'Skipped')).toEqual(['Skipped', '1'])
  expect(tableOf(again, 'Skipped')).toEqual([['3', 'It fits “Zap”: 11/03/2026 Zap C2 WTR 5.00.']])
  const done = await ada.submit(again, {}, press)
  expect(done.said).toBe('1 transaction added.1 row of the file skipped, as the profile says.')
  expect((await ada.get(done.link('Zap register'))).words).toContain('“Zap”')
  expect(done.words).toContain('Read by the profile Zap register, version 2')
  const row = tableOf(await ada.get(paths.transactionImports), 'Newest imports')[0]
  expect(row?.slice(-3)).toEqual(['Zap register, version 2', '1', '1'])
  const told = (await ada.get(done.link('History of this import'))).words
  expect(told).toContain(
    'Imported 1 transaction from november.csv, 1 skipped (Import profile: Zap register, version 2)',
  )
  expect(await town.db('import_profiles').where({ name: 'Zap register' }).pluck('version')).toEqual([2])

  const next = await send(ada, `${head}12/02/2026,Pmt,C1,WTR,61.00,\n12/03/2026,Zip,C2,WTR,5.00,\n`)
  expect(next.heading).toBe('Match the words and signs')
  expect(next.valueOf('Name')).toBe('Zap register')
  expect(() => next.field('Service “WTR”')).toThrow()
  const third = await untilRead(ada, await ada.submit(next, { 'Kind “Zip”': 'Skipped' }, words))
  expect((await ada.submit(third, {}, press)).said).toContain('1 transaction added.')
  const { id, version } = await town.db('import_profiles').where({ name: 'Zap register' }).first()
  expect(version).toBe(3)
  // Chosen by hand it is asked too: what is new in the file may be money that nobody would miss.
  const wider = `${head.replace('Memo', 'Tax')}12/04/2026,Pmt,C1,WTR,61.00,3.00\n`
  const chosen = await send(ada, wider, { layout: String(id) })
  expect(chosen.heading).toBe('Match the columns')
  expect([chosen.valueOf('“Fee”'), chosen.valueOf('“Tax”')]).toEqual(['Amount', 'Not read'])
})

test('what was typed is back after signing in again, on every page of an import', async ({ town, ada }) => {
  const signInAgain = async (ended: Page) =>
    ada.submit(ended, { Name: 'Ada', Password: password }, { button: 'Sign in' })
  /** The page as it is drawn after the session ended meanwhile, with what was typed. */
  const typedAsItEnds = async (page: Page, values: Record<string, string | boolean>, options = {}) => {
    town.clock.forward(15)
    const ended = await ada.submit(page, values, options)
    expect([ended.status, ended.heading]).toEqual([401, 'Sign in again'])
    const back = await signInAgain(ended)
    expect(back.heading).toBe(page.heading)
    expect(back.said).toMatch(/^You are signed in again and .* back/)
    for (const [label, value] of Object.entries(values)) {
      const isArea = back.field(label).tagName === 'TEXTAREA'
      expect([label, isArea ? back.field(label).textContent : back.valueOf(label)]).toEqual([label, value])
    }
    return back
  }
  const page = await send(ada, first.replaceAll('Code', 'Type').replaceAll('/2026', '/2025'))
  const back = await typedAsItEnds(
    page,
    {
      '“Memo”': 'Batch',
      'Source of every row': 'Old <9>',
      'This line names the columns': false,
      'Rows to skip': 'Zop\nZup',
    },
    columns,
  )
  const roles = { '“Day”': 'Date', '“Type”': 'Kind', '“What”': 'Service', '“Fee”': 'Amount' }
  const corrected = {
    '“Account”': 'Customer',
    'This line names the columns': true,
  }
  const asked = await untilRead(ada, await ada.submit(back, { ...roles, ...corrected }, columns))
  expect(asked.heading, asked.words).toBe('Match the words and signs')
  const said = { 'Kind “Zap”': 'Billing', 'Service “WTR”': 'SEWER', Name: 'Kept register' }
  const signs = await ada.submit(await typedAsItEnds(asked, said, words), {}, words)
  const sign = { 'Signs of Billing': '5.00 taken off again (the other way around)' }
  const preview = await untilRead(ada, await ada.submit(await typedAsItEnds(signs, sign, words), {}, words))

  town.clock.forward(15)
  const offer = await signInAgain(await ada.get(`${preview.path}?journalTotal=-5`))
  const compared = await ada.get(offer.link('Later'))
  expect(compared.valueOf('Total of the billing journal')).toBe('-5')
  expect(tableOf(compared, 'By kind and service')).toEqual([
    ['Billing', 'SEWER', '1', '-5.00'],
    ['Payment', 'SEWER', '1', '60.00'],
  ])
  const profile = await ada.get(compared.link('Kept register'))
  await typedAsItEnds(profile, { Name: 'Half <typed>' })
  const takingOut = { button: 'Remove the import' }
  const done = await ada.submit(await ada.get(preview.path), {}, press)
  const removal = await ada.get(done.link('Remove this import'))
  await typedAsItEnds(removal, { Reason: 'wrong <month>' }, takingOut)
  // A page that was open over it keeps what is typed too, and takes nothing out.
  const stale = await ada.submit(removal, { Reason: 'wrong <year>' }, takingOut)
  expect([stale.status, stale.valueOf('Reason')]).toEqual([403, 'wrong <year>'])
  await takeOutNewest(town)
})

test('another sheet is proposed for anew, and one that is not there is told with those that are', async ({
  ada,
}) => {
  const rows = [
    ['Town of Weir'],
    ['Cust #', 'Trx Dt', 'Trx Cd', 'Svc', 'Amt'],
    ['1', '2026-11-02', 'PMT', 'W', '5'],
  ]
  const data = rows.map((row) => sheetRow(row)).join('')
  const book = workbook({ sheets: { Cover: sheetRow(['Read me']), 'Data 1': data } })
  const page = await send(ada, book, { fileName: 'november.xlsx' })
  const missing = await untilRead(ada, await ada.submit(page, { Sheet: 'Data' }, columns))
  expect(missing.words).toContain('the workbook has no sheet “Data”, only “Cover”, “Data 1”.')
  const other = await untilRead(ada, await ada.submit(missing, { Sheet: 'data 1' }, columns))
  expect(other.valueOf('Line with the column names')).toBe('2')
  expect(other.valueOf('“Trx Cd”')).toBe('Kind')
  expect(tableOf(other, 'The first rows')).toEqual([['3', '1 | 2026-11-02 | PMT | W | 5']])
})

test('what words were said to mean is there again after the columns, and all of a kind speak for its signs', async ({
  ada,
}) => {
  const rows = ['PEN,5.00', 'BLX,-60.00', 'BLX,-61.00', 'PMT,20.00'].map(
    (row, n) => `11/0${n + 1}/2026,C1,W,${row}`,
  )
  const page = await send(ada, `Trans Date,Cust No,Svc,Trans Code,Amt\n${rows.join('\n')}\n`)
  const asked = await untilRead(ada, await ada.submit(page, {}, columns))
  expect(asked.valueOf('Signs of Billing')).toBe('5.00 billed (as written)')
  const said = { 'Kind “BLX”': 'Billing', 'Service “W”': 'WATER', Name: 'Weir' }
  const back = await ada.submit(asked, said, toColumns)
  expect(back.heading).toBe('Match the columns')
  const without = await ada.submit(back, { '“Svc”': 'Not read' }, columns)
  expect(without.problemAt('Service of every row')).toContain('No column has the service.')
  const other = await untilRead(ada, await ada.submit(without, { 'Service of every row': 'W' }, columns))
  expect(() => other.field('Service “W”')).toThrow()
  const once = await ada.submit(other, {}, toColumns)
  const right = { '“Svc”': 'Service', 'Service of every row': '' }
  const again = await untilRead(ada, await ada.submit(once, right, columns))
  for (const [label, value] of Object.entries({ ...said, 'Signs of Billing': '5.00 billed (as written)' }))
    expect([label, again.valueOf(label)]).toEqual([label, value])
  const signs = await ada.submit(again, {}, words)
  expect(signs.said).toBe('The words are matched. Now check the signs of their kinds.')
  expect(signs.words).toContain('3 bills, -116.00 in the file')
  expect(signs.valueOf('Signs of Billing')).toBe('116.00 billed (the other way around)')
  const preview = await untilRead(ada, await ada.submit(signs, {}, words))
  expect(tableOf(preview, 'New transactions by kind')).toEqual([
    ['Billing', '3', '116.00'],
    ['Payment', '1', '20.00'],
  ])
})

test('a column named as a service but for its capitals is of that service', async ({ ada }) => {
  await ada.submit(await ada.get(paths.newService), { Code: 'storm', Name: 'Storm water' })
  const page = await send(ada, 'Account,STORM,GAS,Tax\n01-1,4.00,6.00,.10\n01-2,5.00,,.20\n')
  expect(page.valueOf('Service of “STORM”')).toBe('storm')
  expect(page.valueOf('Service of “GAS”')).toBe('GAS')
  const said = { 'Date of every row': '11/30/2026', 'Kind of every row': 'Billing', 'Service of “STORM”': '' }
  const shown = await untilRead(ada, await ada.submit(page, { ...said, 'Service of “GAS”': 'Fuel' }, show))
  expect(shown.valueOf('Date of every row'), 'what is typed outlives a look at the columns').toBe(
    '11/30/2026',
  )
  expect(shown.valueOf('Service of “GAS”')).toBe('Fuel')
  const preview = await match(ada, shown, { words: { Name: 'Wide' } })
  expect(tableOf(preview, 'By kind and service')).toEqual([
    ['Billing', 'Fuel', '1', '6.00'],
    ['Billing', 'Tax', '2', '0.30'],
    ['Billing', 'storm', '2', '9.00'],
  ])
})

test('a profile that is renamed while a file is matched by it goes on; one that is removed reads it no more', async ({
  ada,
}) => {
  const wide = (customer: string) => `Account,POND,LAKE\n${customer},4.00,6.00\n`
  const said = { 'Date of every row': '11/30/2026', 'Kind of every row': 'Billing' }
  const preview = await match(ada, await send(ada, wide('P-1')), { columns: said, words: { Name: 'Ponds' } })
  const [profile = ''] = preview.link('Ponds').split('?')
  await ada.submit(preview, {}, press)
  const wider = (customer: string) => `Account,POND,LAKE,Memo\n${customer},4.00,6.00,x\n`
  const renamed = await untilRead(ada, await ada.submit(await send(ada, wider('P-3')), said, columns))
  expect([renamed.heading, renamed.valueOf('Name')]).toEqual(['Match the words and signs', 'Ponds'])
  await ada.submit(await ada.get(profile), { Name: 'Lakes' })
  const read = await untilRead(ada, await ada.submit(renamed, {}, words))
  expect(read.link('Lakes'), 'the name it was given, as its next version').toBe(`${profile}?version=3`)
  await untilEnded(ada, await ada.submit(read, {}, { button: 'Cancel the import' }))
  const page = await send(ada, wider('P-2'))
  expect(page.heading).toBe('Match the columns')
  await ada.submit(await ada.get(profile), {}, { button: 'Remove this profile' })
  const asked = await untilRead(ada, await ada.submit(page, said, columns))
  expect(asked.heading).toBe('Match the words and signs')
  const again = await untilRead(ada, await ada.submit(asked, { Name: 'Ponds' }, words))
  expect(again.link('Ponds'), 'a new one of that name').not.toBe(profile)
})

test('rows that cannot be read are listed where they can be read differently', async ({ ada }) => {
  const page = await send(
    ada,
    caseOf('caselle-multiple.csv').replace('11/13/2026,Payment,', '11/13/2026,Zzz,'),
  )
  const back = await untilRead(ada, await ada.submit(page, {}, columns))
  expect(back.heading).toBe('Match the columns')
  expect(back.words).toContain('Rows that cannot be read this way: 1.')
  expect(tableOf(back, 'Problems')[0]?.[1], 'its word is asked about later').not.toContain('Kind')
  expect(tableOf(back, 'Problems')[0]?.[1]).toContain('export the detail, one row for each service')
  const without = { 'Rows to skip': 'Multiple\nGrand total*' }
  const asked = await untilRead(ada, await ada.submit(back, without, columns))
  expect(asked.heading).toBe('Match the words and signs')
  const old = await ada.submit(back, without, columns)
  expect([old.status, old.link('Go to the import')]).toEqual([409, page.path])
  const seen = await untilRead(ada, await ada.submit(asked, {}, toColumns))
  expect(tableOf(seen, 'The first rows')).toContainEqual([
    '9',
    'Skipped, because it fits “Multiple”: 11/13/2026 Zzz 1.0010.01 Alvarez, Rosa R-8103 Multiple (69.20)',
  ])
  expect(seen.words, 'no value of a row that is passed over').toContain('Such as Water · Sewer · Penalty')
  expect(() => seen.field('Date of every row'), 'a column says it').toThrow()

  // In another window the file was read again, with another column for the words.
  const narrower = { ...without, 'Rows to skip': `${without['Rows to skip']}\nX*` }
  await untilRead(ada, await ada.submit(seen, narrower, columns))
  const other = await ada.submit(asked, { Name: 'Other' }, words)
  expect([other.status, other.heading]).toEqual([409, 'This file was read again in another window meanwhile'])
  expect(other.link('Go to the import')).toBe(page.path)
})

test('a file waits to be matched over a restart, and one that is gone is told', async ({ town, ada }) => {
  const page = await send(ada, first.replaceAll('Code', 'Sort'))
  const nextDay = new Date(town.clock.now.getTime() + 2 * 86_400_000)
  ;(await removeLeftOver({ ...town.deps, now: () => nextDay }))()
  const vera = await town.signIn('viewer', 'Vera')
  const seen = await vera.get(page.path)
  expect(seen.heading).toBe('Match the columns')
  expect(() => seen.form(columns.button)).toThrow()
  expect((await ada.get(paths.transactionImports)).link('go on with it')).toBe(page.path)
  expect((await upload(ada, first)).status).toBe(409)
  const { file } = await town.db('transaction_imports').where({ under_way: 1 }).first('file')
  const path = join(importFolder(town.deps), file)
  expect(existsSync(path)).toBe(true)
  rmSync(path)
  expect((await ada.get(page.path)).words).toContain('The file is no longer here')
  expect((await ada.submit(page, {}, columns)).status).toBe(409)
  const cancelled = await ada.submit(await ada.get(page.path), {}, { button: 'Cancel the import' })
  expect(cancelled.heading).toContain('Import of')
  await untilEnded(ada, cancelled)
})

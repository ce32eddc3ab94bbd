import { rmSync } from 'node:fs'
import { expect } from 'vitest'
import { removeLeftOver } from '../../../src/features/transactions/import/import-cleanup.ts'
import { importFolder } from '../../../src/features/transactions/import/import-files.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'
import { upload } from './chart.ts'

const chart = async (town: Town) =>
  (await town.db('gl_accounts').orderBy('number').select('title', 'type', 'active')).map(
    ({ title, type, active }) => `${title} ${type}${active ? '' : ' inactive'}`,
  )

/** As a program prints it: a title above, names of its own, letters and words for the types, a row of totals. */
const printed = [
  'Town of Example;;;',
  'Chart of accounts;;;',
  'GL Number;Account Label;Class;Status',
  '10-1100;Cash in bank;CA;A',
  '10-1310;Water receivable;CA;A',
  '10-2300;Customer deposits;CL;A',
  '10-3000;Assigned;F;A',
  '51-37-200;Water sales;R;A',
  '51-40-100;Old wages;E;I',
  'Total of accounts;6;;',
].join('\n')

const columns = (visitor: Visitor, page: Page, values = {}) =>
  visitor.submit(page, values, { button: 'Read the file' })
const words = (visitor: Visitor, page: Page, values = {}) =>
  visitor.submit(page, values, { button: 'Save and read the file' })
const imported = (visitor: Visitor, page: Page) => visitor.submit(page, {}, { button: 'Import' })

/** Matches the printed chart up to its preview. */
async function matched(ada: Visitor) {
  const asked = await columns(ada, await upload(ada, printed), {
    'Rows to skip': 'Total*',
  })
  return words(ada, asked, { '“CA”': 'Asset', '“CL”': 'Liability', 'Name of this profile': 'Old ledger' })
}

test('a chart of another program is matched once, imported, and known the next month', async ({
  town,
  ada,
}) => {
  const page = await upload(ada, printed)
  expect(page.heading).toBe('Match the columns of chart.csv')
  expect(page.words).toContain('“GL Number”10-1100 · 10-1310 · 10-2300')
  expect(page.valueOf('“GL Number”')).toBe('Account No')
  expect(page.valueOf('“Account Label”')).toBe('Title')
  expect(page.valueOf('“Class”')).toBe('Type')
  expect(page.valueOf('Line with the column names')).toBe('3')

  const untyped = await columns(ada, page, { '“Class”': 'Not read' })
  expect(untyped.status).toBe(422)
  expect(untyped.title).toMatch(/^Error: /)
  expect(untyped.problemAt('“Class”')).toContain('No column has the type')
  expect(untyped.valueOf('“Class”')).toBe('Not read')

  const bad = await columns(ada, untyped, { '“Class”': 'Type' })
  expect([bad.status, bad.title.slice(0, 7)]).toEqual([422, 'Error: '])
  expect(bad.words).toContain('The file cannot be read like this')
  expect(bad.words).toContain('10The type is blank.')
  // The words are asked about once the rest is right.
  expect(bad.words).not.toContain('“CA” is none of the types')
  const asked = await columns(ada, bad, { 'Rows to skip': 'Total*' })
  expect(asked.heading).toBe('Match the words of chart.csv')
  expect(asked.words).toContain('“CA”2 accounts, such as line 4: 10-1100 · Cash in bank · CA · A')
  expect(asked.words).not.toContain('“F”')
  const unsaid = await words(ada, asked, { '“CA”': 'Asset' })
  expect(unsaid.status).toBe(422)
  expect(unsaid.problemAt('“CL”')).toContain('Choose what “CL” means')
  expect(unsaid.problemAt('Name of this profile')).toContain('Type a name for this profile')
  expect(unsaid.valueOf('“CA”')).toBe('Asset')

  const preview = await words(ada, unsaid, { '“CL”': 'Liability', 'Name of this profile': 'Old ledger' })
  expect(preview.heading).toBe('Preview of the import')
  expect(preview.words).toContain('Read by the profile Old ledger, version 1.')
  expect(preview.words).toContain('10Total of accounts 6it fits “Total*”')
  expect(await chart(town)).toEqual([])
  expect((await imported(ada, preview)).said).toContain('6 added')
  expect(await chart(town)).toEqual([
    'Cash in bank asset',
    'Water receivable asset',
    'Customer deposits liability',
    'Assigned equity',
    'Water sales revenue',
    'Old wages expenditure inactive',
  ])
  const { changes } = await town.db('history').where({ kind: 'accounts.imported' }).first()
  expect(JSON.parse(changes)).toContainEqual({ field: 'profile', to: 'Old ledger, version 1' })

  // The columns in another order, and nothing above them.
  const next = printed
    .split('\n')
    .slice(2)
    .map((line) => line.split(';').reverse().join(';'))
    .join('\n')
  const known = await upload(ada, next.replace('Cash in bank', 'Cash in the bank'))
  expect(known.heading).toBe('Preview of the import')
  expect(known.words).toContain('Title: Cash in bank → Cash in the bank')
  const listed = (await ada.get(paths.importProfiles)).words
  expect(listed).toContain('Old ledgerChart of accounts')
  expect(listed).not.toContain('Not yet')
})

test('a word that is new next month is asked alone, and makes the next version', async ({ town, ada }) => {
  await imported(ada, await matched(ada))
  const next = `${printed}\n10-1900;Pipes;FA;A\n10-1950;Heading;HEAD;`
  const asked = await upload(ada, next)
  expect(asked.heading).toBe('Match the words of chart.csv')
  expect(asked.words).not.toContain('“CA”')
  expect(asked.valueOf('Name of this profile')).toBe('Old ledger')
  const preview = await words(ada, asked, { '“FA”': 'Asset', '“HEAD”': 'Skipped' })
  expect(preview.words).toContain('Read by the profile Old ledger, version 2.')
  expect(preview.words).toContain('its type “HEAD” is skipped')
  expect(preview.words).toContain('Added: 1')
  const record = await town.db('history').where({ kind: 'import-profile.saved' }).first()
  expect(record.changes).toContain('“fa”: Asset')
  // Chosen by its name, a file that is not like it says what is missing.
  const other = await upload(ada, 'Account No,Title,Type\n10-1100,Cash,A', { layout: 'Old ledger' })
  expect(other.status).toBe(422)
  expect(other.words).toContain('The column “GL Number” is missing')
  expect(other.valueOf('Layout')).toBe('Old ledger')
})

test('a heading that means something else here is matched where a person says so', async ({ town, ada }) => {
  const file = 'Account,Type,Accnt. #,Description\nCash,Bank,101100,Till\nSales,Income,5137200,Water'
  expect((await upload(ada, file)).status).toBe(422)
  const page = await upload(ada, file, { layout: 'Not known yet: match its columns' })
  const named = await columns(ada, page, {
    ...{ '“Account”': 'Title', '“Accnt. #”': 'Account No', '“Description”': 'QuickBooks Name' },
  })
  expect(named.heading).toBe('Name the profile of chart.csv')
  const back = await ada.submit(named, { 'Name of this profile': 'Bard' }, { button: 'Back to the columns' })
  expect(back.valueOf('“Account”')).toBe('Title')
  const again = await columns(ada, back)
  expect(again.valueOf('Name of this profile')).toBe('Bard')
  expect((await ada.get(paths.accountImportPreview)).status).toBe(404)
  await imported(ada, await words(ada, again, { 'Name of this profile': 'QuickBooks' }))
  expect(await chart(town)).toEqual(['Cash asset', 'Sales revenue'])
  expect((await upload(ada, file)).words).toContain('Read by the profile QuickBooks, version 1.')
  const anew = await upload(ada, file, { layout: 'Not known yet: match its columns' })
  const taken = await words(
    ada,
    await columns(ada, anew, {
      '“Account”': 'Title',
      '“Accnt. #”': 'Account No',
      '“Description”': 'Not read',
    }),
    { 'Name of this profile': 'quickbooks' },
  )
  expect(taken.problemAt('Name of this profile')).toContain('There is a profile named quickbooks already')
})

test('a file is opened as a person says, and its columns are then asked anew', async ({ ada }) => {
  const file = 'x\n\nno|what|kind\n10-1100|Cash, petty|A\n10-1200|Due|A\n'
  const page = await upload(ada, file)
  const opened = await columns(ada, page, {
    ...{
      'Between values': 'Vertical bar',
      'Line with the column names': '3',
      'This line names the columns': true,
    },
  })
  expect(opened.said).toContain('The file was opened as you said')
  expect(opened.words).toContain('“what”Cash, petty · Due')
  const named = await columns(ada, opened, { '“what”': 'Title', '“kind”': 'Type', '“no”': 'Account No' })
  const preview = await words(ada, named, { 'Name of this profile': 'Bars' })
  expect(preview.words).toContain('10-1100Cash, pettyAsset')
})

test('an answer from an older page is not taken, and a file that is gone is asked for again', async ({
  town,
  ada,
}) => {
  const page = await upload(ada, printed)
  await columns(ada, page, { 'Rows to skip': 'Total*' })
  const stale = await columns(ada, page, { '“Class”': 'Not read' })
  expect(stale.status).toBe(409)
  expect(stale.heading).toBe('Match the words of chart.csv')
  expect(stale.errors[0]).toContain('answered in another window')
  // What somebody else chooses meanwhile is theirs.
  const grace = await town.signIn('editor', 'Grace')
  expect((await grace.get(paths.accountMatching)).status).toBe(404)
  await upload(grace, printed)
  // As a start does: what waits for somebody is no left-over.
  const stop = await removeLeftOver(town.deps)
  stop()
  expect((await ada.get(paths.accountMatching)).heading).toBe('Match the words of chart.csv')
  rmSync(importFolder(town.deps), { recursive: true })
  expect((await ada.get(paths.accountMatching)).heading).toBe('No file waits to be matched')
  await upload(ada, printed)
  expect((await ada.get(paths.accountMatching)).heading).toBe('Match the columns of chart.csv')
  const plain = await upload(ada, 'Account No,Title,Type\n10-1100,Cash,A')
  expect(plain.heading).toBe('Preview of the import')
  const gone = await ada.get(paths.accountMatching)
  expect([gone.status, gone.link('Choose the file again')]).toEqual([404, paths.accountImport])
  expect(await town.db('account_imports').whereNotNull('file')).toHaveLength(1)
})

test('titles and sums between the accounts are passed over, and the preview lists them', async ({
  town,
  ada,
}) => {
  const sectioned = [
    ...['Town of Example,,', 'Account No,Title,Type', 'ASSETS,,', '10-1100,Cash,Asset', 'Total assets,,'],
    ...['REVENUE,,', '51-37-200,Water sales,Revenue', 'Total revenue,,', 'Page 1 of 2,,'],
  ].join('\n')
  const named = await columns(ada, await upload(ada, sectioned))
  expect(named.heading).toBe('Name the profile of chart.csv')
  const preview = await words(ada, named, { 'Name of this profile': 'Sections' })
  expect(preview.words).toContain('Skipped: 6')
  expect(preview.words).toContain('6REVENUEit has one value')
  expect((await imported(ada, preview)).said).toContain('2 added')
  expect(await chart(town)).toEqual(['Cash asset', 'Water sales revenue'])
})

test('an account that goes by a name needs no description', async ({ town, ada }) => {
  await ada.submit(
    await ada.get(paths.chartFormats),
    { Chart: 'QuickBooks, names in any text' },
    { button: 'Use these formats' },
  )
  const list =
    'Account,Type,Balance Total,Description\nReceivables:Water,Other Current Asset,"1,000.00",\nSales,Income,,Water'
  const preview = await upload(ada, list)
  expect(preview.words).toContain('Receivables:WaterReceivables:WaterAsset')
  await imported(ada, preview)
  expect(await chart(town)).toEqual(['Receivables:Water asset', 'Water revenue'])
})

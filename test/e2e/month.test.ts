import { join } from 'node:path'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { violations } from '../support/axe.ts'
import { setUp } from '../support/browser.ts'
import { step, journeyTest as test } from '../support/office.ts'
import { writeTestCsv } from '../support/transactions.ts'

const chart = `Account No,Title,Type,Active
01-1075,Utility cash clearing,Asset,Yes
01-1311,Water receivable,Asset,Yes
01-1312,Sewer receivable,Asset,Yes
01-1313,Trash receivable,Asset,Yes
01-2300,Customer deposits,Liability,Yes
01-34-101,Water sales,Revenue,Yes
01-34-201,Sewer charges,Revenue,Yes
01-34-301,Trash collection,Revenue,Yes
`
const october = `Reference,Date,Kind,Customer,Service,Amount,Description
O-1,2026-10-01,Billing,C1,WATER,100.00,
O-2,2026-10-01,Billing,C2,WATER,50.25,"Meter read, estimated"
O-3,2026-10-01,Billing,C1,SEWER,80.00,
O-4,2026-10-01,Billing,C1,TRASH,20.00,
O-5,2026-10-06,Billing adjustment,C1,SEWER,-3.50,
O-6,2026-10-07,Payment adjustment,C1,WATER,7.00,
O-7,2026-10-09,Deposit applied,C1,SEWER,40.00,
O-8,2026-10-20,Payment,C1,WATER,60.00,
O-9,2026-10-20,Payment,C1,SEWER,30.00,
O-10,2026-10-31,Payment,C1,TRASH,11.00,
N-1,2026-11-02,Billing,C1,WATER,1.00,
`
/** Account, title, transactions, debits, credits: the ten of October, added up on paper. */
const report = [
  ['01-1075', 'Utility cash clearing', '4', '101.00', '7.00'],
  ['01-1311', 'Water receivable', '4', '157.25', '60.00'],
  ['01-1312', 'Sewer receivable', '4', '80.00', '73.50'],
  ['01-1313', 'Trash receivable', '2', '20.00', '11.00'],
  ['01-2300', 'Customer deposits', '1', '40.00', '0.00'],
  ['01-34-101', 'Water sales', '2', '0.00', '150.25'],
  ['01-34-201', 'Sewer charges', '2', '3.50', '80.00'],
  ['01-34-301', 'Trash collection', '1', '0.00', '20.00'],
  ['Total', '', '10', '401.75', '401.75'],
]
const trialBalance = [
  ['01-1075', 'Utility cash clearing', '94.00', ''],
  ['01-1311', 'Water receivable', '97.25', ''],
  ['01-1312', 'Sewer receivable', '6.50', ''],
  ['01-1313', 'Trash receivable', '9.00', ''],
  ['01-2300', 'Customer deposits', '40.00', ''],
  ['01-34-101', 'Water sales', '', '150.25'],
  ['01-34-201', 'Sewer charges', '', '76.50'],
  ['01-34-301', 'Trash collection', '', '20.00'],
  ['Total', '', '246.75', '246.75'],
]
const services = [
  ['WATER', 'Water', '01-1311', '01-34-101'],
  ['SEWER', 'Sewer', '01-1312', '01-34-201'],
  ['TRASH', 'Trash', '01-1313', '01-34-301'],
]

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

test.for([true, false])('a month by keyboard, with script %s', async (script, { server, newDesk }) => {
  const page = await newDesk({ javaScriptEnabled: script })
  await setUp(page, server.setUpUrl as string)

  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
  const press = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' }).press('Enter')
  const said = (words: string) => page.locator('.message', { hasText: words }).waitFor()
  const linkIn = (navigation: string, name: string) =>
    page.getByRole('navigation', { name: navigation, exact: true }).getByRole('link', { name, exact: true })
  /** To a section of the menu, and from there to one of its tabs. */
  const menu = async (name: string, words: string | RegExp = name) => {
    await linkIn('Menu', name).press('Enter')
    await heading(words)
  }
  const tab = async (name: string, words: string | RegExp = name) => {
    if (!(await linkIn('General Ledger', name).isVisible()))
      await menu('General Ledger', 'Update General Ledger')
    await linkIn('General Ledger', name).press('Enter')
    await heading(words)
  }
  const follow = async (name: string, words: string | RegExp = name) => {
    await page.locator('main').getByRole('link', { name, exact: true }).first().press('Enter')
    await heading(words)
  }
  /** Types into a field as it stands there, from its first character; a choice is typed by its beginning. */
  const type = async (label: string, text: string) => {
    await page.getByLabel(label, { exact: true }).focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.type(text)
  }
  const save = () => (script ? page.keyboard.press('Control+s') : press('Save'))
  const go = () => (script ? page.keyboard.press('Control+g') : press('GO'))

  /** The rows under the head of the table with this caption, each a list of its cells' words. */
  async function rowsOf(caption: string | RegExp) {
    const rows = page.getByRole('table', { name: caption }).locator('tbody tr')
    return rows.evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim())),
    )
  }

  /** Nothing that axe finds, which needs script to run; narrow, dark and on paper every page is looked at together. */
  async function wellDrawn() {
    if (script) expect.soft(await violations(page), page.url()).toEqual([])
  }

  await step('the interface is Caselle, Accrual, with Update Payments', async () => {
    await page.goto(`${server.url}${paths.generalLedger}`)
    await type('Interface', 'Cas')
    await type('Update Method', 'Acc')
    await page.getByLabel('Update Payments').press('Space')
    await save()
    await said('The General Ledger interface to Utility Management is set up and saved.')
    expect(await page.getByLabel('Interface', { exact: true }).inputValue()).toBe('caselle-4')
    expect(await page.getByLabel('Update Method').inputValue()).toBe('accrual')
    expect(await page.getByLabel('Update Payments').isChecked()).toBe(true)
  })

  await step('the chart of accounts is imported', async () => {
    await tab('GL Accounts', 'Chart of Accounts')
    await wellDrawn()
    await follow('Import')
    await wellDrawn()
    await page.getByLabel('File').setInputFiles(csv('chart.csv', `${chart}01-99,Too short,Asset,Yes\n`))
    await press('Check the file')
    await page.getByText('2 digits are missing').waitFor()
    await wellDrawn()
    await page.getByLabel('File').setInputFiles(csv('chart.csv', chart))
    await press('Check the file')
    await heading('Preview of the import')
    await page.getByText('Added: 8').first().waitFor()
    await wellDrawn()
    await press('Import')
    await said('Imported: 8 added, 0 changed, 0 made inactive.')
    await follow('Chart of Accounts')
    expect((await rowsOf('Accounts')).length).toBe(8)
    await wellDrawn()
    await follow('01-1075', 'Account 01-1075')
    await wellDrawn()
    await follow('Add an account')
    await wellDrawn()
    await follow('Formats')
    await wellDrawn()
    await follow('Balance sheet')
    await wellDrawn()
  })

  await step('a file with an error is refused, and the month is imported', async () => {
    await menu('Transactions', 'Register')
    await wellDrawn()
    await follow('Import', 'Import transactions')
    await wellDrawn()
    await page.getByLabel('File').setInputFiles(csv('wrong.csv', october.replace('100.00', '1O0.00')))
    await press('Check the file')
    await heading('Import of wrong.csv')
    await page.getByText('Nothing was imported: 1 problem in 11 rows.').waitFor()
    await wellDrawn()
    await follow('Imports', 'Import transactions')
    await page.getByLabel('File').setInputFiles(csv('october.csv', october))
    await press('Check the file')
    await heading('Preview of october.csv')
    await wellDrawn()
    await press('Import')
    await heading('Import of october.csv')
    await said('11 transactions added.')
    await wellDrawn()
    await follow('Imports', 'Import transactions')
    await wellDrawn()
    await menu('Transactions', 'Register')
    expect(await rowsOf('Newest first')).toHaveLength(11)
    await wellDrawn()
  })

  await step('a long import shows how far it is and is cancelled', async () => {
    const file = join(server.folder, 'long.csv')
    await writeTestCsv(file, 400_000)
    await follow('Import', 'Import transactions')
    await page.getByLabel('File').setInputFiles(file)
    await press('Check the file')
    await heading('Import of long.csv')
    await page.getByRole('progressbar', { name: 'Read so far' }).waitFor()
    await wellDrawn()
    await press('Cancel the import')
    await page.getByText('The import was canceled. Nothing was kept').waitFor()
    await page.getByText('still being removed').waitFor({ state: 'detached' })
    await wellDrawn()
    await menu('Transactions', 'Register')
    expect(await rowsOf('Newest first')).toHaveLength(11)
  })

  async function typeOctober() {
    // Whatever day it is when this runs, October 2026 is among the periods.
    await page.goto(`${server.url}${paths.updateGeneralLedger}?period=2026-10`)
    await page.getByLabel('GL Posting Period').selectOption({ index: 0 })
    await type('Beginning Date', '10012026')
    await type('Ending Date', '10312026')
    await type('GL Posting Period', 'October 2026')
    if (!(await page.getByLabel('Include payments').isChecked()))
      await page.getByLabel('Include payments').press('Space')
    expect(await page.getByLabel('Beginning Date').inputValue()).toBe('2026-10-01')
    expect(await page.getByLabel('GL Posting Period').inputValue()).toBe('2026-10')
  }

  await step('what keeps the update from running is said, with the way to fix it', async () => {
    await typeOctober()
    await wellDrawn()
    await go()
    await page.getByText('The service WATER is not set up, so it has no accounts.').waitFor()
    await wellDrawn()
    await type('GL Posting Journal', ' ')
    await go()
    await page.getByRole('alert').filter({ hasText: 'Journal' }).waitFor()
    await expect.poll(() => page.title()).toMatch(/^Error: /)
    await wellDrawn()
    await type('GL Posting Journal', 'UM')
    await go()
    await follow('Set posting accounts', 'Posting Accounts')
  })

  await step('the posting accounts are found and set', async () => {
    await wellDrawn()
    await type('Cash Clearing', 'clearing')
    if (script) {
      await page.getByRole('option', { name: '01-1075' }).waitFor()
      await wellDrawn()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
    } else {
      await press('Look up Cash Clearing')
      await press('Use 01-1075')
    }
    expect(await page.getByLabel('Cash Clearing', { exact: true }).inputValue()).toBe('01-1075')
    await type('Customer Deposits', '012300')
    await save()
    await said('The posting accounts of the organization are saved.')
    for (const [code = '', name = '', receivable = '', revenue = ''] of services) {
      await follow('Add a service')
      await type('Code', code)
      await type('Name', name)
      await type('Receivable', receivable)
      await type('Revenue', revenue)
      await save()
      await said(`Service ${code} is saved.`)
    }
    await wellDrawn()
    await follow('Posting Accounts')
    expect(await rowsOf('For each service')).toEqual(expect.arrayContaining(services))
    await wellDrawn()
  })

  await step('the report adds the month up before anything is updated', async () => {
    await typeOctober()
    await go()
    await page.getByRole('table', { name: 'By account' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('GL Update Report')
    expect(await rowsOf('By account')).toEqual(report)
    expect(await rowsOf('By kind of transaction')).toEqual([
      ['Billing', '4', '250.25', '250.25'],
      ['Billing adjustment', '1', '3.50', '3.50'],
      ['Payment adjustment', '1', '7.00', '7.00'],
      ['Deposit applied', '1', '40.00', '40.00'],
      ['Payment', '3', '101.00', '101.00'],
    ])
    await page.getByText('1 transaction not updated yet').waitFor()
    await wellDrawn()
    await follow('01-1312', 'Transactions')
    expect(await page.locator('main tbody tr').count()).toBe(4)
    await wellDrawn()
    await page.goBack()
    await heading('Update General Ledger')
  })

  await step('what the report shows is posted as a batch of the ledger', async () => {
    await typeOctober()
    await go()
    await page.getByRole('table', { name: 'By account' }).waitFor()
    await page.getByRole('link', { name: 'Go to posting' }).press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('post')
    await press('Post 10 transactions, 401.75, to October 2026')
    await said('Posted as batch 1. Its file (Import Amounts) is ready.')
    await heading('Batch 1')
    const fetched = page.waitForEvent('download')
    await press('Download')
    expect((await fetched).suggestedFilename()).toBe('UM-batch-1.csv')
    // The page stays as it was, so it must have been true all along, and offer what comes next.
    await page.getByText('File created, not confirmed yet').waitFor()
    await type('Reference in the general ledger', 'JE 7')
    await press('Confirm')
    await said('Batch 1 is confirmed as posted in the general ledger, as JE 7.')
    expect((await rowsOf('How it was posted')).slice(5, 8)).toEqual([
      ['Transactions', '10'],
      ['Debits', '401.75'],
      ['Credits', '401.75'],
    ])
    await wellDrawn()
    await follow('01-2300', 'Transactions')
    await page.getByRole('rowheader', { name: 'O-7' }).waitFor()
    await wellDrawn()
    await menu('General Ledger', 'Update General Ledger')
    await follow('Batches')
    await wellDrawn()
  })

  await step('Ledger Inquiry shows the trial balance, down to one account', async () => {
    await tab('Ledger Inquiry')
    expect(await rowsOf('Trial balance at the end of October 2026')).toEqual(trialBalance)
    await wellDrawn()
    await follow('01-1312', '01-1312 Sewer receivable')
    const entries = await rowsOf('Entries')
    expect(entries[0]?.at(-1)).toBe('0.00')
    expect(entries.at(-1)?.at(-1)).toBe('6.50')
    await wellDrawn()
    await follow('1', 'Batch 1')
  })

  await step('the batch is undone, and every balance is zero again', async () => {
    await follow('Undo batch 1')
    await page.getByText('10 transactions of this batch will wait to be posted again.').waitFor()
    await wellDrawn()
    await type('Reason', 'Wrong month')
    await press('Undo batch 1')
    await said('Batch 1 is undone by batch 2. Its transactions can be posted again.')
    await wellDrawn()
    await tab('Ledger Inquiry')
    const rows = await rowsOf('Trial balance at the end of October 2026')
    expect(rows).toEqual([
      ...trialBalance.slice(0, -1).map(([account, title]) => [account, title, '0.00', '']),
      ['Total', '', '0.00', '0.00'],
    ])
  })

  await step('History tells the month in sentences', async () => {
    await menu('History')
    const told = (await page.locator('.stacked tbody tr').allInnerTexts()).join('\n').replace(/[ \t]+/g, ' ')
    for (const sentence of [
      'Undid batch 1 (Reversed by: batch 2; Period: October 2026; Reason: Wrong month).',
      'Updated the general ledger: batch 1 (Period: October 2026; Journal: UM; Transactions: 10; Debits: 401.75).',
      'Added the service TRASH',
      'Saved the posting accounts: Cash Clearing set to 01-1075; Customer Deposits set to 01-2300.',
      'Canceled the import of transactions from long.csv',
      'Imported 11 transactions from october.csv.',
      'Imported accounts',
      'Saved General Ledger: Interface from None to Caselle 4.x; Update Payments from Cleared to Selected.',
    ])
      expect(told).toContain(sentence)
  })

  await step('the month is closed', async () => {
    await page.goto(`${server.url}${paths.postingPeriods}?year=2026`)
    await follow('Close October 2026')
    await wellDrawn()
    await press(/^Close October 2026/)
    await said('October 2026 is closed.')
    await wellDrawn()
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { setUp } from '../support/browser.ts'
import { byKeyboard } from '../support/keyboard.ts'
import { step, journeyTest as test } from '../support/office.ts'

const november = readFileSync(join(import.meta.dirname, '../cases/imports/trio-payments.csv'), 'utf8')
/** The same program a month later, with numbers of its own. */
const december = november.replaceAll('11/', '12/').replace(/,(\d{4}-B|9\d{3}|C-)/g, ',1$1')

test.for([true, false])(
  'a file of another program by keyboard, with script %s',
  async (script, { server, newDesk }) => {
    const page = await newDesk({ javaScriptEnabled: script })
    const keys = byKeyboard(page, script)
    await setUp(page, server.setUpUrl as string)

    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    const cell = (caption: string, row: string) =>
      page.getByRole('table', { name: caption }).getByRole('row', { name: row }).textContent()
    async function send(name: string, text: string) {
      await page.goto(`${server.url}${paths.transactionImports}`)
      await page.getByLabel('File', { exact: true }).setInputFiles({
        ...{ name, mimeType: 'text/csv', buffer: Buffer.from(text) },
      })
      await keys.press('Check the file')
    }

    await step('its columns are matched, and what is missing is said', async () => {
      await send('november.csv', november)
      await heading('Match the columns')
      await keys.isSound('Match the columns')
      await keys.choose('“Account”', 'Not read')
      await keys.press('Read the file like this')
      await keys.refused('No column has the customer')
      await keys.isSound('Match the columns')
      await keys.choose('“Account”', 'Customer')
      await keys.press('Read the file like this')
    })

    await step('its words and signs are matched', async () => {
      await heading('Match the words and signs')
      await keys.isSound('Match the words and signs')
      const turned = '7.72 taken off what customers owe (the other way around)'
      await keys.choose('Signs of Billing adjustment', turned)
      await keys.press('Save the profile and go on')
      await keys.refused('Type a name for this profile')
      await keys.fill('Name', 'Old program')
      await keys.press('Save the profile and go on')
    })

    await step('the preview shows it, and it is imported', async () => {
      await heading('Preview of november.csv')
      await keys.isSound('Preview of november.csv')
      expect(await cell('New transactions by kind', 'Billing adjustment')).toContain('-7.72')
      await keys.press('Import')
      await keys.said('12 transactions added.')
    })

    await step('the next month comes in without a question', async () => {
      await send('december.csv', december)
      await heading('Preview of december.csv')
      expect(await cell('What the file holds', 'New')).toContain('12')
      await keys.press('Import')
      await keys.said('12 transactions added.')
    })
  },
)

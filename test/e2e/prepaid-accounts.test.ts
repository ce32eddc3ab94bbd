import { paths } from '../../src/http/paths.ts'
import { setUp } from '../support/browser.ts'
import { byKeyboard } from '../support/keyboard.ts'
import { step, journeyTest as test } from '../support/office.ts'

const accounts = `Customer,Name,Service,Meter,Balance at enrollment
1,Ada Adams,WATER,W1,25.00
2,Ben Baker,WATER,W2,0.00
`

test.for([true, false])(
  'accounts are brought in, enrolled and get another meter by keyboard, with script %s',
  async (script, { server, newDesk }) => {
    const page = await newDesk({ javaScriptEnabled: script })
    const keys = byKeyboard(page, script)
    await setUp(page, server.setUpUrl as string)
    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

    await step('the interface is turned on, and its work is in the menu', async () => {
      await page.goto(`${server.url}${paths.prepaidMetering}`)
      await keys.choose('Interface', 'Exceleron MyUsage')
      await keys.fill('User Name', 'town')
      await keys.fill('Password', 'of the vendor')
      await keys.press('Save')
      await keys.said('The Prepaid Metering interface to Utility Management is set up and saved.')
    })

    await step('a file is brought in', async () => {
      await page.goto(`${server.url}${paths.prepaidAccounts}/import`)
      await page.getByLabel('File', { exact: true }).setInputFiles({
        ...{ name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from(accounts) },
      })
      await keys.press('Check the file')
      await heading('Preview of the accounts')
      await keys.isSound('Preview of the accounts')
      await keys.press('Bring in')
      await keys.said('Brought in: 2 new, 0 changed; 0 refused.')
    })

    await step('one is selected and enrolled', async () => {
      await keys.press('Enroll the selected')
      await keys.refused('Select the accounts first.')
      await keys.isSound('Prepaid accounts')
      await keys.reach(page.getByLabel('Select 1, WATER', { exact: true }))
      await page.keyboard.press('Space')
      await keys.press('Enroll the selected')
      await heading('Enroll 1, WATER')
      await keys.fill('Balance at enrollment', 'much')
      await keys.press('Enroll')
      await keys.refused('Balance at enrollment is not an amount')
      await keys.isSound('Enroll 1, WATER')
      await keys.fill('Balance at enrollment', '12.50')
      await keys.press('Enroll')
      await keys.said('Noted: 1 account enrolled.')
      await keys.isSound('Prepaid account 1, WATER')
    })

    await step('its meter is exchanged', async () => {
      await keys.open('Meter exchanged')
      await heading('Meter exchanged')
      await keys.fill('Last reading of the old meter', '120')
      await keys.fill('New meter', 'W9')
      await keys.fill('First reading of the new meter', '0')
      await keys.fill('Exchanged on', '2026-01-05')
      await keys.isSound('Meter exchanged')
      await keys.press('Save')
      await keys.said('Noted: the account has the new meter.')
    })
  },
)

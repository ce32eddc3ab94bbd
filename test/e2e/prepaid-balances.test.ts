import type { Locator, Page } from 'playwright'
import { paths } from '../../src/http/paths.ts'
import { byKeyboard } from '../support/keyboard.ts'
import { test as officeTest, step } from '../support/office.ts'
import { startVendor } from '../support/vendor.ts'

const vendor = await startVendor({ version: '4.1' })

const test = officeTest.override('serverOptions', { env: () => ({ OUTBOUND_ALLOW: vendor.allow }) })
test.afterAll(() => vendor.close())

/** Looks again until the page says it, as somebody does who waits for what goes on by itself. */
async function untilSeen(page: Page, what: Locator) {
  const said = what.first()
  const tries = 60
  for (let left = tries; left > 0 && !(await said.isVisible()); left--) {
    await page.reload()
    await page.locator('main').waitFor()
  }
  await said.waitFor()
}

test.for([true, false])(
  'the vendor is set up, an account is enrolled there, and both balances are looked at by keyboard, with script %s',
  async (script, { server, newDesk, signedIn }) => {
    const page = await newDesk({ javaScriptEnabled: script, storageState: signedIn })
    const keys = byKeyboard(page, script)
    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    const customer = script ? '1001' : '1002'

    await step('the interface is chosen, and the address of the letter typed', async () => {
      await page.goto(`${server.url}${paths.prepaidMetering}`)
      await keys.choose('Interface', 'MultiSpeak 4.1')
      await keys.fill('User Name', vendor.userName)
      await keys.fill('Password', vendor.password)
      await keys.press('Save')
      await keys.said(/saved/)
      await keys.open('Connection')
      await heading('Connection')
      await keys.fill('Address', 'http://vendor.example')
      await keys.fill('Company', vendor.company)
      await keys.press('Save')
      await keys.refused('Address begins with https://')
      await keys.fill('Address', vendor.address)
      await page.getByLabel('Certificate authority', { exact: true }).fill(vendor.certificateAuthority)
      await keys.fill('Password', vendor.password)
      await keys.press('Save')
      await keys.said(/saved/)
    })

    await step('an account is brought in and enrolled', async () => {
      await page.goto(`${server.url}${paths.prepaidAccounts}/import`)
      const file = `Customer,Name,Service,Meter,Balance at enrollment\n${customer},Ada Adams,WATER,W${customer},25.00\n`
      await page.getByLabel('File', { exact: true }).setInputFiles({
        ...{ name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from(file) },
      })
      await keys.press('Check the file')
      await heading('Preview of the accounts')
      await keys.press('Bring in')
      await keys.said('Brought in: 1 new, 0 changed; 0 refused.')
      await keys.open(customer)
      await heading(`Prepaid account ${customer}, WATER`)
      await keys.open('Enroll')
      await heading(`Enroll ${customer}, WATER`)
      await keys.press('Enroll')
      await keys.said('The vendor is asked to enroll 1 account. Its state says how it ends.')
      await untilSeen(page, page.getByText(/^Enrolled$/))
      await keys.isSound(`Prepaid account ${customer}, WATER`)
    })

    await step('the vendor is asked for its balance', async () => {
      await keys.press('Ask now')
      await keys.said('The vendor is asked how 1 account is.')
      await untilSeen(page, page.getByText('What the vendor said, the newest first'))
      await page.getByRole('cell', { name: '25.00', exact: true }).first().waitFor()
    })

    await step('both balances are looked at, and the account is found from there', async () => {
      await page.goto(`${server.url}${paths.prepaidBalances}?customer=${customer}`)
      await untilSeen(page, page.getByRole('cell', { name: 'Usage not billed yet' }))
      await keys.open(customer)
      await heading(`Balance of ${customer}`)
      await keys.isSound(`Balance of ${customer}`)
      await keys.open('Prepaid account')
      await heading(`Prepaid account ${customer}, WATER`)
      await keys.open('Its balance on both sides')
      await heading(`Balance of ${customer}`)
    })

    await step('a limit that is no amount is refused, and what was typed stays', async () => {
      await page.goto(`${server.url}${paths.prepaidBalances}/limit`)
      await keys.type('Difference limit', 'much')
      await keys.refused('Type an amount from 0.00')
      await keys.fill('Difference limit', script ? '2' : '3')
      await page.keyboard.press('Enter')
      await keys.said('The difference limit is saved. Balances are compared anew.')
    })
  },
)

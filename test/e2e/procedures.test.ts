import type { Page } from 'playwright'
import { expect } from 'vitest'
import { violations } from '../support/axe.ts'
import { setUp } from '../support/browser.ts'
import { step, journeyTest as test } from '../support/office.ts'

/** The element that the keyboard is on, in words. */
async function focused(page: Page) {
  return page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim() ?? '')
}

test.for([true, false])('with script %s', async (script, { server, newDesk }) => {
  const page = await newDesk({ javaScriptEnabled: script })
  await setUp(page, server.setUpUrl as string)

  /** The markup is the same with script and without; axe itself needs script to run. */
  async function noViolation() {
    if (script) expect(await violations(page)).toEqual([])
  }

  async function said(words: string) {
    await page.locator('.message', { hasText: words }).waitFor()
  }

  await step('the first day leads to the General Ledger interface', async () => {
    await noViolation()
    await page.getByRole('link', { name: 'Turn on the General Ledger interface' }).press('Enter')
    await page.waitForURL('**/general-ledger')
  })

  await step('the General Ledger interface is set up by label and key', async () => {
    await page.goto(`${server.url}/organization/interfaces/general-ledger`)
    expect(await page.title()).toBe('General Ledger - Interfaces - Connect Utility Management')
    await page.getByLabel('Interface', { exact: true }).focus()
    await page.keyboard.type('Cas')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Cash')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    if (script) await page.keyboard.press('Control+s')
    else await page.keyboard.press('Enter')
    await said('The General Ledger interface to Utility Management is set up and saved.')
    await expect
      .poll(() => focused(page))
      .toBe('The General Ledger interface to Utility Management is set up and saved.')
    expect(await page.getByLabel('Interface', { exact: true }).inputValue()).toBe('caselle-4')
    expect(await page.getByLabel('Update Method').inputValue()).toBe('cash')
    expect(await page.getByLabel('Update Payments').isChecked()).toBe(true)
    await noViolation()
  })

  await step('what an update posts follows the choices, with script and without', async () => {
    const posted = async (kind: string) =>
      (await page.getByRole('row', { name: kind, exact: false }).first().locator('td').innerText()).trim()
    expect(await posted('Deposit applied')).toBe('customer deposits / revenue')
    expect(await posted('Billing')).toBe('Nothing to record')
    await page.getByLabel('Update Method').selectOption('Accrual')
    expect(await posted('Deposit applied')).toBe('customer deposits / receivable')
    await page.getByLabel('Update Payments').uncheck()
    expect(await posted('Deposit applied')).toBe('Left out')
    expect(await posted('Billing')).toBe('receivable / revenue')
    await page.getByLabel('Update Payments').check()
    await page.getByLabel('Update Method').selectOption('Cash')
    const table = page.getByRole('table', { name: 'What an update posts' })
    await page.getByLabel('Interface', { exact: true }).selectOption('None')
    await page.getByText('With None, an update posts nothing.').waitFor()
    expect(await table.isVisible()).toBe(false)
    await page.getByLabel('Interface', { exact: true }).selectOption('Caselle 4.x')
    await table.waitFor()
    expect(await page.getByText('With None').isVisible()).toBe(false)
  })

  await step('the Bill Provider interface: a refusal moves to the summary, a save says so', async () => {
    await page.getByRole('link', { name: 'Bill Provider' }).click()
    await page.waitForURL('**/bill-provider')
    await page.getByRole('heading', { name: 'Bill Provider' }).waitFor()
    await page.getByLabel('Interface', { exact: true }).selectOption('Invoice Cloud')
    await page.getByLabel('User Name').fill('town')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').filter({ hasText: 'Not saved yet' }).waitFor()
    await expect.poll(() => focused(page)).toContain('Not saved yet')
    await expect.poll(() => page.title()).toMatch(/^Error: Bill Provider/)
    await noViolation()
    await page.getByRole('link', { name: 'Invoice Cloud needs a Password' }).click()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('password')
    await page.keyboard.type('from the provider')
    await page.keyboard.press('Enter')
    await said('The Bill Provider interface to Utility Management is set up and saved.')
    expect(await page.getByLabel('User Name').inputValue()).toBe('town')
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('')
    await noViolation()
  })

  await step('the Prepaid Metering interface', async () => {
    await page.getByRole('link', { name: 'Prepaid Metering' }).click()
    await page.getByRole('heading', { name: 'Prepaid Metering' }).waitFor()
    await page.getByLabel('Interface', { exact: true }).selectOption('MultiSpeak 4.1')
    await page.getByLabel('User Name').fill('town')
    await page.getByLabel('Password', { exact: true }).fill('from the vendor')
    await page.getByRole('button', { name: 'Save' }).click()
    await said('The Prepaid Metering interface to Utility Management is set up and saved.')
    const states = page.locator('.subtabs small')
    await states.filter({ hasText: 'Set up, not connected yet' }).nth(1).waitFor()
    expect((await states.allTextContents())[0]).toMatch(/^On since/)
  })

  await step('reload, back and forward stay true to the address', async () => {
    await page.locator('.subtabs').getByRole('link', { name: 'General Ledger' }).click()
    await page.getByRole('heading', { name: 'General Ledger' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Prepaid Metering' }).waitFor()
    expect(page.url()).toMatch(/prepaid-metering$/)
    await page.goForward()
    await page.getByRole('heading', { name: 'General Ledger' }).waitFor()
    expect(page.url()).toMatch(/general-ledger$/)
    expect(await page.locator('.subtabs [aria-current=page]').innerText()).toContain('General Ledger')
    await page.reload()
    await page.getByRole('heading', { name: 'General Ledger' }).waitFor()
    await page.getByRole('link', { name: 'General', exact: true }).click()
    await page.getByRole('heading', { name: 'General', exact: true }).waitFor()
    expect(await page.title()).toBe('General - Organization - Connect Utility Management')
    await noViolation()
    await page.getByLabel('Organization Name').fill('Town of Weir')
    await page.getByRole('button', { name: 'Save' }).click()
    await said('The organization is saved.')
  })

  await step('two people on one tab: the second is shown both and keeps theirs knowingly', async () => {
    const other = await page.context().newPage()
    for (const tab of [page, other]) {
      await tab.goto(`${server.url}/organization/interfaces/bill-provider`)
      await tab.getByLabel('User Name').fill(tab === page ? 'mine' : 'theirs')
      await tab.getByLabel('Password', { exact: true }).fill('a password')
    }
    await other.getByRole('button', { name: 'Save' }).click()
    await other.locator('.message').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'saved this while you were working on it' })
    await alert.waitFor()
    expect(await alert.getByRole('row', { name: 'User Name' }).innerText()).toMatch(/theirs\s+mine/)
    expect(await page.getByLabel('User Name').inputValue()).toBe('mine')
    await noViolation()
    await page.getByLabel('Password', { exact: true }).fill('a password')
    await page.getByRole('button', { name: 'Save' }).click()
    await said('set up and saved')
    expect(await page.getByLabel('User Name').inputValue()).toBe('mine')
    await other.close()
  })

  await step('signing out closes the door, and signing in leads back', async () => {
    await page.goto(`${server.url}/organization/interfaces/prepaid-metering`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await noViolation()
    await page.goto(`${server.url}/organization/interfaces/prepaid-metering`)
    await page.getByLabel('Name', { exact: true }).fill('Ada Clerk')
    await page.getByLabel('Password', { exact: true }).fill('wrong for sure, this one')
    await page.keyboard.press('Enter')
    await page.getByText('name or password is wrong').first().waitFor()
    await noViolation()
    await page.getByLabel('Password', { exact: true }).fill('wet stone under the weir')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Later' }).click()
    await page.waitForURL('**/prepaid-metering')
    expect(await page.getByLabel('Interface', { exact: true }).inputValue()).toBe('multispeak-4.1')
  })

  await step('every tab reads well in forced colours', async () => {
    for (const path of ['general-ledger', 'bill-provider', 'prepaid-metering']) {
      await page.goto(`${server.url}/organization/interfaces/${path}`)
      await page.emulateMedia({ forcedColors: 'active' })
      await noViolation()
      await page.emulateMedia({ forcedColors: 'none' })
    }
  })
})

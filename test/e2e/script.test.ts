import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, setUp } from '../support/browser.ts'
import { newFolder, removeFolder, type Server, startServer } from '../support/server.ts'

let browser: Browser
let server: Server
let context: BrowserContext
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  browser = await launch()
  server = await startServer(await newFolder())
  context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|ERR_|Failed to fetch/.test(message.text()))
      complaints.push(message.text())
  })
  await setUp(page, server.setUpUrl as string)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await removeFolder(server.folder)
})

async function open(tab: string) {
  await page.goto(`${server.url}/organization/interfaces/${tab}`)
  // Until htmx has the form, pressing Save sends it as a page without script does.
  await page.locator('main form[data-htmx-powered]').waitFor()
}

test('one tab and one save are one request each, for the panel only', async () => {
  await open('general-ledger')
  const requests: string[] = []
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.getByRole('link', { name: 'Bill Provider' }).click()
  await page.getByRole('heading', { name: 'Bill Provider' }).waitFor()
  await page.getByLabel('Interface').selectOption('Xpress Bill Pay')
  await page.getByLabel('User Name').fill('town')
  await page.getByLabel('Password', { exact: true }).fill('secret')
  await page.keyboard.press('Control+s')
  await page.locator('.said').waitFor()
  expect(requests).toEqual([
    'GET /organization/interfaces/bill-provider',
    'POST /organization/interfaces/bill-provider',
  ])
  page.removeAllListeners('request')
})

test.each(['Control+s', 'Meta+s'])(
  '%s saves from inside a field and keeps the browser from its own dialog',
  async (keys) => {
    await open('bill-provider')
    await page.getByLabel('User Name').focus()
    await page.evaluate(() => {
      addEventListener('keydown', (event) => {
        if (event.key === 's') document.documentElement.dataset.prevented = String(event.defaultPrevented)
      })
    })
    await page.keyboard.press(keys)
    await page.locator('.said', { hasText: 'Nothing was changed' }).waitFor()
    expect(await page.locator('html').getAttribute('data-prevented')).toBe('true')
  },
)

test('leaving with unsaved typing asks first', async () => {
  await open('bill-provider')
  await page.getByLabel('User Name').fill('half typed')
  let asked = 0
  const answer = (accept: boolean) =>
    page.once('dialog', (dialog) => {
      asked++
      return accept ? dialog.accept() : dialog.dismiss()
    })
  answer(false)
  await page.locator('.subtabs').getByRole('link', { name: 'General Ledger' }).click()
  await page.waitForTimeout(200)
  expect(await page.getByLabel('User Name').inputValue()).toBe('half typed')
  expect(page.url()).toMatch(/bill-provider$/)
  answer(true)
  await page.locator('.subtabs').getByRole('link', { name: 'General Ledger' }).click()
  await page.getByRole('heading', { name: 'General Ledger' }).waitFor()
  expect(asked).toBe(2)
  await page.getByRole('link', { name: 'Bill Provider' }).click()
  await page.getByRole('heading', { name: 'Bill Provider' }).waitFor()
  expect(asked).toBe(2)
})

test('closing the page with unsaved typing asks, after a save it does not', async () => {
  await open('bill-provider')
  await page.getByLabel('User Name').fill('half typed')
  const asked = page.waitForEvent('dialog')
  const leaving = page.reload().catch(() => undefined)
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
  await leaving
})

test('without a network the page says so, keeps the typing, and the next try saves', async () => {
  await open('general-ledger')
  await page.getByLabel('Update Method').selectOption('Cash')
  await context.setOffline(true)
  await page.keyboard.press('Control+s')
  const trouble = page.getByRole('alert').filter({ hasText: 'No answer came from the server' })
  await trouble.waitFor()
  expect(await page.getByLabel('Update Method').inputValue()).toBe('cash')
  await context.setOffline(false)
  await page.keyboard.press('Control+s')
  await page.locator('.said', { hasText: 'Saved.' }).waitFor()
  expect(await trouble.isVisible()).toBe(false)
})

test('pressing Save many times at once saves once', async () => {
  await open('general-ledger')
  await page.getByLabel('Interface').selectOption('Other')
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>('main form[method=post]')
    for (let press = 0; press < 5; press++) form?.requestSubmit()
  })
  await page.locator('.said', { hasText: 'is set up and saved' }).waitFor()
  await page.reload()
  expect(await page.locator('[name=version]').inputValue()).toBe('2')
})

test('saving again and again adds no page to go back through', async () => {
  await open('prepaid-metering')
  const before = await page.evaluate(() => history.length)
  for (let n = 0; n < 3; n++) {
    await page.keyboard.press('Control+s')
    await page.locator('.said').waitFor()
  }
  expect(await page.evaluate(() => history.length)).toBe(before)
})

test('a session that ends while typing asks to sign in again and brings the typing back', async () => {
  await open('prepaid-metering')
  await page.getByLabel('User Name').fill('half typed')
  await context.clearCookies({ name: 'session' })
  await page.keyboard.press('Control+s')
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Ada Clerk')
  await page.getByLabel('Password', { exact: true }).fill('wet stone under the weir')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.said', { hasText: 'It is not saved yet' }).waitFor()
  expect(await page.getByLabel('User Name').inputValue()).toBe('half typed')
})

test('nothing complained in the console', () => {
  expect(complaints).toEqual([])
})

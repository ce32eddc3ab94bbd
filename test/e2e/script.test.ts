import type { Page } from 'playwright'
import { expect } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { endImport, insertImport, noteProgress } from '../../src/features/transactions/import/import-store.ts'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/office.ts'
import { environment, type Server } from '../support/server.ts'

const now = () => new Date().toISOString()

async function open(page: Page, server: Server, tab: string) {
  await page.goto(`${server.url}/organization/interfaces/${tab}`)
  // Until htmx has the form, pressing Save sends it as a page without script does.
  await page.locator('main form[data-htmx-powered]').waitFor()
}

test('one tab and one save are one request each, for the panel only', async ({ page, server }) => {
  await open(page, server, 'general-ledger')
  const requests: string[] = []
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.getByRole('link', { name: 'Bill Provider' }).click()
  await page.getByRole('heading', { name: 'Bill Provider' }).waitFor()
  await page.getByLabel('Interface', { exact: true }).selectOption('Xpress Bill Pay')
  await page.getByLabel('User Name').fill('town')
  await page.getByLabel('Password', { exact: true }).fill('secret')
  await page.keyboard.press('Control+s')
  await page.locator('.message').waitFor()
  expect(requests).toEqual([
    'GET /organization/interfaces/bill-provider',
    'POST /organization/interfaces/bill-provider',
  ])
})

test.for(['Control+s', 'Meta+s'])(
  '%s saves from inside a field and keeps the browser from its own dialog',
  async (keys, { page, server }) => {
    await open(page, server, 'bill-provider')
    await page.getByLabel('User Name').focus()
    await page.evaluate(() => {
      addEventListener('keydown', (event) => {
        if (event.key === 's') document.documentElement.dataset.prevented = String(event.defaultPrevented)
      })
    })
    await page.keyboard.press(keys)
    await page.locator('.message', { hasText: 'Nothing was changed' }).waitFor()
    expect(await page.locator('html').getAttribute('data-prevented')).toBe('true')
  },
)

test('leaving with unsaved typing asks first', async ({ page, server }) => {
  await open(page, server, 'bill-provider')
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

test.for(['new', 'old'])(
  'in a browser that is %s, Back from the field that a message led to asks nothing',
  async (age, { newDesk, server, signedIn }) => {
    const tab = await newDesk({ isOld: age === 'old', storageState: signedIn })
    const asked: string[] = []
    tab.on('dialog', (dialog) => {
      asked.push(dialog.message())
      return dialog.accept()
    })
    await tab.goto(`${server.url}/organization/interfaces/prepaid-metering`)
    await tab.locator('main form[data-htmx-powered]').waitFor()
    await tab.getByLabel('Interface', { exact: true }).selectOption('MultiSpeak 4.1')
    await tab.keyboard.press('Control+s')
    await tab.getByRole('link', { name: 'MultiSpeak 4.1 needs a User Name' }).click()
    await tab.waitForURL(/#userName$/)
    await tab.evaluate(() => history.back())
    await tab.waitForURL(/prepaid-metering$/)
    await tab.keyboard.press('Control+s')
    await tab.getByText('Not saved yet').waitFor()
    expect(await tab.getByLabel('Interface', { exact: true }).inputValue()).toBe('multispeak-4.1')
    expect(asked).toEqual([])
  },
)

test('from the settings to a page of work, which has another style, leads a whole page, and back and forward too', async ({
  page,
  server,
}) => {
  const sheet = () => page.locator('link[rel=stylesheet]').getAttribute('href')
  const home = page.locator('#panel .breadcrumb').getByRole('link').first()
  await open(page, server, 'bill-provider')
  await page.getByLabel('User Name').fill('half typed')
  page.once('dialog', (dialog) => dialog.dismiss())
  await home.click()
  await page.waitForTimeout(200)
  expect(await page.getByLabel('User Name').inputValue()).toBe('half typed')
  expect(await sheet()).toContain('/settings.')
  page.on('dialog', (dialog) => dialog.accept())
  await home.click()
  await page.waitForURL(`${server.url}/`)
  expect(await sheet()).toContain('/app.')
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Bill Provider' }).waitFor()
  expect(await sheet()).toContain('/settings.')
  await page.goForward()
  await page.waitForURL(`${server.url}/`)
  expect(await sheet()).toContain('/app.')
})

test('an opened tab is read out from its heading, and Tab goes on in it', async ({ page, server }) => {
  await open(page, server, 'general-ledger')
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  await page.getByRole('link', { name: 'Bill Provider' }).press('Enter')
  await expect.poll(focused).toBe('Bill Provider')
  await page.keyboard.press('Tab')
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('interface')
  await page.goBack()
  await expect.poll(focused).toBe('General Ledger')
})

test('the head is gone through in the order it is seen, at either width', async ({ page, server }) => {
  await open(page, server, 'general-ledger')
  for (const width of [1100, 320]) {
    await page.setViewportSize({ width, height: 800 })
    const places = await page.evaluate(() =>
      [...document.querySelectorAll('header :is(a, button)')]
        .filter((one) => one.checkVisibility())
        .map((pressed) => {
          const { left, top, bottom } = pressed.getBoundingClientRect()
          return { left, line: (top + bottom) / 2 }
        }),
    )
    const seen = places.toSorted((a, b) =>
      Math.abs(a.line - b.line) > 12 ? a.line - b.line : a.left - b.left,
    )
    expect(places).toEqual(seen)
  }
})

test('letters are as large as the reader has set them', async ({ page }) => {
  const client = await page.context().newCDPSession(page)
  await client.send('Page.setFontSizes', { fontSizes: { standard: 24 } })
  const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)
  await expect.poll(size).toBe('24px')
})

test('closing the page with unsaved typing asks, after a save it does not', async ({ page, server }) => {
  await open(page, server, 'bill-provider')
  await page.getByLabel('User Name').fill('half typed')
  const asked = page.waitForEvent('dialog')
  const leaving = page.reload().catch(() => undefined)
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
  await leaving
})

test('an old browser asks too before the page is closed', async ({ newDesk, server, signedIn }) => {
  const tab = await newDesk({ isOld: true, storageState: signedIn })
  await tab.goto(`${server.url}/organization/interfaces/bill-provider`)
  await tab.getByLabel('User Name').fill('half typed')
  const asked = tab.waitForEvent('dialog')
  const leaving = tab.reload().catch(() => undefined)
  await (await asked).accept()
  await leaving
})

test('without a network the page says so, keeps the typing, then saves', async ({ page, server }) => {
  await open(page, server, 'general-ledger')
  await page.getByLabel('Update Method').selectOption('Cash')
  await page.context().setOffline(true)
  await page.keyboard.press('Control+s')
  const trouble = page.getByRole('alert').filter({ hasText: 'No answer came from the server' })
  await trouble.waitFor()
  expect(await page.getByLabel('Update Method').inputValue()).toBe('cash')
  await page.context().setOffline(false)
  await page.keyboard.press('Control+s')
  await page.locator('.message', { hasText: 'Saved.' }).waitFor()
  expect(await trouble.isVisible()).toBe(false)
  // That it is saved is not said beside an answer that did not come.
  await page.context().setOffline(true)
  await page.keyboard.press('Control+s')
  await trouble.waitFor()
  expect(await page.locator('.message').count()).toBe(0)
  await page.context().setOffline(false)
})

test('a panel that is waited for says so until it comes, and the menu follows it', async ({
  page,
  server,
}) => {
  await open(page, server, 'general-ledger')
  await page.route('**/organization/general', async (route) => {
    await new Promise((done) => setTimeout(done, 800))
    return route.continue()
  })
  const panel = page.locator('#panel')
  const current = page.locator('#menu [aria-current]')
  await current.evaluate((link) => link.removeAttribute('aria-current'))
  await page.locator('.tabs').getByRole('link', { name: 'General' }).click()
  await expect.poll(() => panel.getAttribute('aria-busy')).toBe('true')
  await page.getByRole('heading', { level: 1, name: 'General', exact: true }).waitFor()
  await expect.poll(() => panel.getAttribute('aria-busy')).toBe(null)
  expect(await current.allTextContents()).toEqual(['Organization'])
})

test('pressing Save many times at once saves once', async ({ page, server }) => {
  await open(page, server, 'general-ledger')
  const before = await page.locator('[name=version]').inputValue()
  await page.getByLabel('Interface', { exact: true }).selectOption('Other')
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>('main form[method=post]')
    for (let press = 0; press < 5; press++) form?.requestSubmit()
  })
  await page.locator('.message', { hasText: 'is set up and saved' }).waitFor()
  await page.reload()
  expect(await page.locator('[name=version]').inputValue()).toBe(String(Number(before) + 1))
})

test('saving again and again adds no page to go back through', async ({ page, server }) => {
  await open(page, server, 'prepaid-metering')
  const before = await page.evaluate(() => history.length)
  for (let n = 0; n < 3; n++) {
    // The form of the answer, and htmx has it: pressed before, it would be sent as a page without script does.
    await page.locator('main form[method=post]').evaluate((form) => form.setAttribute('data-before', ''))
    await page.keyboard.press('Control+s')
    await page.locator('main form[data-htmx-powered]:not([data-before])').waitFor()
  }
  expect(await page.evaluate(() => history.length)).toBe(before)
})

test('a session that ends while typing asks to sign in and brings it back', async ({ page, server }) => {
  await open(page, server, 'prepaid-metering')
  await page.getByLabel('User Name').fill('half typed')
  await page.context().clearCookies({ name: 'session' })
  await page.keyboard.press('Control+s')
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Ada Clerk')
  await page.getByLabel('Password', { exact: true }).fill('wet stone under the weir')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.message', { hasText: 'It is not saved yet' }).waitFor()
  expect(await page.getByLabel('User Name').inputValue()).toBe('half typed')
})

test('the title of an import moves with it, and each quarter is told', async ({ page, server }) => {
  const db = connect(readConfig(environment(server.folder)))
  const id = (await insertImport(db, { fileName: 'a.csv', bytesAll: 100, at: now(), by: null })) as number
  await page.goto(`${server.url}${paths.transactionImports}/${id}`)
  expect(await page.title()).toMatch(/^0% read/)
  const told = page.getByRole('status')
  await told.evaluate((element) => element.setAttribute('data-same', 'yes'))
  const none = { rowsAdded: 0, rowsKnown: 0, rowsRepeated: 0, rowsRefused: 0, rowsPassedOver: 0 }
  await noteProgress(db, id, { ...none, bytesRead: 26, rowsRead: 1 })
  await told.getByText('25% read').waitFor()
  expect(await told.getAttribute('data-same'), 'what is listened to stays').toBe('yes')
  await expect.poll(() => page.title()).toMatch(/^26% read/)
  expect(await page.getByRole('progressbar', { name: 'Read so far' }).getAttribute('aria-valuetext')).toBe(
    '26%',
  )
  await endImport(db, id, 'cancelled', now())
  await page.locator('main .message.note').waitFor()
  await db.destroy()
})

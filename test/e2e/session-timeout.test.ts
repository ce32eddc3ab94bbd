import type { Page } from 'playwright'
import { expect } from 'vitest'
import { test as officeTest } from '../support/office.ts'

const test = officeTest.override('page', async ({ newDesk, server, signedIn }) => {
  const page = await newDesk({ isOld: true, storageState: signedIn })
  await page.clock.install()
  await page.goto(`${server.url}/organization/general`)
  await page.getByLabel('Organization Name').fill('half typed')
  return page
})

const warning = (page: Page) => page.getByRole('alertdialog', { name: 'Your session ends in two minutes.' })
const ending = (page: Page) =>
  page.getByRole('alertdialog', {
    name: 'Your session has ended. What you typed is still here. Sign in again',
  })
const submitted = (page: Page) => page.getByLabel('Organization Name').inputValue()

test('nothing is said before the last minutes; two minutes before the end is a warning', async ({ page }) => {
  await page.clock.fastForward('12:20')
  expect(await warning(page).isVisible()).toBe(false)
  await page.clock.fastForward('00:20')
  await warning(page).waitFor()
})

for (const key of ['Enter', 'Space', 'Escape']) {
  test(`${key} alone extends the session and goes on where one was`, async ({ page }) => {
    await page.clock.fastForward('12:45')
    await warning(page).waitFor()
    const answer = page.waitForResponse(/session\/extend/)
    await page.keyboard.press(key)
    expect((await answer).status()).toBe(200)
    await warning(page).waitFor({ state: 'hidden' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('name')
    expect(await submitted(page)).toBe('half typed')
    await page.clock.fastForward('12:20')
    expect(await warning(page).isVisible()).toBe(false)
    await page.clock.fastForward('00:20')
    await warning(page).waitFor()
  })
}

test('a request that htmx makes begins the time anew', async ({ page }) => {
  await page.clock.fastForward('12:00')
  await page.keyboard.press('Control+s')
  await page.locator('.message').waitFor()
  await page.clock.fastForward('12:20')
  expect(await warning(page).isVisible()).toBe(false)
})

test('before the end that use does not put off there is one warning, which offers nothing that cannot help', async ({
  page,
  server,
}) => {
  const address = `${server.url}/organization/general`
  await page.route(address, async (route) => {
    const response = await route.fetch()
    const html = await response.text()
    return route.fulfill({ response, body: html.replace(/data-whole="\d+"/, 'data-whole="1200"') })
  })
  await page.goto(address)
  await page.getByLabel('Organization Name').fill('half typed')
  await page.clock.fastForward('12:00')
  await page.keyboard.press('Control+s')
  await page.locator('.message').waitFor()
  const last = page.getByRole('alertdialog', {
    name: /^Your session ends in two minutes, also if you stay/,
  })
  await page.clock.fastForward('05:25')
  expect(await last.isVisible()).toBe(false)
  await page.clock.fastForward('00:20')
  await last.waitFor()
  await page.keyboard.press('Enter')
  await last.waitFor({ state: 'hidden' })
  await page.clock.fastForward('01:00')
  expect(await last.isVisible()).toBe(false)
  await page.clock.fastForward('01:20')
  await ending(page).waitFor()
})

test('what warns comes after the page, tries again, and knows what was used meanwhile', async ({
  page,
  server,
}) => {
  let asked = 0
  let isLost = true
  await page.route('**/session-timeout.*.js', (route) => {
    asked++
    return isLost ? route.abort() : route.continue()
  })
  await page.goto(`${server.url}/organization/general`)
  await page.getByLabel('Organization Name').fill('half typed')
  await page.clock.fastForward('00:10')
  expect(asked).toBe(0)
  await page.clock.fastForward('00:06')
  await expect.poll(() => asked).toBe(1)
  await page.clock.fastForward('11:44')
  await expect.poll(() => asked).toBeGreaterThan(1)
  await page.keyboard.press('Control+s')
  await page.locator('.message').waitFor()
  isLost = false
  const came = page.waitForResponse(/session-timeout/)
  await page.clock.fastForward('00:05')
  await came
  await page.clock.fastForward('12:15')
  expect(await warning(page).isVisible()).toBe(false)
  await page.clock.fastForward('00:20')
  await warning(page).waitFor()
})

test('use in another tab of the browser counts too', async ({ page, server }) => {
  await page.clock.fastForward('12:45')
  await warning(page).waitFor()
  const other = await page.context().newPage()
  await other.goto(`${server.url}/organization/general`)
  await warning(page).waitFor({ state: 'hidden' })
})

test('when the time is over the page says so, offers to sign in, and keeps the typing', async ({ page }) => {
  await page.clock.fastForward('15:10')
  await ending(page).waitFor()
  const link = page.getByRole('link', { name: 'Sign in again' })
  expect(await link.getAttribute('target')).toBe('_blank')
  await page.getByRole('button', { name: 'Back to the page' }).click()
  await ending(page).waitFor({ state: 'hidden' })
  await page.clock.fastForward('01:00')
  expect(await ending(page).isVisible()).toBe(false)
  expect(await submitted(page)).toBe('half typed')
})

test('a session that ended on the server meanwhile is not said to go on', async ({ page }) => {
  await page.clock.fastForward('12:45')
  await warning(page).waitFor()
  await page.context().clearCookies({ name: 'session' })
  await page.keyboard.press('Enter')
  await ending(page).waitFor()
  expect(await submitted(page)).toBe('half typed')
})

test('a page for the signed-out warns of nothing', async ({ page, server }) => {
  await page.context().clearCookies()
  await page.goto(`${server.url}/sign-in`)
  await page.clock.fastForward('16:00')
  expect(await page.locator('dialog').count()).toBe(0)
})

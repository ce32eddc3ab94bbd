import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from 'playwright'
import { expect } from 'vitest'
import { passphrase } from '../support/browser.ts'
import { certificateIn } from '../support/certificate.ts'
import { test as officeTest } from '../support/office.ts'
import type { Server } from '../support/server.ts'

// With TLS, because without it Chromium keeps no page that may not be stored.
const withTls = officeTest.override('launchOptions', { keepsPages: true }).override('serverOptions', {
  env(folder) {
    const { cert, key } = certificateIn(folder, 'town')
    return { TLS_CERT_FILE: cert, TLS_KEY_FILE: key }
  },
})
const test = withTls.override('page', async ({ newDesk, server, signedIn: _ }) => {
  const page = await newDesk()
  page.on('dialog', (dialog) => dialog.accept())
  await page.goto(`${server.url}/sign-in?to=%2Fusers`)
  await signIn(page, passphrase)
  await page.getByRole('link', { name: 'Later' }).click()
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
  return page
})

async function signIn(page: Page, password: string) {
  await page.getByLabel('Name', { exact: true }).fill('Ada Clerk')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Marks the page, so that it is known again if Back leads to the very one that was left. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-kept', ''))
const isKept = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute('data-kept'))
const back = (page: Page) => page.evaluate(() => history.back())

/** Leaves for an answer without a script: any other page would say that the session is used, and so end the keeping. */
async function leave(page: Page, server: Server) {
  await mark(page)
  await page.goto(`${server.url}/health`)
}

test('after a mere Back what was typed is there', async ({ page, server }) => {
  await page.goto(`${server.url}/organization/general`)
  const box = page.getByLabel('Organization Name')
  await box.fill('half typed')
  // What asks for whom the page was drawn is not there yet.
  expect(await page.locator('script').count()).toBe(1)
  await page.evaluate(() => {
    addEventListener('pageshow', () => {
      document.body.dataset.shown = getComputedStyle(document.body).visibility
    })
  })
  await leave(page, server)
  const asked = page.waitForResponse(/session\/extend/)
  await back(page)
  expect((await asked).status()).toBe(200)
  await expect.poll(() => box.isVisible()).toBe(true)
  expect(await page.locator('body').getAttribute('data-shown')).toBe('hidden')
  expect(await box.inputValue()).toBe('half typed')
  expect(await isKept(page)).toBe(true)
})

test('after Sign out, Back shows nothing of whoever was signed in', async ({ page }) => {
  await mark(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await back(page)
  await page.waitForURL('**/users')
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  expect(await isKept(page)).toBe(false)
})

test('a kept page whose session has ended elsewhere is not shown again', async ({ page, server }) => {
  await leave(page, server)
  const database = new DatabaseSync(join(server.folder, 'data', 'utility-interfaces.sqlite'))
  database.exec('delete from sessions')
  database.close()
  await back(page)
  await page.waitForURL('**/users')
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  expect(await isKept(page)).toBe(false)
})

test('a kept page that asks for a password has none that was sent', async ({ page, server }) => {
  await page.context().clearCookies()
  await page.goto(`${server.url}/sign-in?to=%2Fusers`)
  // The second time no cookie is set, which would end the keeping.
  await page.reload()
  await mark(page)
  await signIn(page, 'not the right one at all')
  await page.getByText('Not signed in').waitFor()
  await back(page)
  await expect.poll(() => isKept(page)).toBe(true)
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada Clerk')
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('')
})

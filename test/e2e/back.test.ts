import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launch, passphrase, setUp } from '../support/browser.ts'
import { certificateIn } from '../support/certificate.ts'
import { newFolder, removeFolder, type Server, startServer } from '../support/server.ts'

/** With TLS, because without it Chromium keeps no page that may not be stored. */
let server: Server
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  const folder = await newFolder()
  const { cert, key } = certificateIn(folder, 'town')
  server = await startServer(folder, { TLS_CERT_FILE: cert, TLS_KEY_FILE: key })
  browser = await launch({ keepsPages: true })
  const first = await browser.newContext({ ignoreHTTPSErrors: true })
  await setUp(await first.newPage(), server.setUpUrl as string)
  await first.close()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await removeFolder(server.folder)
})

beforeEach(async () => {
  context = await browser.newContext({ ignoreHTTPSErrors: true })
  context.setDefaultTimeout(15_000)
  page = await context.newPage()
  page.on('dialog', (dialog) => dialog.accept())
  await page.goto(`${server.url}/sign-in?to=%2Fusers`)
  await signIn(passphrase)
  await page.getByRole('link', { name: 'Later' }).click()
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
})
afterEach(() => context.close())

async function signIn(password: string) {
  await page.getByLabel('Name', { exact: true }).fill('Ada Clerk')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Marks the page, so that it is known again if Back leads to the very one that was left. */
const mark = () => page.evaluate(() => document.documentElement.setAttribute('data-kept', ''))
const isKept = () => page.evaluate(() => document.documentElement.hasAttribute('data-kept'))
const back = () => page.evaluate(() => history.back())

/** Leaves for an answer without a script: any other page would say that the session is used, and so end the keeping. */
async function leave() {
  await mark()
  await page.goto(`${server.url}/health`)
}

test('after a mere Back what was typed is there', async () => {
  await page.goto(`${server.url}/organization/general`)
  const box = page.getByLabel('Organization Name')
  await box.fill('half typed')
  await leave()
  const asked = page.waitForResponse(/session\/extend/)
  await back()
  expect((await asked).status()).toBe(200)
  await expect.poll(() => box.isVisible()).toBe(true)
  expect(await box.inputValue()).toBe('half typed')
  expect(await isKept()).toBe(true)
})

test('after Sign out, Back shows nothing of whoever was signed in', async () => {
  await mark()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await back()
  await page.waitForURL('**/sign-in?to=%2Fusers')
  expect(await isKept()).toBe(false)
})

test('a kept page whose session has ended elsewhere is not shown again', async () => {
  await leave()
  const database = new DatabaseSync(join(server.folder, 'data', 'utility-interfaces.sqlite'))
  database.exec('delete from sessions')
  database.close()
  await back()
  await page.waitForURL('**/sign-in?to=%2Fusers')
  expect(await isKept()).toBe(false)
})

test('a kept page that asks for a password has none that was sent', async () => {
  await context.clearCookies()
  await page.goto(`${server.url}/sign-in?to=%2Fusers`)
  // The second time no cookie is set, which would end the keeping.
  await page.reload()
  await mark()
  await signIn('not the right one at all')
  await page.getByText('Not signed in').waitFor()
  await back()
  await expect.poll(isKept).toBe(true)
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada Clerk')
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('')
})

import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, passphrase, setUp } from '../support/browser.ts'
import { newFolder, removeFolder, type Server, startServer } from '../support/server.ts'
import { codeAt } from '../support/sign-in.ts'

describe.each([true, false])('two-step sign-in by keyboard, with script %s', (script) => {
  let server: Server
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let seed: string
  let codes: string[]

  beforeAll(async () => {
    server = await startServer(await newFolder())
    browser = await launch()
    context = await browser.newContext({ javaScriptEnabled: script, viewport: { width: 1100, height: 800 } })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
    await setUp(page, server.setUpUrl as string)
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await removeFolder(server.folder)
  })

  async function isSound(heading: string) {
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    if (!script) return
    for (const width of [1100, 320]) {
      await page.setViewportSize({ width, height: 800 })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
    await page.setViewportSize({ width: 1100, height: 800 })
  }

  /** Types into the field and presses Enter, as one does without a mouse. */
  async function type(label: string, text: string) {
    await page.getByLabel(label, { exact: true }).fill(text)
    await page.keyboard.press('Enter')
  }

  async function open(name: string) {
    await page.locator('main').getByRole('link', { name }).focus()
    await page.keyboard.press('Enter')
  }

  async function signIn() {
    await page.getByRole('button', { name: 'Sign out' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Name', { exact: true }).fill('Ada Clerk')
    await type('Password', passphrase)
  }

  test('an administrator is asked at sign-in and turns it on', async () => {
    await signIn()
    await isSound('Turn on two-step sign-in?')
    await open('Turn on two-step sign-in')
    await isSound('Two-step sign-in')
    await type('Your password', 'not the right one')
    await page.locator('.problems').waitFor()
    await isSound('Two-step sign-in')
    await type('Your password', passphrase)
    await isSound('Set up an authenticator app')
    await type('Code', '000000')
    await page.locator('.problems').waitFor()
    await isSound('Set up an authenticator app')
    seed = ((await page.locator('form b').textContent()) ?? '').replace(/\s/g, '')
    await type('Code', codeAt(seed, new Date()))
    await isSound('Your recovery codes')
    codes = (await page.locator('li').allTextContents()).map((code) => code.trim())
    expect(codes).toHaveLength(10)
    expect(await page.locator('header').textContent()).not.toContain('Turn on')
    await open('I have kept them: go on')
    await page.waitForURL('**/general-ledger')
  })

  test('signing in takes the code, or a recovery code', async () => {
    await signIn()
    await isSound('Code')
    await type('Code', '000000')
    await page.locator('.problems').waitFor()
    await isSound('Code')
    // The code that turned it on is used up; the next one is accepted already.
    await type('Code', codeAt(seed, new Date(Date.now() + 30_000)))
    await page.waitForURL('**/general-ledger')
    await signIn()
    await type('Code', codes[0] as string)
    await page.waitForURL('**/general-ledger')
  })

  test('new recovery codes, another app and turning it off each ask for the password', async () => {
    await page.goto(`${server.url}/account/two-step`)
    await isSound('Two-step sign-in')
    await open('New recovery codes')
    await isSound('New recovery codes')
    await type('Your password', passphrase)
    await isSound('Your recovery codes')
    await page.goto(`${server.url}/account/two-step`)
    await open('Use another authenticator app')
    await isSound('Use another authenticator app')
    await type('Your password', passphrase)
    await isSound('Set up an authenticator app')
    await open('Not now')
    await open('Turn off two-step sign-in')
    await isSound('Turn off two-step sign-in')
    await type('Your password', passphrase)
    await page.locator('.said', { hasText: 'Two-step sign-in is off.' }).waitFor()
    await isSound('Two-step sign-in')
  })
})

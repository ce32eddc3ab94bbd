import type { Page } from 'playwright'
import { expect } from 'vitest'
import { passphrase, setUp } from '../support/browser.ts'
import { byKeyboard, type Keyboard } from '../support/keyboard.ts'
import { step, journeyTest as test } from '../support/office.ts'

const next = 'slow barges before noon'

test.for([true, false])('my account by keyboard, with script %s', async (script, { server, newDesk }) => {
  const page = await newDesk({ javaScriptEnabled: script })
  /** The same person at another desk. */
  const other = await newDesk({ javaScriptEnabled: script })
  const keys = byKeyboard(page, script)
  const otherKeys = byKeyboard(other, script)
  await setUp(page, server.setUpUrl as string)

  async function signIn(on: Page, using: Keyboard, password: string) {
    await on.goto(`${server.url}/sign-in?to=%2Fmy-account`)
    await using.fill('Name', 'Ada Clerk')
    await using.type('Password', password)
    await using.open('Later')
    await on.getByRole('heading', { level: 1, name: 'My account' }).waitFor()
  }

  /** Asks the other desk for a page: it is signed out. */
  async function otherIsOut() {
    await other.goto(`${server.url}/my-account`)
    await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  }

  async function fillIn(current: string, password: string, again = password) {
    await keys.fill('Current password', current)
    await keys.fill('New password', password)
    await keys.type('New password again', again)
  }

  await step('the name at the top leads to the account', async () => {
    await keys.reach(page.getByRole('link', { name: 'Ada Clerk' }))
    await page.keyboard.press('Enter')
    await page.getByText('This one').waitFor()
    expect(await page.getByRole('button', { name: /^End/ }).count()).toBe(0)
  })

  await step('a session elsewhere is listed and ended', async () => {
    await signIn(other, otherKeys, passphrase)
    await page.reload()
    await keys.isSound('My account')
    await keys.press(/^End Chrome/)
    await keys.said('The session has ended.')
    await keys.isSound('My account')
    await otherIsOut()
  })

  await step('all other sessions are ended at once', async () => {
    await signIn(other, otherKeys, passphrase)
    await page.reload()
    await keys.press('End all others')
    await keys.said('All your other sessions have ended.')
    await otherIsOut()
  })

  await step('a session that ended meanwhile is said to be gone', async () => {
    await signIn(other, otherKeys, passphrase)
    await page.reload()
    await otherKeys.press('Sign out')
    await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await keys.press(/^End Chrome/)
    await keys.said('That session had ended already.')
  })

  await step('a new password is refused with its reason, and nothing typed is shown again', async () => {
    await keys.open('Change password')
    await keys.isSound('Change password')
    await page.keyboard.press('Tab')
    await fillIn('', '')
    await keys.refused('Type your current password.')
    await keys.isSound('Change password')
    await fillIn('not the right one at all', next)
    await keys.refused('This is not your current password.')
    await fillIn(passphrase, next, 'something else altogether')
    await keys.refused('The two passwords are different.')
    await keys.open('The two passwords are different.')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('newPasswordAgain')
    for (const field of await page.locator('[type=password]').all()) expect(await field.inputValue()).toBe('')
    expect(await page.content()).not.toContain(next)
  })

  await step('with script Show shows what is typed, until it is sent', async () => {
    if (!script) return
    const box = page.getByLabel('New password', { exact: true })
    const show = page.getByRole('button', { name: 'Show New password', exact: true })
    await keys.fill('New password', next)
    await keys.reach(show)
    await page.keyboard.press('Space')
    expect(await box.getAttribute('type')).toBe('text')
    expect(await show.getAttribute('aria-pressed')).toBe('true')
    await keys.isSound('Change password')
    await page.keyboard.press('Enter')
    expect(await box.getAttribute('type')).toBe('password')
    expect(await show.getAttribute('aria-pressed')).toBe('false')
    expect(await box.inputValue()).toBe(next)
  })

  await step('without script there is no Show', async () => {
    if (script) return
    expect(await page.getByRole('button', { name: 'Show' }).count()).toBe(0)
  })

  await step('a good password is saved, and the other sessions end', async () => {
    await signIn(other, otherKeys, passphrase)
    await page.reload()
    await fillIn(passphrase, next)
    await keys.said('Your password is changed, and your other sessions have ended.')
    await otherIsOut()
    await otherKeys.fill('Name', 'Ada Clerk')
    await otherKeys.type('Password', passphrase)
    await otherKeys.refused('The name or password is wrong.')
    await signIn(other, otherKeys, next)
  })

  await step('signing out leads to the sign-in page, and Back shows nothing', async () => {
    await keys.press('Sign out')
    await keys.isSound('Sign in')
    await page.goBack()
    await page.waitForURL('**/my-account')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await signIn(page, keys, next)
  })
})

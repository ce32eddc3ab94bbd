import { expect } from 'vitest'
import { atHome, passphrase, setUp } from '../support/browser.ts'
import { byKeyboard } from '../support/keyboard.ts'
import { step, journeyTest as test } from '../support/office.ts'
import { codeAt } from '../support/sign-in.ts'

test.for([true, false])('two-step by keyboard, with script %s', async (script, { server, newDesk }) => {
  let seed: string
  let codes: string[]

  const page = await newDesk({ javaScriptEnabled: script })
  const keys = byKeyboard(page, script)
  await setUp(page, server.setUpUrl as string)

  async function signIn() {
    await keys.press('Sign out')
    await keys.fill('Name', 'Ada Clerk')
    await keys.type('Password', passphrase)
  }

  await step('an administrator is asked at sign-in and turns it on', async () => {
    await signIn()
    await keys.isSound('Turn on two-step sign-in?')
    await keys.open('Turn on two-step sign-in')
    await keys.type('Your password', 'not the right one')
    await keys.refused('')
    await keys.isSound('Two-step sign-in')
    await keys.type('Your password', passphrase)
    await keys.isSound('Set up an authenticator app')
    await keys.type('Code', '000000')
    await keys.refused('')
    seed = ((await page.locator('form b').textContent()) ?? '').replace(/\s/g, '')
    await keys.type('Code', codeAt(seed, new Date()))
    await keys.isSound('Your recovery codes')
    codes = (await page.locator('ol li').allTextContents()).map((code) => code.trim())
    expect(codes).toHaveLength(10)
    expect(await page.locator('header').textContent()).not.toContain('Turn on')
    await keys.open('I saved them. Continue')
    await atHome(page)
  })

  await step('signing in takes the code, or a recovery code', async () => {
    await signIn()
    await keys.type('Code', '000000')
    await keys.refused('')
    await keys.isSound('Code')
    // The code that turned it on is used up; the next one is accepted already.
    await keys.type('Code', codeAt(seed, new Date(Date.now() + 30_000)))
    await atHome(page)
    await signIn()
    await keys.type('Code', codes[0] as string)
    await atHome(page)
  })

  await step('new recovery codes, another app and turning it off each ask for the password', async () => {
    await page.goto(`${server.url}/my-account/two-step`)
    await keys.isSound('Two-step sign-in')
    await keys.open('New recovery codes')
    await keys.isSound('New recovery codes')
    await keys.type('Your password', passphrase)
    await page.getByRole('heading', { level: 1, name: 'Your recovery codes' }).waitFor()
    await page.goto(`${server.url}/my-account/two-step`)
    await keys.open('Use another authenticator app')
    await keys.type('Your password', passphrase)
    await page.getByRole('heading', { level: 1, name: 'Set up an authenticator app' }).waitFor()
    await keys.open('Not now')
    await keys.open('Turn off two-step sign-in')
    await keys.type('Your password', passphrase)
    await keys.said('Two-step sign-in is off.')
  })
})

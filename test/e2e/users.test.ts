import { expect } from 'vitest'
import { byKeyboard } from '../support/keyboard.ts'
import { step, test } from '../support/office.ts'
import { codeAt } from '../support/sign-in.ts'
import { hidden, WireClient } from '../support/wire.ts'

const own = 'four herons on one leg'

test.for([true, false])(
  'the users by keyboard, with script %s',
  async (script, { server, newDesk, signedIn }) => {
    const name = script ? 'Bea Clerk' : 'Bo Clerk'
    let oneTime: string
    const page = await newDesk({ javaScriptEnabled: script, storageState: signedIn })
    /** The browser of the user whom the administrator looks after. */
    const theirs = await newDesk({ javaScriptEnabled: script })
    const ada = byKeyboard(page, script)
    const bea = byKeyboard(theirs, script)
    await page.goto(`${server.url}/users`)

    async function openUser(who = name) {
      await ada.openMenu('Users')
      await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
      await ada.open(who)
      await page.getByRole('heading', { level: 1, name: who }).waitFor()
    }

    async function signIn(password: string) {
      await theirs.goto(`${server.url}/sign-in`)
      await bea.fill('Name', name)
      await bea.type('Password', password)
    }

    /** The other browser is out: its next request leads to the sign-in page. */
    async function isOut() {
      await theirs.goto(`${server.url}/organization/general`)
      await theirs.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    }

    const isIn = () => theirs.getByRole('button', { name: 'Sign out' }).waitFor()

    await step('a user is added, and the one-time password is shown once', async () => {
      await ada.isSound('Users')
      await ada.open('Add a user')
      await ada.type('Name', '')
      await ada.refused('Type the name to sign in with.')
      await ada.isSound('Add a user')
      await ada.open('Type the name to sign in with.')
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('name')
      await ada.type('Name', 'ada clerk')
      await ada.refused('Another user has this name.')
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('ada clerk')
      await ada.choose('Role', 'Editor')
      await ada.fill('Name', name)
      await ada.press('Add')
      await ada.said(`${name} was added as Editor.`)
      await ada.isSound('One-time password')
      oneTime = (await page.locator('code').textContent()) ?? ''
      expect(oneTime).toMatch(/^([a-z2-9]{6}-?){4}$/)
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Add a user' }).waitFor()
      expect(await page.content()).not.toContain(oneTime)
      await openUser()
      await page.getByText('Has a one-time password, valid until').waitFor()
      await ada.isSound(name)
      expect(await page.content()).not.toContain(oneTime)
    })

    await step('the user signs in with it and has to choose a password first', async () => {
      await signIn(oneTime)
      await bea.said('You signed in with a one-time password.')
      await bea.isSound('Choose a password')
      await bea.openMenu('Organization')
      await bea.said('You signed in with a one-time password.')
      await bea.fill('New password', 'too short')
      await bea.type('New password again', 'too short')
      await bea.refused('Use at least 15 characters.')
      await bea.isSound('Choose a password')
      await bea.fill('New password', own)
      await bea.type('New password again', own)
      // Where the menu was about to lead.
      await theirs.getByRole('heading', { level: 1, name: 'General' }).waitFor()
      expect(await theirs.getByRole('link', { name: 'Users' }).count()).toBe(0)
    })

    await step('another role counts at the next request', async () => {
      await openUser()
      await ada.choose('Role', 'Viewer')
      await ada.press('Save')
      await ada.said(`The role of ${name} is now Viewer.`)
      await bea.openMenu('Organization')
      await theirs.getByRole('heading', { level: 1, name: 'General' }).waitFor()
      expect(await theirs.getByRole('link', { name: 'History' }).count()).toBe(0)
      await theirs.goto(`${server.url}/users`)
      await bea.isSound('You may not do this')
      await ada.press('Save')
      await ada.said('Nothing was changed')
    })

    await step('a disabled user is out until enabled', async () => {
      await ada.press('Disable')
      await ada.said(`${name} is disabled`)
      await ada.isSound(name)
      await isOut()
      await signIn(own)
      await bea.refused('The name or password is wrong.')
      await ada.press('Enable')
      await ada.said(`${name} is enabled`)
      await signIn(own)
      await isIn()
    })

    await step('anyone who tried too often waits until unlocked', async () => {
      // Without script it is one more button like the others.
      if (!script) return
      const guesser = new WireClient(server.url)
      const form = await guesser.get('/sign-in')
      const guess = {
        _csrf: hidden(form.html, '_csrf'),
        name,
        password: 'a wrong guess, this one',
      }
      for (let tries = 1; tries <= 10; tries++) {
        expect((await guesser.post('/sign-in', guess)).status).toBe(422)
      }
      await bea.press('Sign out')
      await theirs.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
      await signIn(own)
      await bea.refused('The name or password is wrong.')
      await ada.openMenu('Users')
      await page.getByText(/Locked until .*, after too many wrong tries/).waitFor()
      await ada.isSound('Users')
      await openUser()
      await page.getByText('Viewer. Locked until').waitFor()
      await ada.press('Unlock')
      await ada.said(`${name} can try to sign in again now.`)
      await page.getByText('Viewer. Enabled.').waitFor()
      await signIn(own)
      await isIn()
    })

    await step('sessions are ended, and signing in again works', async () => {
      await openUser()
      await page.getByText('Sessions now: 1.').waitFor()
      await ada.press('End sessions')
      await ada.said(`All sessions of ${name} have ended.`)
      await isOut()
      await signIn(own)
      await isIn()
    })

    await step('two-step sign-in is turned off for someone whose phone is lost', async () => {
      await theirs.goto(`${server.url}/my-account/two-step`)
      await bea.type('Your password', own)
      await theirs.getByRole('heading', { level: 1, name: 'Set up an authenticator app' }).waitFor()
      const seed = ((await theirs.locator('form b').textContent()) ?? '').replace(/\s/g, '')
      await bea.type('Code', codeAt(seed, new Date()))
      await theirs.getByRole('heading', { level: 1, name: 'Your recovery codes' }).waitFor()
      await openUser()
      await ada.isSound(name)
      await ada.press('Turn off two-step sign-in')
      await ada.said(`Two-step sign-in is off for ${name}.`)
      expect(await page.getByRole('button', { name: 'Turn off two-step sign-in' }).count()).toBe(0)
      await bea.open('I saved them')
      await isIn()
      await bea.press('Sign out')
      await theirs.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
      await signIn(own)
      await isIn()
    })

    await step('a new one-time password takes the place of the one that was', async () => {
      await ada.press('New one-time password')
      await ada.said(`The old password of ${name} no longer works`)
      const second = (await page.locator('code').textContent()) ?? ''
      expect(second).not.toBe(oneTime)
      await ada.open('Done')
      await page.getByText('Has a one-time password, valid until').waitFor()
      expect(await page.content()).not.toContain(second)
      await isOut()
      await signIn(own)
      await bea.refused('The name or password is wrong.')
      await signIn(second)
      await bea.said('You signed in with a one-time password.')
    })

    await step('the last administrator stays one, and the page says why', async () => {
      await openUser('Ada Clerk')
      await ada.choose('Role', 'Viewer')
      await ada.press('Save')
      await ada.refused('This is the last administrator who can sign in.')
      await ada.open('This is the last administrator')
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('role')
      await openUser('Ada Clerk')
      await ada.press('Disable')
      await ada.refused('This is the last administrator who can sign in.')
      await ada.isSound('Ada Clerk')
      await ada.open('This is the last administrator')
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('access')
      await ada.openMenu('Users')
      await page.getByRole('row', { name: 'Ada Clerk Administrator Enabled Off' }).waitFor()
    })
  },
)

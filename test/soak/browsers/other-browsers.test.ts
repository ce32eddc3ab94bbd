import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { passphrase } from '../../support/browser.ts'
import { findMiniBrowser } from '../../support/find-programs.js'
import { type OtherBrowser, openFirefox, openWebKit } from '../../support/other-browsers.ts'
import { newFolder, removeFolder, type Server, startServer } from '../../support/server.ts'

const tab = '\uE004'

/** Firefox keeps no page that may not be stored; WebKit does where there is no TLS. */
const browsers = [
  { name: 'Firefox', open: openFirefox, keepsPages: false },
  { name: 'WebKit', open: openWebKit, keepsPages: true },
]

// The engine of the database makes no difference to a browser, and only Debian has both with what drives them.
describe.skipIf(process.env.TEST_ENGINE === 'postgres' || !findMiniBrowser()).each(browsers)(
  '$name',
  ({ open, keepsPages }) => {
    let server: Server
    let browser: OtherBrowser
    beforeAll(async () => {
      server = await startServer(await newFolder())
      browser = await open()
      await browser.go(server.setUpUrl as string)
      await browser.run(`
      document.getElementById('name').value = 'Ada Clerk'
      for (const box of document.querySelectorAll('[type=password]')) box.value = '${passphrase}'
      document.querySelector('main form').requestSubmit()`)
      await headingIs('General Ledger')
    })
    afterAll(async () => {
      await browser.close()
      await server.stop()
      await removeFolder(server.folder)
    })

    const heading = () =>
      browser.run<string>("return document.querySelector('h1')?.textContent ?? ''").catch(() => '')
    const headingIs = (words: string) =>
      vi.waitFor(async () => expect(await heading()).toBe(words), { timeout: 20_000 })

    test('an opened tab is read out from its heading, and Tab goes on in it', async () => {
      await browser.go(`${server.url}/organization/interfaces/general-ledger`)
      await browser.run("document.querySelector('.subtabs [href$=bill-provider]').click()")
      await headingIs('Bill Provider')
      const focused = (what: string) => browser.run(`return document.activeElement.${what}`)
      await expect.poll(() => focused('localName')).toBe('h1')
      await browser.press(tab)
      await expect.poll(() => focused('id')).toBe('interface')
    })

    test.runIf(keepsPages)('after a mere Back what was chosen is there', async () => {
      await browser.go(`${server.url}/organization/general`)
      // WebKit empties text boxes with autocomplete="off" by itself.
      await browser.run(`
      document.getElementById('fiscalYearFirstMonth').value = '7'
      addEventListener('pageshow', ({ persisted }) => { document.documentElement.dataset.kept = persisted })`)
      await browser.go(`${server.url}/health`)
      await browser.run('history.back()')
      await headingIs('General')
      await expect.poll(() => browser.run('return document.body.style.visibility')).toBe('')
      expect(await browser.run('return document.documentElement.dataset.kept')).toBe('true')
      expect(await browser.run("return document.getElementById('fiscalYearFirstMonth').value")).toBe('7')
    })

    test('after Sign out, Back shows nothing of whoever was signed in', async () => {
      await browser.go(`${server.url}/users`)
      await headingIs('Users')
      await browser.run("document.querySelector('header form').requestSubmit()")
      await headingIs('Sign in')
      await browser.run('history.back()')
      await expect.poll(() => browser.run('return location.pathname'), { timeout: 20_000 }).toBe('/users')
      await headingIs('Sign in')
    })
  },
)

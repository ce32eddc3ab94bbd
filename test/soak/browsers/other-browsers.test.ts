import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { passphrase } from '../../support/browser.ts'
import { findMiniBrowser } from '../../support/find-programs.js'
import { type OtherBrowser, openFirefox, openWebKit } from '../../support/other-browsers.ts'
import { newFolder, removeFolder, type Server, startServer } from '../../support/server.ts'

const tab = '\uE004'
const chart = `Account No,Title,Type
01-1075,Utility cash clearing,Asset
01-1311,Water receivable,Asset
01-2300,Customer deposits,Liability
01-34-101,Water sales,Revenue
`
const october = `Reference,Date,Kind,Customer,Service,Amount,Description
O-1,2026-10-01,Billing,C1,WATER,100.00,
O-2,2026-10-20,Payment,C1,WATER,60.00,
`

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
      await headingIs('The first day')
    })
    // Each case stands alone, also after one that signed out.
    beforeEach(async () => {
      await browser.go(`${server.url}/organization/interfaces/general-ledger`)
      if ((await heading()) !== 'Sign in') return
      await browser.run(`
      document.getElementById('name').value = 'Ada Clerk'
      document.getElementById('password').value = '${passphrase}'
      document.querySelector('main form').requestSubmit()`)
      await expect.poll(heading, { timeout: 20_000 }).not.toBe('Sign in')
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

    test('the three procedures, an invalid save, a look-up, an import, the report and signing out', async () => {
      const interfaces = `${server.url}/organization/interfaces`
      /** Sets boxes by their id and presses the form's button with these words, as a person ends up doing. */
      const send = (boxes: Record<string, string | boolean>, words: string) =>
        browser.run(`
        for (const [id, value] of Object.entries(${JSON.stringify(boxes)})) {
          const box = document.getElementById(id)
          if (typeof value === 'boolean') box.checked = value
          else box.value = value
        }
        [...document.querySelectorAll('main button')].find(({ textContent }) => textContent.startsWith('${words}')).click()`)
      const shows = (words: string) =>
        vi.waitFor(async () => expect(await browser.run('return document.body.innerText')).toContain(words), {
          timeout: 20_000,
        })
      const choose = (name: string, text: string) =>
        browser.run(`
        const files = new DataTransfer()
        files.items.add(new File([${JSON.stringify(text)}], '${name}', { type: 'text/csv' }))
        document.querySelector('[type=file]').files = files.files
        document.querySelector('[type=file]').form.requestSubmit()`)

      await browser.go(`${interfaces}/general-ledger`)
      await send({ interface: 'caselle-4', updateMethod: 'accrual', updatePayments: true }, 'Save')
      await shows('The General Ledger interface to Utility Management is set up and saved.')
      await browser.go(`${interfaces}/bill-provider`)
      await send({ interface: 'invoice-cloud', userName: '' }, 'Save')
      await shows('Invoice Cloud needs a User Name.')
      expect(await browser.run('return document.title')).toMatch(/^Error: /)
      for (const [path, chosen] of [
        ['bill-provider', 'invoice-cloud'],
        ['prepaid-metering', 'multispeak-4.1'],
      ]) {
        await browser.go(`${interfaces}/${path}`)
        await send({ interface: chosen as string, userName: 'ashgrove', password: 'of the vendor' }, 'Save')
        await shows('is set up and saved.')
      }

      await browser.go(`${server.url}${paths.accountImport}`)
      await choose('chart.csv', chart)
      await shows('Added: 4')
      await send({}, 'Import')
      await shows('Imported: 4 added')
      await browser.go(`${server.url}${paths.postingAccounts}`)
      await browser.run("document.getElementById('cashClearing').focus()")
      for (const key of 'clearing') await browser.press(key)
      await expect
        .poll(() => browser.run("return document.querySelector('[role=option]')?.textContent ?? ''"))
        .toContain('01-1075')
      await browser.press('\uE015')
      await browser.press('\uE007')
      await expect
        .poll(() => browser.run("return document.getElementById('cashClearing').value"))
        .toBe('01-1075')
      await send({ customerDeposits: '01-2300' }, 'Save')
      await shows('are saved')
      await browser.go(`${server.url}${paths.newService}`)
      await send({ code: 'WATER', name: 'Water', receivable: '01-1311', revenue: '01-34-101' }, 'Save')
      await shows('WATER')

      await browser.go(`${server.url}${paths.transactionImports}`)
      await choose('october.csv', october)
      await headingIs('Preview of october.csv')
      await send({}, 'Import')
      await headingIs('Import of october.csv')
      await shows('2 transactions added.')
      await browser.go(`${server.url}${paths.updateGeneralLedger}?period=2026-10`)
      await send({ beginningDate: '2026-10-01', endingDate: '2026-10-31', includePayments: true }, 'GO')
      await shows('160.00')
      await browser.run('document.querySelector(\'#menu a[href="/history"]\').click()')
      await headingIs('History')
      await expect
        .poll(() => browser.run("return document.querySelector('#menu [aria-current]').textContent"))
        .toBe('History')
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

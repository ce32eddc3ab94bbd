import { describe, expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { byKeyboard } from '../support/keyboard.ts'
import { test as officeTest, step } from '../support/office.ts'
import { canStartSftp, type SftpServer, sftpPassword, startSftp } from '../support/sftp-server.ts'

const sftp: SftpServer | undefined = canStartSftp ? await startSftp() : undefined
const address = sftp?.address ?? '127.0.0.1:1'

const test = officeTest.override('serverOptions', { env: () => ({ OUTBOUND_ALLOW: address }) })
test.afterAll(() => sftp?.stop())

describe.skipIf(!canStartSftp)('against OpenSSH (needs root on Linux)', () => {
  test.for([true, false])(
    'a connection is set up and checked by keyboard, with script %s',
    async (script, { server, newDesk, signedIn }) => {
      const page = await newDesk({ javaScriptEnabled: script, storageState: signedIn })
      const keys = byKeyboard(page, script)
      const check = page.locator('#check')
      const says = (words: string | RegExp) => check.getByText(words).first().waitFor()
      await page.goto(`${server.url}${paths.billProvider}`)

      await step('without a server the tab leads to Connection, and what is typed stays', async () => {
        await keys.choose('Interface', 'Invoice Cloud')
        // The second time through, what the first has saved is there.
        await keys.fill('User Name', 'town')
        await keys.fill('Password', 'before the server')
        await keys.press('Check connection')
        await says(/There is no Server yet|Login:|Server key:/)
        const typed = await page.getByLabel('Password', { exact: true }).inputValue()
        expect(typed).toBe(script ? 'before the server' : '')
        if (!script) await keys.fill('Password', 'before the server')
        await keys.press('Save')
        await keys.said(/set up and saved/)
        await keys.open('Connection')
        await keys.isSound('Connection')
      })

      await step('the key of the server is compared and accepted', async () => {
        await keys.fill('Server', String(sftp?.host))
        await keys.fill('Port', String(sftp?.port))
        await keys.fill('Server key', '')
        await keys.fill('Password', sftpPassword)
        await keys.press('Check connection')
        await says(`Shown now: ${sftp?.hostKey}`)
        // With script everything stays, also the password; without, the page says that it is gone.
        if (script) expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe(sftpPassword)
        else {
          await says(/^Type the Password again/)
          await keys.fill('Password', sftpPassword)
        }
        await keys.isSound('Connection')
        await keys.press('Accept this key and save')
        await keys.said(/^The server key is accepted/)
      })

      await step('all stages are gone through', async () => {
        await keys.press('Check connection')
        await says('The connection works.')
        await says(/Folder for payments \(FromInvoiceCloud\/Payments\): 0 files/)
        await keys.isSound('Connection')
      })
    },
  )
})

import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { atHome, passphrase } from '../support/browser.ts'
import { byKeyboard } from '../support/keyboard.ts'
import { step, journeyTest as test } from '../support/office.ts'
import { hidden, setUpOverWire } from '../support/wire.ts'

const day = 86_400_000

/** What one types into a day's box of an English browser. */
function typedDay(at: number) {
  const [year, month, date] = new Date(at).toISOString().slice(0, 10).split('-')
  return `${month}${date}${year}`
}

test.for([true, false])('the history by keyboard, with script %s', async (script, { server, newDesk }) => {
  async function save(path: string, fields: Record<string, string>) {
    const { html } = await colleague.get(path)
    const answer = await colleague.post(path, {
      _csrf: hidden(html, '_csrf'),
      version: hidden(html, 'version'),
      ...fields,
    })
    expect(answer.status).toBe(303)
  }

  const colleague = await setUpOverWire(server.url, server.setUpUrl as string, passphrase)
  await save(paths.generalLedger, { interface: 'caselle-4', updateMethod: 'cash' })
  await save(paths.generalLedger, { interface: 'other', updateMethod: 'accrual' })
  const vendor = { interface: 'invoice-cloud', userName: 'town', password: 'from the provider' }
  await save(`${paths.interfaces}/bill-provider`, vendor)
  await save(`${paths.interfaces}/bill-provider`, { ...vendor, userName: 'city', password: 'another one' })
  // More than a page of them; to the older page leads a link, with script or without.
  for (let n = 1; script && n <= 50; n++) {
    await save(paths.general, { name: `Town ${n}`, timeZone: 'America/Denver', fiscalYearFirstMonth: '7' })
  }
  const page = await newDesk({ javaScriptEnabled: script })
  const keys = byKeyboard(page, script)
  await page.goto(server.url)
  await keys.fill('Name', 'Ada Clerk')
  await keys.type('Password', passphrase)
  await keys.open('Later')
  await atHome(page)

  const caption = (words: string) => page.locator('caption', { hasText: words }).waitFor()
  /** Waits for the answer to what was asked, and for the focus to be on it. */
  const answered = async (words: string) => {
    await caption(words)
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('CAPTION')
  }
  const rows = () => page.locator('tbody tr').count()

  async function everything() {
    await keys.openMenu('History')
    await page.waitForURL('**/history')
    await caption('Newest first')
  }

  /** Opens the record that reads like this, the newest when there are several. */
  async function openRecord(what: string) {
    await keys.reach(page.getByRole('row', { name: what }).first().getByRole('link'))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^Record/ }).waitFor()
  }

  await step('the menu leads to it, and the older page is a key away', async () => {
    await everything()
    if (!script) return
    expect(await rows()).toBe(50)
    await keys.open('Next page')
    await page.waitForURL('**/history?after=*')
    await page.getByRole('link', { name: 'First page' }).waitFor()
    await page.getByText('Added the user Ada Clerk').waitFor()
    await answered('Newest first')
    await keys.isSound('History')
    await keys.open('First page')
    await page.waitForURL('**/history')
    await page.getByRole('link', { name: 'Next page' }).waitFor()
  })

  await step('it is narrowed by person, interface and kind', async () => {
    await keys.choose('Person', 'Not signed in')
    await page.keyboard.press('Tab')
    await keys.press('Show')
    await answered('No such records')
    await keys.isSound('History')
    await keys.choose('Person', 'Ada Clerk')
    await keys.choose('About', 'General Ledger')
    await keys.press('Show')
    await expect.poll(rows).toBe(2)
    await keys.choose('About', 'Everything')
    await keys.choose('Kind', 'Signed in')
    await keys.press('Show')
    await page.getByText('Signed in.').first().waitFor()
    await expect.poll(rows).toBe(2)
  })

  await step('it is narrowed by dates, and a turned-round pair is refused', async () => {
    await everything()
    await keys.choose('About', 'Bill Provider')
    await keys.typeDay('From', typedDay(Date.now() - 2 * day))
    await keys.typeDay('To', typedDay(Date.now() + 2 * day))
    await page.keyboard.press('Enter')
    await expect.poll(rows).toBe(2)
    await keys.typeDay('To', typedDay(Date.now() - 3 * day))
    await page.keyboard.press('Enter')
    await keys.refused('To is before From.')
    await keys.isSound('History')
    await keys.open('To is before From.')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('to')
    await keys.typeDay('From', typedDay(Date.now() - 9 * day))
    await page.keyboard.press('Enter')
    await answered('No such records')
  })

  await step('the records on show are downloaded as CSV', async () => {
    await everything()
    await keys.choose('About', 'Bill Provider')
    await keys.press('Show')
    await expect.poll(rows).toBe(2)
    const [download] = await Promise.all([page.waitForEvent('download'), keys.open('Download as CSV')])
    expect(download.suggestedFilename()).toMatch(/^history-\d{4}-\d\d-\d\d\.csv$/)
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toContain('User Name from town to city')
  })

  await step('one record has a page of its own', async () => {
    await everything()
    await openRecord('Downloaded History')
    expect(await page.getByRole('button', { name: 'Put back' }).count()).toBe(0)
  })

  await step('an interface is put back to an earlier state', async () => {
    await everything()
    await keys.choose('About', 'General Ledger')
    await keys.press('Show')
    await expect.poll(rows).toBe(2)
    await openRecord('Interface from None to Caselle 4.x')
    const heading = (await page.locator('h1').textContent()) ?? ''
    await keys.isSound(heading)
    // A colleague saves between looking and pressing.
    await save(paths.generalLedger, { interface: 'other', updateMethod: 'cash' })
    await keys.press('Put back')
    await keys.refused('Someone saved this interface in the meantime')
    await keys.isSound(heading)
    await keys.press('Put back')
    await keys.said('Put back.')
    await page.waitForURL('**/general-ledger')
    expect(await page.getByLabel('Interface').locator('option:checked').textContent()).toBe('Caselle 4.x')
    await everything()
    await openRecord('Put General Ledger back to how it was after record')
    await page.getByText('is like that now').waitFor()
    await keys.isSound((await page.locator('h1').textContent()) ?? '')
  })

  await step('where another password is needed, the tab opens and asks for it', async () => {
    await everything()
    await keys.choose('About', 'Bill Provider')
    await keys.press('Show')
    await expect.poll(rows).toBe(2)
    await openRecord('Interface from None to Invoice Cloud')
    await page.getByText('History holds no passwords').waitFor()
    await keys.press('Put back')
    await keys.said('The earlier settings are filled in but not put back yet')
    await keys.isSound('Bill Provider')
    expect(await page.getByLabel('User Name').inputValue()).toBe('town')
    await keys.type('User Name', 'town')
    await keys.refused('Type the Password again')
    await keys.type('Password', 'from the provider')
    await keys.said('is set up and saved')
  })
})

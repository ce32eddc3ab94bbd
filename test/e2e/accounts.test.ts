import { expect } from 'vitest'
import { violations } from '../support/axe.ts'
import { passphrase, setUp } from '../support/browser.ts'
import { byKeyboard } from '../support/keyboard.ts'
import { step, journeyTest as test } from '../support/office.ts'

const chart = `Account No,Title,Type,Active
10-1100,Utility cash clearing,Asset,Yes
10-1310,Water receivable,Asset,Yes
10-1320,Sewer receivable,Asset,Yes
10-2300,Customer deposits,Liability,Yes
10-3100,Fund balance,Equity,Yes
51-37-200,Water sales,Revenue,Yes
52-37-200,Sewer charges,Revenue,Yes
51-40-100,Salaries,Expenditure,No
`

test('the chart of accounts, its look-up and the periods', async ({ server, newDesk }) => {
  // Of the page's scripts, that of the look-up leans most on what a browser has.
  const page = await newDesk({ isOld: true })
  await setUp(page, server.setUpUrl as string)
  const heading = (words: string | RegExp) => page.getByRole('heading', { level: 1, name: words })

  await step('a chart is imported: a bad file is listed, a good one previewed and confirmed', async () => {
    await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'General Ledger' }).click()
    await page.getByRole('link', { name: 'GL Accounts' }).click()
    await heading('Chart of Accounts').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('navigation', { name: 'GL Accounts' }).getByRole('link', { name: 'Import' }).click()
    await heading('Import').waitFor()
    expect(await violations(page)).toEqual([])
    const file = (text: string) => ({ name: 'chart.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByLabel('File').setInputFiles(file(`${chart}10-99,Too short,Asset,Yes\n`))
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByText('2 digits are missing').waitFor()
    expect(await page.title()).toMatch(/^Error: Import/)
    expect(await violations(page)).toEqual([])

    await page.getByLabel('File').setInputFiles(file(chart))
    await page.getByRole('button', { name: 'Check the file' }).click()
    await heading('Preview of the import').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Added: 8' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByText('Imported: 8 added, 0 changed, 0 made inactive.').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('message')
  })

  await step('a chart of another program is matched up to its preview', async () => {
    const foreign = 'GL Number;Label;Class\n10-1100;Cash;CA\n10-1310;Water;CA\n'
    const file = { name: 'old.csv', mimeType: 'text/csv', buffer: Buffer.from(foreign) }
    await page.getByLabel('File').setInputFiles(file)
    await page.getByRole('button', { name: 'Check the file' }).click()
    await heading('Match the columns of old.csv').waitFor()
    await page.getByText('How the file is opened').click()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('“Label”').selectOption({ label: 'Title' })
    await page.getByRole('button', { name: 'Read the file' }).click()
    await heading('Match the words of old.csv').waitFor()
    await page.getByRole('button', { name: 'Save and read the file' }).click()
    await page.getByRole('link', { name: 'Choose what “CA” means' }).click()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('word-0')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('“CA”').selectOption({ label: 'Asset' })
    await page.getByLabel('Name of this profile').fill('Old ledger')
    await page.keyboard.press('Enter')
    await page.getByText('Read by the profile Old ledger, version 1.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Choose another file' }).click()
    await heading('Import').waitFor()
  })

  await step('the list finds accounts, and an account is changed with Ctrl+S', async () => {
    await page.goto(`${server.url}/gl-accounts`)
    await page.getByLabel('Number or title').fill('sewer')
    await page.keyboard.press('Enter')
    await page.getByText('Accounts that begin with “sewer”').waitFor()
    expect(page.url()).toContain('search=sewer')
    expect(await page.locator('tbody tr').count()).toBe(2)
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: '52-37-200' }).click()
    await heading('Account 52-37-200').waitFor()
    await page.getByText('Names in other ledgers').click()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Title').fill('Sewer sales')
    await page.keyboard.press('Control+s')
    await page.getByText('Account 52-37-200 is saved.').waitFor()
    expect(await violations(page)).toEqual([])
  })

  await step('with script an account is looked up while one types and chosen by keyboard', async () => {
    await page.goto(`${server.url}/organization/interfaces/general-ledger`)
    await page.getByLabel('Interface', { exact: true }).selectOption('Caselle 4.x')
    await page.keyboard.press('Control+s')
    await page.locator('.message').waitFor()
    await page.goto(`${server.url}/gl-accounts/posting`)
    await page.getByRole('link', { name: 'Add a service' }).click()
    await heading('Add a service').waitFor()
    await page.getByLabel('Code').fill('WATER')
    await page.getByLabel('Name').fill('Water')

    const asked: string[] = []
    let inFlight = 0
    let limit = 0
    page.on('request', (request) => {
      if (!request.url().includes('/look-up')) return
      asked.push(request.url())
      limit = Math.max(limit, ++inFlight)
    })
    for (const ended of ['requestfinished', 'requestfailed'] as const) {
      page.on(
        ended as 'requestfinished',
        (request) => void (request.url().includes('/look-up') && inFlight--),
      )
    }
    const receivable = page.getByRole('combobox', { name: 'Receivable' })
    await receivable.focus()
    await page.keyboard.type('10-13')
    const options = page.getByRole('listbox', { name: 'Accounts found for Receivable' }).getByRole('option')
    await options.nth(1).waitFor()
    expect(await options.allInnerTexts()).toEqual([
      '10-1310 Water receivable Asset',
      '10-1320 Sewer receivable Asset',
    ])
    expect(await receivable.getAttribute('aria-expanded')).toBe('true')
    expect(await page.locator('#receivable-hint').innerText()).toBe(
      '2 accounts: type more, or choose one with the arrow keys',
    )
    // Nothing else of the form is sent with it.
    expect(asked.every((url) => new URL(url).search.startsWith('?field=receivable&receivable='))).toBe(true)
    expect(await violations(page)).toEqual([])

    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await receivable.getAttribute('aria-activedescendant')).toBe('receivable-0')
    expect(await options.nth(0).getAttribute('aria-selected')).toBe('true')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    expect(await receivable.inputValue()).toBe('10-1310')
    expect(await options.count()).toBe(0)
    expect(await receivable.getAttribute('aria-expanded')).toBe('false')

    // By a word of the title, and by pointing.
    const revenue = page.getByRole('combobox', { name: 'Revenue' })
    await revenue.fill('sal')
    await page.getByRole('option', { name: '51-37-200' }).click()
    expect(await revenue.inputValue()).toBe('51-37-200')

    // What is not found says so; Escape closes what is; no typing was asked to be left.
    await receivable.fill('zzz')
    await page.getByText('No active balance sheet account has that').waitFor()
    await receivable.fill('10-13')
    await options.nth(0).waitFor()
    await page.keyboard.press('Escape')
    expect(await options.count()).toBe(0)
    await receivable.fill('10-1310')
    await page.keyboard.press('Control+s')
    await page.getByText('Service WATER is saved.').waitFor()
    expect(await page.getByLabel('Code').inputValue()).toBe('WATER')
    expect(page.url()).toMatch(/services\/\d+$/)
    expect(await violations(page)).toEqual([])
    expect(limit).toBe(1)
  })

  const focused = () => page.evaluate(() => document.activeElement?.id)
  const box = (name: string) => page.getByRole('combobox', { name })
  const hint = (field: string) => page.locator(`#${field}-hint`).innerText()

  await step('by keyboard alone Enter goes from field to field and takes the only match', async () => {
    await page.goto(`${server.url}/gl-accounts/services/new`)
    const { isSound, reach } = byKeyboard(page, true)
    await isSound('Add a service')
    await reach(page.getByLabel('Code'))
    await page.keyboard.type('SEWER')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('name')
    await page.keyboard.type('Sewer')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('receivable')
    const options = page.getByRole('option')
    // Two fit: Enter waits for the choice, and the arrow down opens what Escape has closed.
    await page.keyboard.type('rec')
    await options.nth(1).waitFor()
    await page.keyboard.press('Enter')
    expect([await focused(), await options.count()]).toEqual(['receivable', 2])
    await page.keyboard.press('Escape')
    expect([await options.count(), await box('Receivable').inputValue()]).toEqual([0, 'rec'])
    await page.keyboard.press('ArrowDown')
    await options.nth(1).waitFor()
    await isSound('Add a service')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    expect(await box('Receivable').inputValue()).toBe('10-1320')
    expect([await focused(), await hint('receivable')]).toEqual(['revenue', 'Sewer receivable'])
    // In the last field the first Enter shows what it took, the second saves.
    await page.keyboard.type('sewer sal')
    await options.first().waitFor()
    await page.keyboard.press('Enter')
    expect([await box('Revenue').inputValue(), await hint('revenue')]).toEqual(['52-37-200', 'Sewer sales'])
    expect(await focused()).toBe('revenue')
    await page.keyboard.press('Enter')
    await page.getByText('Service SEWER is saved.').waitFor()
  })

  await step(
    'Save and add another goes on in an empty form; a button keeps its place while pressed',
    async () => {
      await page.getByRole('link', { name: 'Add a service' }).click()
      await heading('Add a service').waitFor()
      await page.getByLabel('Code').fill('DRAIN')
      await page.getByLabel('Name').fill('Drainage')
      await box('Receivable').fill('sewer rec')
      await page.getByRole('option').waitFor()
      // The list above the button would close, and move it, as the pointer goes down.
      await page.getByRole('button', { name: 'Save and add another' }).click()
      await page.locator('.message', { hasText: 'Service DRAIN is saved.' }).waitFor()
      expect(await page.getByLabel('Code').inputValue()).toBe('')
      await expect.poll(focused).toBe('code')
      await byKeyboard(page, true).isSound('Add a service')
      await page.goto(`${server.url}/gl-accounts/posting`)
      expect(await page.getByRole('row', { name: 'DRAIN' }).innerText()).toContain('10-1320')
    },
  )

  await step(
    'an answer that comes late fills in the box that was left, never one that is typed in',
    async () => {
      await page.getByRole('link', { name: 'Add a service' }).click()
      await heading('Add a service').waitFor()
      const waiting: (() => void)[] = []
      await page.route('**/look-up**', async (route) => {
        await new Promise<void>((resolve) => waiting.push(resolve))
        await route.continue().catch(() => {})
      })
      const answer = async (nth: number) => {
        const answered = page.waitForResponse('**/look-up**')
        waiting[nth]?.()
        await (await answered).finished()
      }
      const receivable = page.getByRole('combobox', { name: 'Receivable' })
      await receivable.fill('sewer rec')
      await page.keyboard.press('Enter')
      expect(await focused()).toBe('revenue')
      await expect.poll(() => waiting.length).toBe(1)
      await answer(0)
      await expect.poll(() => receivable.inputValue()).toBe('10-1320')
      expect(await focused()).toBe('revenue')
      expect(await page.getByRole('option').count()).toBe(0)

      await receivable.fill('10-23')
      await expect.poll(() => waiting.length).toBe(2)
      await page.keyboard.press('Tab')
      await receivable.focus()
      await answer(1)
      await page.getByRole('option').waitFor()
      expect(await receivable.inputValue()).toBe('10-23')
      await page.keyboard.press('End')
      await page.keyboard.type('1')
      await page.keyboard.press('Enter')
      expect([await focused(), await receivable.inputValue()]).toEqual(['revenue', '10-231'])
      for (const go of waiting) go()
      await page.unroute('**/look-up**')
    },
  )

  await step('Ledger Inquiry takes the only match and shows it at once', async () => {
    page.once('dialog', (dialog) => dialog.accept())
    await page.goto(`${server.url}/ledger-inquiry`)
    const account = box('Account')
    await byKeyboard(page, true).reach(account)
    await page.keyboard.type('water')
    await page.locator('#account-found [role=option]').nth(1).waitFor()
    await byKeyboard(page, true).isSound('Ledger Inquiry')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await heading('10-1310 Water receivable').waitFor()
    await byKeyboard(page, true).reach(account)
    await page.keyboard.type('clear')
    await page.keyboard.press('Enter')
    await heading('10-1100 Utility cash clearing').waitFor()
    await account.fill('sewer')
    await page.keyboard.press('Enter')
    await page.getByText('Accounts with “sewer”').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: '52-37-200 Sewer sales' }).click()
    await heading('52-37-200 Sewer sales').waitFor()
  })

  await step('typing on replaces the question that is under way', async () => {
    await page.goto(`${server.url}/gl-accounts/posting`)
    let held = 0
    await page.route('**/look-up**', async (route) => {
      if (held++ === 0) await new Promise((resolve) => setTimeout(resolve, 1_500))
      await route.continue().catch(() => {})
    })
    const clearing = page.getByRole('combobox', { name: 'Cash Clearing' })
    await clearing.fill('51')
    await expect.poll(() => held).toBe(1)
    await clearing.fill('10-23')
    const options = page
      .getByRole('listbox', { name: 'Accounts found for Cash Clearing' })
      .getByRole('option')
    await options.first().waitFor()
    await page.waitForTimeout(2_000)
    expect(await options.allInnerTexts()).toEqual(['10-2300 Customer deposits Liability'])
    expect(await page.locator('#network-error').isHidden()).toBe(true)
    await page.unroute('**/look-up**')
    await clearing.fill('')
    await expect.poll(() => options.count()).toBe(0)
    page.once('dialog', (dialog) => dialog.accept())
  })

  await step('without script Look up and Use do the same, and Enter saves with the only match', async () => {
    const bare = await newDesk({ javaScriptEnabled: false })
    await bare.goto(`${server.url}/gl-accounts/posting`)
    await bare.getByLabel('Name').fill('Ada Clerk')
    await bare.getByLabel('Password', { exact: true }).fill(passphrase)
    await bare.getByRole('button', { name: 'Sign in' }).click()
    await bare.getByRole('link', { name: 'Later' }).click()
    await bare.getByLabel('Cash Clearing', { exact: true }).fill('clear')
    await bare.getByLabel('Customer Deposits', { exact: true }).fill('10.2300')
    await bare.getByRole('button', { name: 'Look up Cash Clearing' }).click()
    await bare.getByRole('button', { name: 'Use 10-1100' }).click()
    expect(await bare.getByLabel('Cash Clearing', { exact: true }).inputValue()).toBe('10-1100')
    expect(await bare.getByLabel('Customer Deposits', { exact: true }).inputValue()).toBe('10.2300')
    await bare.getByLabel('Cash Clearing', { exact: true }).press('Enter')
    await bare.getByText('The posting accounts of the organization are saved.').waitFor()
    expect(await bare.getByLabel('Customer Deposits', { exact: true }).inputValue()).toBe('10-2300')
    await bare.getByLabel('Cash Clearing', { exact: true }).fill('water rec')
    await bare.getByLabel('Cash Clearing', { exact: true }).press('Enter')
    await bare
      .getByText('Cash Clearing is 10-1310, the only active balance sheet account with what you typed.')
      .waitFor()
    await bare.goto(`${server.url}/ledger-inquiry`)
    await bare.getByLabel('Account', { exact: true }).fill('clear')
    await bare.getByLabel('Account', { exact: true }).press('Enter')
    await bare.getByRole('heading', { level: 1, name: '10-1100 Utility cash clearing' }).waitFor()
  })

  await step('a period is closed and reopened, with script and the address of its year', async () => {
    await page.goto(`${server.url}/posting-periods`)
    expect(await violations(page)).toEqual([])
    const address = page.url()
    await page.getByRole('link', { name: /^Close / }).click()
    await page.getByText(/^Nothing is open in/).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: /^Close / }).click()
    await page.getByText(/^\w+ \d+ is closed\.$/).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: /^Reopen / }).click()
    await page.getByText(/ is open again\.$/).waitFor()
    expect(page.url()).toMatch(new RegExp(`^${address}\\?year=\\d{4}$`))
  })
})

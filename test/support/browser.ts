import { type Browser, chromium, type Page } from 'playwright'
import { findChromium } from '../../src/cli/set-up-tests.js'

const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

/** The browser that `npm test` found or installed; as root it runs without its sandbox. */
export function launch(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet
  return chromium.launch({ executablePath: findChromium(), args })
}

export const passphrase = 'wet stone under the weir'

/** Makes the first administrator in the browser and ends on the Interfaces page. */
export async function setUp(page: Page, setUpUrl: string, name = 'Ada Clerk') {
  await page.goto(setUpUrl)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(passphrase)
  await page.getByLabel('Password again').fill(passphrase)
  await page.getByRole('button', { name: 'Make the administrator' }).click()
  await page.waitForURL('**/general-ledger')
}

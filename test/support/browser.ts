import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { findChromium, findHeadlessShell } from './find-programs.js'

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  // A page is gone before what it takes to optimize its script pays off.
  '--js-flags=--no-opt,--no-maglev',
]

/**
 * The browser that `npm test` found or installed; as root it runs without its sandbox. With `keepsPages` Back shows a
 * page as it was left, which browsers do and Playwright turns off; it waits for no such page, so go back by history.
 */
export function launch({ keepsPages = false } = {}): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet
  const ignoreDefaultArgs = keepsPages ? ['--disable-back-forward-cache'] : []
  const executablePath = (!keepsPages && findHeadlessShell()) || findChromium()
  return chromium.launch({ executablePath, args, ignoreDefaultArgs })
}

/** Takes from the browser what Chrome got with 102, 103 and 119, and Firefox with 119 or later. */
export async function makeOld(context: BrowserContext) {
  await context.addInitScript(() => {
    for (const name of Object.getOwnPropertyNames(Element.prototype))
      if (/^(role|aria[A-Z].*)$/.test(name)) Reflect.deleteProperty(Element.prototype, name)
    const { preventDefault } = Event.prototype
    Event.prototype.preventDefault = function (this: Event) {
      if (this.type !== 'beforeunload') preventDefault.call(this)
    }
    Reflect.deleteProperty(window, 'navigation')
  })
}

export const passphrase = 'wet stone under the weir'

/** Makes the first administrator in the browser and ends on the first page. */
export async function setUp(page: Page, setUpUrl: string, name = 'Ada Clerk') {
  await page.goto(setUpUrl)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(passphrase)
  await page.getByLabel('Password again', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await atHome(page)
}

/** Where people land who signed in to a town that has no transactions yet. */
export function atHome(page: Page) {
  return page.getByRole('heading', { level: 1, name: 'The first day' }).waitFor()
}

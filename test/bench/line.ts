import type { Page } from 'playwright'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { paths } from '../../src/http/paths.ts'
import { launch, passphrase } from '../support/browser.ts'
import { environment, newFolder, removeFolder, startServer } from '../support/server.ts'
import { setUpOverWire } from '../support/wire.ts'
import { median } from './machine.ts'
import { bytesPerSecond, roundTrip, startThinLine } from './thin-line.ts'

/**
 * The seconds of a real browser on a thin line, beside the floor: the round trips that no page can do without, and the
 * bytes that came. Nothing here fails a build by the clock.
 */
const rounds = 3
/** Milliseconds, which are not counted: what a person needs is there meanwhile. */
const typing = 3_000
const name = 'Ada Clerk'
const showsLog = process.argv.includes('log')

type Took = { seconds: number; floor: number; connections: number; requests: number; bytes: number }
const found = new Map<string, Took[]>()

/** `act` answers the milliseconds it took, as the page itself saw them. */
async function measure(what: string, roundTrips: number, act: () => Promise<number>) {
  line.read()
  const begun = Date.now()
  const seconds = (await act()) / 1_000
  const { log, ...seen } = line.read()
  const floor = (roundTrips * roundTrip) / 1_000 + seen.bytes / bytesPerSecond
  found.set(what, [...(found.get(what) ?? []), { seconds, floor, ...seen }])
  if (!showsLog) return
  console.log(`${what}: ${seconds.toFixed(2)}`)
  for (const { at, what } of log) console.log(`  ${(at - begun).toFixed(0).padStart(6)} ${what}`)
}

/** Signs in by a script in the page, since what asks from outside takes its time: when the form is drawn, and typed for so long. */
function signIn({ name, passphrase, typing }: { name: string; passphrase: string; typing: number }) {
  sessionStorage.begun ??= performance.timeOrigin + typing
  const submit = (form: HTMLFormElement) => {
    for (const [field, value] of Object.entries({ name, password: passphrase }))
      (form.elements.namedItem(field) as HTMLInputElement).value = value
    form.requestSubmit()
  }
  const timer = setInterval(() => {
    const form = document.querySelector<HTMLFormElement>('form[action="/sign-in"]')
    if (!form || performance.getEntriesByName('first-contentful-paint').length === 0) return
    clearInterval(timer)
    setTimeout(submit, typing, form)
  }, 5)
}

/** Milliseconds from asking for the first page to this one's first paint, which waits for its sheet. */
async function untilDrawn(page: Page, heading: string) {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  return page.evaluate(async () => {
    const paint = () => performance.getEntriesByName('first-contentful-paint')[0]
    while (!paint()) await new Promise((again) => setTimeout(again, 20))
    return performance.timeOrigin + (paint()?.startTime ?? 0) - Number(sessionStorage.begun)
  })
}

/** Milliseconds from a press to the next thing drawn, when the page has `after`. */
function untilThere(page: Page, press: string, after: string) {
  return page.evaluate(
    async ({ press, after }) => {
      const begun = performance.now()
      const there = new Promise((done) => {
        const look = () =>
          document.querySelector(after) ? requestAnimationFrame(done) : requestAnimationFrame(look)
        requestAnimationFrame(look)
      })
      document.querySelector<HTMLElement>(press)?.click()
      await there
      return performance.now() - begun
    },
    { press, after },
  )
}

const folder = await newFolder()
const first = await startServer(folder)
await setUpOverWire(first.url, first.setUpUrl as string, passphrase)
await first.stop()
// An administrator would be asked about two-step sign-in first.
const db = connect(readConfig(environment(folder)))
await db('users').update({ role: 'editor' })
await db.destroy()
const server = await startServer(folder)
const browser = await launch()
const line = await startThinLine(server.url)

/** Connecting, the page that asks to sign in, signing in, the page behind: four round trips. */
async function visit(what: string, path: string, heading: string, typing: number) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addInitScript(signIn, { name, passphrase, typing })
  await measure(what, 4, async () => {
    await page.goto(`${line.url}${path}`, { waitUntil: 'commit' })
    return untilDrawn(page, heading)
  })
  await page.waitForLoadState('networkidle')
  return { page, close: () => context.close() }
}

const formOf = (path: string) => `form[action="${path}"]`
async function oneRound(n: number) {
  const [first, other] = [paths.generalLedger, `${paths.interfaces}/bill-provider`]
  const { page, close } = await visit('sign-in to General Ledger', first, 'General Ledger', typing)
  await measure('a tab', 1, () => untilThere(page, `a[href="${other}"]`, formOf(other)))
  await untilThere(page, `a[href="${first}"]`, formOf(first))
  await page.getByLabel('Interface', { exact: true }).selectOption('Caselle 4.x')
  await page.getByLabel('Update Method', { exact: true }).selectOption(n % 2 ? 'Cash' : 'Accrual')
  await measure('a save', 1, () => untilThere(page, `${formOf(first)} .actions button`, '.message'))
  await measure('Home, from the settings', 2, async () => {
    await page.evaluate(() => {
      sessionStorage.begun = performance.timeOrigin + performance.now()
    })
    await page.getByRole('link', { name: 'Home', exact: true }).evaluate((link: HTMLElement) => link.click())
    return untilDrawn(page, 'The first day')
  })
  await close()
  await (await visit('sign-in to Home', paths.home, 'The first day', typing)).close()
  await (await visit('sign-in to General Ledger at once', first, 'General Ledger', 0)).close()
}

try {
  for (let n = 0; n < rounds; n++) await oneRound(n)
} finally {
  line.close()
  await browser.close()
  await server.stop()
  await removeFolder(folder)
}
const row = (what: string, ...values: string[]) =>
  console.log(what.padEnd(30) + values.map((value) => value.padStart(12)).join(''))
console.log(`\n${roundTrip} ms a round trip, 400 kbit/s each way, in Chromium; the middle one of ${rounds}`)
row('', 'seconds', 'floor', 'connections', 'requests', 'bytes')
for (const [what, all] of found) {
  const of = (figure: keyof Took) => median(all.map((one) => one[figure]))
  const [seconds, floor] = (['seconds', 'floor'] as const).map((figure) => of(figure).toFixed(2))
  row(
    what,
    `${seconds}`,
    `${floor}`,
    ...(['connections', 'requests', 'bytes'] as const).map((f) => `${of(f)}`),
  )
}

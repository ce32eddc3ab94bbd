import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { connectProvider, type ProviderServer } from '../../support/connect-provider.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import type { Page } from '../../support/page.ts'
import { startScriptedSftp } from '../../support/scripted-sftp.ts'
import { canStartSftp, type SftpServer, sftpPassword, startSftp } from '../../support/sftp-server.ts'
import type { Town, TownOptions } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'
import { billsOf, bringIn, registerOfOctober, useLayout } from './bring-in.ts'

const folder = 'ToInvoiceCloud'
const name = 'bills-2026-10-run1.csv'

let server: SftpServer

type StartTown = (options?: TownOptions) => Promise<Town>
type Ready = { town: Town; ada: Visitor; run: Page; inFolder(file?: string): string }

/** A town that is connected with the server, with October's bills brought in, and an empty folder there. */
async function ready(
  startTown: StartTown,
  {
    at = server,
    userName = 'town',
    values = {},
  }: { at?: ProviderServer; userName?: string; values?: object } = {},
) {
  const inFolder = (file = '') => join(at.root, folder, file)
  if (at === server) for (const file of readdirSync(inFolder())) rmSync(inFolder(file))
  const town = await startTown({ env: { OUTBOUND_ALLOW: at.address } })
  const ada = await town.signIn('administrator', 'Ada')
  await useLayout(town)
  await connectProvider(ada, at, { userName, values })
  return { town, ada, run: await bringIn(ada, billsOf('2026-10')), inFolder } satisfies Ready
}

const send = (visitor: Visitor, page: Page, values = {}) => visitor.submit(page, values, { button: 'Send' })

async function sent({ town, ada, run }: Ready): Promise<Page> {
  await send(ada, run)
  await town.runJobs()
  return ada.get(run.path)
}

const jobs = ({ town }: Ready) => town.db('jobs').where({ kind: 'bills.send' }).orderBy('id')

describe.skipIf(!canStartSftp)('bills to a real server', () => {
  beforeAll(async () => {
    server = await startSftp()
  })
  afterAll(() => server?.stop())

  test('bills are sent once, as the preview showed them, and the download is the same byte for byte', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, ada, run, inFolder } = all
    expect(run.words).toContain(`${name} with 40 bills, 4,777.91 due: `)
    // Pressed twice, as an impatient hand does.
    // Home shows the month once it has transactions.
    await importText(town.deps, registerOfOctober())
    expect((await ada.get('/?month=2026-10')).words).toMatch(/Bills40 bills.*not sent yet/)
    const [one, other] = await Promise.all([send(ada, run), send(ada, run)])
    for (const page of [one, other]) expect(page?.said).toMatch(/^The bills are on their way/)
    const asked = () => ada.get(`${run.path}/progress?state=ready`, { panel: true })
    expect((await asked()).status).toBe(204)
    await town.runJobs()
    expect((await asked()).response.headers['hx-redirect']).toBe(run.path)
    const done = await ada.get(run.path)
    const home = await ada.get('/?month=2026-10')
    expect(home.words).toMatch(/Bills40 bills.*sent Nov 23, 2026/)
    expect(done.words).toMatch(/Sent.*bills-2026-10-run1\.csv.*ToInvoiceCloud.*by Ada/)
    expect(readdirSync(inFolder())).toEqual([name])
    const there = readFileSync(inFolder(name))
    const hash = createHash('sha256').update(there).digest('hex')
    expect(run.words).toContain(hash)
    const download = await ada.get(done.link('Download the file'))
    expect(download.response.rawPayload.equals(there)).toBe(true)
    expect(await jobs(all)).toHaveLength(1)
    const history = await ada.get(done.link('History of this run'))
    expect(history.words).toContain('Sent the bills of October 2026, run 1')
    expect(history.words).toContain('Brought in the bills of October 2026, run 1')
    expect(history.words).toMatch(/Bills: 40.*Amount due: 4,777\.91/)
    // A page from before presses into nothing.
    const late = await send(ada, run)
    expect(late.errors.join()).toContain('sent again')
    const answered = await ada.submit(late, { Reason: 'To see' }, { button: 'Send again' })
    expect(answered.status).toBe(200)
  })

  test('sending again is a decision with its reason, under a name of its own', async ({ startTown }) => {
    const all = await ready(startTown)
    const { town, ada, inFolder } = all
    const page = await sent(all)
    const refused = await ada.submit(page, {}, { button: 'Send again' })
    expect(refused.status).toBe(422)
    expect(refused.problemAt('Reason')).toBe('Type why the bills are sent again. It is kept in History.')
    await ada.submit(refused, { Reason: 'The provider lost it' }, { button: 'Send again' })
    await town.runJobs()
    expect(readdirSync(inFolder()).sort()).toEqual(['bills-2026-10-run1-2.csv', name])
    expect(readFileSync(inFolder('bills-2026-10-run1-2.csv'))).toEqual(readFileSync(inFolder(name)))
    expect((await ada.get(paths.history)).words).toContain('The provider lost it')
    // Other bills of the same month are sent only by somebody who says so.
    const twice = await bringIn(ada, billsOf('2026-10'))
    expect(twice.words).toContain('Other bills of October 2026 were sent already')
    expect((await send(ada, twice)).problemAt('Send these bills too')).toMatch(/^Select this/)
  })

  test('at a time that is typed the bills are sent then, or not at all once it is canceled', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, ada, run, inFolder } = all
    const wrong = await send(ada, run, { Day: '', Time: 'noonish' })
    expect(wrong.problemAt('Day')).toMatch(/^Type the day/)
    expect(wrong.problemAt('Time')).toMatch(/^Type a time/)
    expect(wrong.valueOf('Time')).toBe('noonish')
    const later = await send(ada, wrong, { Day: '11/24/2026', Time: '6:30 AM' })
    expect(later.said).toBe('The bills are sent at that time. Until then the send can be canceled.')
    expect(later.words).toContain('To be sent Nov 24, 2026, 6:30 AM')
    const other = await ada.post(`${run.path}/file`, new URLSearchParams({ _csrf: tokenOf(later) }))
    expect([other.status, other.words]).toEqual([409, expect.stringContaining('cancel the send first')])
    await town.runJobs()
    expect(readdirSync(inFolder())).toEqual([])
    const canceled = await ada.submit(later, {}, { button: 'Cancel the send' })
    expect(canceled.said).toBe('The send is canceled. Nothing was sent.')
    const again = await send(ada, await ada.get(run.path), {
      Day: '11/24/2026',
      Time: '6:30 AM',
    })
    expect(again.words).toContain('To be sent Nov 24, 2026, 6:30 AM')
    town.clock.forward(24 * 60)
    await town.runJobs()
    expect(readdirSync(inFolder())).toEqual(['bills-2026-10-run1-2.csv'])
  })

  test('a name that is there already is left as it is, and a person decides', async ({ startTown }) => {
    const all = await ready(startTown)
    const { inFolder, ada } = all
    writeFileSync(inFolder(name), 'of somebody else')
    const page = await sent(all)
    expect(page.words).toContain('Held')
    expect(page.words).toContain(`has a file ${name} in the folder ${folder} already`)
    expect(readFileSync(inFolder(name), 'utf8')).toBe('of somebody else')
    expect((await ada.get(paths.history)).words).toContain('Could not send the bills of October 2026')
    rmSync(inFolder(name))
    await ada.submit(page, {}, { button: 'Try again' })
    await all.town.runJobs()
    expect((await ada.get(page.path)).words).toContain('Sent')
    expect(readFileSync(inFolder(name), 'utf8')).toMatch(/^account,/)
  })

  test('a folder that is missing, and one that may not be written, end in a sentence; nothing is left half', async ({
    startTown,
  }) => {
    const all = await ready(startTown, { values: { 'Folder for bills': 'ToNowhere' } })
    const page = await sent(all)
    expect(page.words).toContain('Not sent, needs a person')
    expect(page.words).toContain('ToNowhere')
    await all.ada.submit(await all.ada.get(paths.billProviderConnection), { 'Folder for bills': 'locked' })
    const moved = await all.ada.submit(
      await all.ada.get(page.path),
      { Reason: 'Another folder' },
      { button: 'Send again' },
    )
    expect(moved.said).toMatch(/on their way/)
    await all.town.runJobs()
    const locked = await all.ada.get(page.path)
    expect(locked.words).toMatch(/Not sent, needs a person.*Canceled/)
  })

  test('what was killed in the middle is looked for, and sent again only where it surely did not arrive', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, ada, run, inFolder } = all
    await send(ada, run)
    // As a server leaves it that ended while its process wrote.
    const at = town.clock.now.toISOString()
    const working = { state: 'working', claimed_from: 'ready', attempt: 1, begun_at: at }
    await town.db('jobs').where({ kind: 'bills.send' }).update(working)
    await town.db('bill_sends').update({ write_began_at: at })
    writeFileSync(inFolder(`${name}.part`), 'half of')
    chmodSync(inFolder(`${name}.part`), 0o666)
    await town.runJobs()
    expect((await ada.get(run.path)).words).toContain('May have arrived')
    town.clock.forward(2)
    await town.runJobs()
    expect((await ada.get(run.path)).words).toContain('Not sent yet, tried again')
    expect(readdirSync(inFolder())).toEqual([])
    town.clock.forward(2)
    await town.runJobs()
    expect((await ada.get(run.path)).words).toMatch(/Sent.*bytes/)
    expect(readdirSync(inFolder())).toEqual([name])
  })

  test('what may have arrived is looked for, and only an administrator decides what else is done', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, ada, run, inFolder } = all
    const eve = await town.signIn('editor', 'Eve')
    const page = await sent(all)
    renameSync(inFolder(name), inFolder('taken'))
    // As if the answer to the last step had been lost.
    const at = town.clock.now.toISOString()
    const unknown = { state: 'unknown', due_at: at, ended_at: null }
    await town.db('jobs').where({ kind: 'bills.send' }).update(unknown)
    await town.db('bill_sends').update({ sent_at: null, seen_size: null, write_began_at: at })
    await town.runJobs()
    const asked = await eve.get(page.path)
    expect(asked.words).toContain('May have arrived')
    expect(asked.words).toContain('the provider has taken it already')
    expect(asked.words).not.toContain('Send again')
    const refused = await eve.post(`${run.path}/send`, new URLSearchParams({ _csrf: tokenOf(asked) }))
    expect(refused.status).toBe(403)
    renameSync(inFolder('taken'), inFolder(name))
    await eve.submit(asked, {}, { button: 'Look again' })
    await town.runJobs()
    expect((await ada.get(run.path)).words).toMatch(/Sent.*bytes/)
    expect(existsSync(inFolder(name))).toBe(true)
    expect(await jobs(all)).toHaveLength(1)
  })

  test('what may have arrived and is then sent anew is only looked for, so that it cannot go out twice', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, ada, run, inFolder } = all
    await send(ada, run)
    // One process ended before it wrote, another while it did; each send is decided anew before anybody has looked.
    const unknown = { state: 'unknown', due_at: town.clock.now.toISOString() }
    await town.db('jobs').where({ kind: 'bills.send' }).update(unknown)
    const again = async (Reason: string) =>
      ada.submit(await ada.get(run.path), { Reason }, { button: 'Send again' })
    expect((await again('It hangs')).said).toMatch(/on their way/)
    await town.db('jobs').where({ kind: 'bills.send' }).update(unknown)
    await town.db('bill_sends').where({ number: 2 }).update({ write_began_at: town.clock.now.toISOString() })
    const second = inFolder('bills-2026-10-run1-2.csv.part')
    writeFileSync(second, 'half of')
    chmodSync(second, 0o666)
    await again('It hangs again')
    for (let time = 0; time < 3; time++) {
      await town.runJobs()
      expect(readdirSync(inFolder())).toEqual(['bills-2026-10-run1-3.csv'])
      town.clock.forward(3)
    }
    expect((await ada.get(run.path)).words).toMatch(
      /Sentbills-2026-10-run1-3\.csv.*Canceledbills-2026-10-run1-2\.csv.*Canceledbills/,
    )
    expect((await ada.get(paths.history)).words).toContain('It did not arrive, and was decided anew since.')
  })

  test('bills that were sent stay sent when sending them again is canceled, and when a terminal cancels the look', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, ada, run } = all
    const page = await sent(all)
    const later = { Reason: 'Twice', Day: '11/24/2026', Time: '6:30 AM' }
    const waits = await ada.submit(page, later, { button: 'Send again' })
    await ada.submit(waits, {}, { button: 'Cancel the send' })
    const refused = await ada.submit(await ada.get(run.path), {}, { button: 'Send again' })
    expect(refused.words).toContain('Customers may be billed twice')
    expect(refused.problemAt('Reason')).toMatch(/^Type why/)
    expect((await ada.get(paths.bills)).words).toMatch(/run 1.*Sent/i)
    const at = town.clock.now.toISOString()
    await town.db('bill_sends').where({ number: 1 }).update({ sent_at: null, write_began_at: at })
    await town.db('jobs').where({ kind: 'bills.send' }).update({ state: 'canceled' })
    const doubted = await ada.get(run.path)
    expect(doubted.words).toContain('May have arrived')
    await ada.submit(doubted, {}, { button: 'Look again' })
    await town.runJobs()
    expect((await ada.get(run.path)).words).toMatch(/Sentbills-2026-10-run1\.csv.*2,840 bytes/)
  })

  test('bills that were to go to one server go to no other', async ({ startTown }) => {
    const all = await ready(startTown)
    const { town, ada, run, inFolder } = all
    expect(run.words).toContain(`To town at 127.0.0.1, port ${server.port}, the folder ToInvoiceCloud`)
    await send(ada, run, { Day: '11/23/2026', Time: '9:05 AM' })
    const moved = { Server: 'localhost', Password: sftpPassword }
    await ada.submit(await ada.get(paths.billProviderConnection), moved)
    town.clock.forward(6)
    await town.runJobs()
    const page = await ada.get(run.path)
    expect(page.words).toMatch(/Not sent, needs a person.*was to go to town at 127\.0\.0\.1.*by now/)
    expect(readdirSync(inFolder())).toEqual([])
    await ada.submit(page, { Reason: 'The server has a name now' }, { button: 'Send again' })
    await town.runJobs()
    expect(readdirSync(inFolder())).toEqual(['bills-2026-10-run1-2.csv'])
  })

  test('a login that is refused stops the connection, and the bills wait', async ({ startTown }) => {
    const all = await ready(startTown, { values: { Password: 'another password' } })
    const page = await sent(all)
    expect(page.words).toContain('Ready to be sent')
    expect(page.words).toMatch(/refuses the user name town/)
    expect(page.link('Look at the connection')).toBe(paths.billProviderConnection)
  })
})

describe('bills that a person takes to the provider', () => {
  test('they are downloaded, and it is kept who said that they were uploaded', async ({ startTown }) => {
    const town = await startTown()
    const ada = await town.signIn('administrator', 'Ada')
    await useLayout(town)
    const account = { Interface: 'Xpress Bill Pay', 'User Name': 'town', Password: 'a password of it' }
    await ada.submit(await ada.get(paths.billProvider), account)
    const run = await bringIn(ada, billsOf('2026-10'))
    expect(run.words).toContain('Files are exchanged by hand')
    const file = await ada.get(run.link(`Download ${name}`))
    expect(file.response.headers['content-disposition']).toBe(`attachment; filename="${name}"`)
    const done = await ada.submit(run, {}, { button: 'I uploaded it' })
    expect(done.words).toMatch(/Uploaded by hand.*by Ada/)
    expect((await ada.get(paths.bills)).words).toContain('Uploaded by hand')
    expect((await ada.get(paths.billProvider)).words).toContain('Exchanged by hand, last Nov 23')
    expect(await town.db('jobs').where({ kind: 'bills.send' })).toEqual([])
  })

  test('what is missing is said with where it is set up, and viewers see all and change nothing', async ({
    startTown,
  }) => {
    const town = await startTown()
    const ada = await town.signIn('administrator', 'Ada')
    const run = await bringIn(ada, billsOf('2026-10'))
    expect(run.words).toContain('The Bill Provider interface is off.')
    expect(run.link('Choose the layout of bills')).toBe(paths.fileLayouts)
    const vic = await town.signIn('viewer', 'Vic')
    const seen = await vic.get(run.path)
    expect(seen.words).toContain('You can look at bills, not send them.')
    expect(seen.document.querySelectorAll('main form')).toHaveLength(0)
  })
})

describe('bills to a server that breaks on purpose', () => {
  test('an answer that is lost leaves it unknown, until the file is seen; nothing is sent twice', async ({
    startTown,
    onTestFinished,
  }) => {
    const scripted = await startScriptedSftp()
    onTestFinished(() => scripted.stop())
    const all = await ready(startTown, { at: scripted, userName: 'vanish@rename' })
    const { town, ada, inFolder } = all
    const page = await sent(all)
    expect(page.words).toContain('May have arrived')
    expect((await ada.get(paths.history)).words).toContain('Could not tell whether the bills of October 2026')
    const again = await ada.submit(page, {}, { button: 'Look again' })
    await town.runJobs()
    expect((await ada.get(again.path)).words).toContain('May have arrived')
    const file = await ada.get(page.link('Download the file'))
    writeFileSync(inFolder(name), file.response.rawPayload)
    town.clock.forward(10)
    await town.runJobs()
    const seen = await ada.get(page.path)
    expect(seen.words).toMatch(/Sent.*bytes/)
    expect(readdirSync(inFolder())).toEqual([name])
    expect(await jobs(all)).toHaveLength(1)
  })

  test('a disk that is full leaves nothing there, and the provider’s word ends what is unknown', async ({
    startTown,
    onTestFinished,
  }) => {
    const scripted = await startScriptedSftp()
    onTestFinished(() => scripted.stop())
    const all = await ready(startTown, { at: scripted, userName: 'swallow@write' })
    const page = await sent(all)
    expect(page.words).toContain('Not sent, needs a person')
    expect(page.words).toMatch(/its disk, or the room of/)
    expect(readdirSync(all.inFolder())).toEqual([])
    await all.town.db('jobs').where({ kind: 'bills.send' }).update({ state: 'unknown' })
    const told = await all.ada.submit(await all.ada.get(page.path), {}, { button: 'The provider has it' })
    expect(told.said).toBe('Noted: the provider has the file.')
    expect(told.words).toMatch(/Sent.*bills-2026-10-run1/)
  })
})

function tokenOf(page: Page) {
  return page.find('[name=_csrf]').getAttribute('value') ?? ''
}

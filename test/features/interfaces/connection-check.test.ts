import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { openTarget } from '../../../src/connections/open-target.ts'
import { paths } from '../../../src/http/paths.ts'
import { noteTrouble } from '../../../src/jobs/health-store.ts'
import { connectProvider } from '../../support/connect-provider.ts'
import { freshTest } from '../../support/fixtures.ts'
import { addTransactions } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { canStartSftp, sftpPassword, startSftp } from '../../support/sftp-server.ts'
import type { Visitor } from '../../support/visitor.ts'

const tab = paths.billProvider
const path = paths.billProviderConnection
const check = { button: 'Check connection' }

const test = freshTest
  // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from its first parameter
  .extend('sftp', { scope: 'file' }, async ({}, { onCleanup }) => {
    const server = await startSftp()
    onCleanup(server.stop)
    return server
  })
  .extend('town', ({ startTown, sftp }) => startTown({ env: { OUTBOUND_ALLOW: sftp.address } }))
  .extend('ada', ({ town }) => town.signIn('administrator', 'Ada'))
  .extend('server', ({ sftp }) => ({ Server: sftp.host, Port: String(sftp.port) }))
  /** A town that is set up to exchange files, with the server key accepted. */
  .extend('connected', async ({ ada, sftp, server }) => {
    await connectProvider(ada, sftp)
    return server
  })

async function setUp(ada: Visitor, more: Record<string, string> = {}) {
  const values = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: 'before the server', ...more }
  await ada.submit(await ada.get(tab), values)
}

/** The check as the page shows it. */
const found = (page: Page) => (page.find('#check').textContent ?? '').replace(/\s+/g, ' ').trim()

/** Where the process of a check is looked at. */
const processTest = test.extend('town', ({ startTown, sftp }) =>
  startTown({ env: { OUTBOUND_ALLOW: sftp.address }, hasProcesses: true }),
)

/** Of this process; gone ones have nothing to read. */
const procFile = (pid: number, file: string) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
const childrenOf = (parent: number) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(/\) \S (\d+)/.exec(procFile(pid, 'stat'))?.[1]) === parent)

const tryPage = async (ada: Visitor, values: Record<string, string | boolean> = {}) =>
  ada.submit(await ada.get(path), values, check)

describe.skipIf(!canStartSftp)('against OpenSSH (needs root on Linux)', () => {
  test('the first sight of a server asks to compare its key, and after that all stages are gone through', async ({
    town,
    ada,
    sftp,
    server,
  }) => {
    await setUp(ada)
    const typed = { ...server, Password: sftpPassword, 'Folder for bills': 'ToInvoiceCloud' }
    const first = await tryPage(ada, typed)
    expect(found(first)).toContain(`Shown now: ${sftp.hostKey}`)
    expect(found(first)).toContain('No password was sent')
    expect(found(first)).toContain('Type the Password again before you save')
    expect(first.valueOf('Server')).toBe(sftp.host)
    expect((await town.deps.settings.now()).billProviderConnection.version).toBe(0)
    // Without script the password is gone from its box; the accepted key is kept while it is asked for.
    const asked = await ada.submit(first, {}, { button: 'Accept this key and save' })
    expect(asked.problemAt('Password')).toMatch(/^Type the Password again/)
    expect(asked.valueOf('Server key')).toBe(sftp.hostKey)
    const saved = await ada.submit(asked, { Password: sftpPassword })
    expect(saved.said).toBe('The connection is saved.')
    const all = await tryPage(ada)
    expect(found(all)).toBe(
      'Check of the connectionName: found at 127.0.0.1Address: 127.0.0.1 may be connected to' +
        `Server: answers at 127.0.0.1Server key: ${sftp.hostKey}, as acceptedLogin: town is signed in` +
        'File session: openFolders: Folder for bills (ToInvoiceCloud): 0 files' +
        'Folders: Folder for payments (FromInvoiceCloud/Payments): 0 files' +
        'The connection works.Not tested: writing. No file was written, fetched or removed.',
    )
    expect((await ada.get(tab)).words).toContain('Connected, nothing exchanged yet')
  })

  test('the tab tries its user name and password as typed, saved or not', async ({ ada, connected }) => {
    expect(connected.Server).toBe('127.0.0.1')
    const stored = await ada.submit(await ada.get(tab), {}, check)
    expect(found(stored)).toContain('The connection works.')
    const sentences = []
    for (const values of [
      { 'User Name': 'town', Password: 'a wrong one' },
      { 'User Name': 'nobody-here', Password: 'a wrong one' },
    ]) {
      const refused = await ada.submit(await ada.get(tab), values, check)
      expect(refused.status).toBe(200)
      sentences.push(found(refused).replaceAll('nobody-here', 'town'))
    }
    expect(sentences[0]).toContain(
      'Login: The server 127.0.0.1 refuses the user name town with this password. It was tried once.',
    )
    expect(sentences[0]).toContain('To tell the provider: The login of town at 127.0.0.1')
    expect(sentences[1]).toBe(sentences[0])
    // A password is stored for this user name only, so another one asks for its own.
    const other = await ada.submit(await ada.get(tab), { 'User Name': 'other' }, check)
    expect(other.problemAt('Password')).toMatch(/belongs to the User Name town/)
    expect(other.find('.error-summary h2').textContent).toBe('Not checked yet')
    expect((await ada.get(tab)).words).not.toContain('Trouble')
  })

  test('an expired password is not taken for a good login', async ({ ada, connected }) => {
    expect(connected).toBeDefined()
    const expired = await ada.submit(
      await ada.get(tab),
      { 'User Name': 'expired', Password: sftpPassword },
      check,
    )
    expect(found(expired)).toMatch(/(?:expired|may have to be changed)/)
    expect(found(expired)).not.toContain('The connection works')
  })

  test('a key that has changed stops everything, shows both and is accepted by a person', async ({
    town,
    ada,
    sftp,
    connected,
  }) => {
    expect(connected).toBeDefined()
    const old = sftp.hostKey
    await sftp.changeHostKey()
    try {
      const changed = await tryPage(ada)
      expect(found(changed)).toContain(`Accepted: ${old}Shown now: ${sftp.hostKey}`)
      expect(await town.db('connection_health').first()).toMatchObject({ trouble_code: 'server-key-changed' })
      expect((await ada.get(tab)).words).toContain('Trouble since Nov 23: the server key has changed')
      const editor = await town.signIn('editor', 'Ed')
      const seen = await editor.submit(await editor.get(tab), {}, check)
      expect(found(seen)).toContain('An administrator compares and accepts it on Connection')
      expect(seen.document.querySelector('[name=acceptKey]')).toBeNull()
      const accepted = await ada.submit(changed, {}, { button: 'Accept it beside the old one and save' })
      expect(accepted.said).toMatch(/^The server key is accepted/)
      expect([accepted.valueOf('Server key'), accepted.valueOf('Next server key')]).toEqual([
        old,
        sftp.hostKey,
      ])
      expect(Boolean((await town.db('connection_health').first())?.stopped)).toBe(false)
      expect(found(await ada.submit(accepted, {}, check))).toContain('The connection works.')
      expect(await town.db('connection_health').first()).toMatchObject({ trouble_since: null })
      const kinds = await town.db('history').whereLike('kind', 'connection.%').orderBy('id').pluck('kind')
      expect(kinds.slice(1)).toEqual([
        'connection.trouble-began',
        'connection.saved',
        'connection.trouble-ended',
      ])
    } finally {
      await sftp.changeHostKey()
    }
  })

  test('the next password is tried when the old one is refused, and becomes the password', async ({
    town,
    ada,
    sftp,
    connected,
  }) => {
    expect(connected).toBeDefined()
    await ada.submit(await ada.get(path), { 'Next password': 'The-Next-One-18' })
    sftp.setPassword('town', 'The-Next-One-18')
    try {
      // What is tried before it is saved changes nothing, and says so.
      const typed = await tryPage(ada, { 'Days off': '12/24/2026' })
      expect(found(typed)).toMatch(/the Next password taken\. Nothing was saved.*The connection works/)
      expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({
        login: { password: sftpPassword, nextPassword: 'The-Next-One-18' },
      })
      expect(found(await tryPage(ada))).toContain('the Next password taken: it is the Password from now on')
      expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({
        login: { password: 'The-Next-One-18' },
      })
      expect(await town.db('secrets').where({ field: 'nextPassword' })).toEqual([])
      expect((await ada.get(paths.history)).words).toContain('took the next one')
      expect(found(await tryPage(ada))).toContain('The connection works.')
    } finally {
      sftp.setPassword('town', sftpPassword)
    }
  })

  test('with script the stages come one by one, and a stopped server ends within the deadline', async ({
    ada,
    sftp,
    connected,
  }) => {
    expect(connected).toBeDefined()
    const page = await ada.get(path)
    await sftp.freeze()
    try {
      const begun = await ada.submit(page, {}, { ...check, panel: true })
      expect(begun.response.body).not.toContain('<h1')
      const again = await ada.submit(page, {}, { ...check, panel: true })
      expect([again.status, again.words]).toEqual([409, expect.stringContaining('still going on')])
      let asks = begun.find('[hx-get]').getAttribute('hx-get') ?? ''
      expect(asks).toMatch(/connection\/check\/\d+\?seen=0$/)
      await expect
        .poll(
          async () => {
            const next = await ada.get(asks, { panel: true })
            asks = next.document.querySelector('[hx-get]')?.getAttribute('hx-get') ?? asks
            return next.words
          },
          { timeout: 60_000, interval: 300 },
        )
        .toMatch(/Server: answers at 127\.0\.0\.1.*did not answer in time/)
      expect((await ada.get(asks, { follow: false })).response.headers.location).toBe(path)
    } finally {
      await sftp.thaw()
    }
  })

  test('a key is made here, its public part shown to copy, and a newer one waits beside it', async ({
    town,
    ada,
    sftp,
    connected,
  }) => {
    expect(connected).toBeDefined()
    const noKey = await ada.submit(await ada.get(path), { 'Log in by': 'Key' })
    expect(noKey.problemAt('Log in by')).toMatch(/^There is no key yet/)
    const shown = (page: Page) =>
      [...page.document.querySelectorAll('p.field span:first-of-type')].map(({ textContent }) =>
        String(textContent),
      )
    const page = await ada.get(path)
    const typed = { 'Folder for bills': 'typed and not saved' }
    const made = await ada.submit(page, typed, { button: 'Make a key' })
    expect(made.said).toMatch(/^A key is made/)
    expect(made.valueOf('Folder for bills')).toBe('typed and not saved')
    expect(shown(made)).toEqual([expect.stringMatching(/^ssh-ed25519 /)])
    // The button of a page that shows other keys makes none.
    expect((await ada.submit(page, {}, { button: 'Make a key' })).said).toMatch(
      /^The keys were changed meanwhile/,
    )
    sftp.authorize('town', shown(made)[0] as string)
    const saved = await ada.submit(await ada.get(path), { 'Log in by': 'Key' })
    expect(saved.said).toBe('The connection is saved.')
    expect(found(await tryPage(ada))).toContain('The connection works.')

    const newer = await ada.submit(saved, {}, { button: 'Make a new key' })
    expect(shown(newer)).toHaveLength(2)
    expect(shown(newer)[0]).toBe(shown(made)[0])
    const tries = { 'Check connection tries the new key': true }
    expect(found(await tryPage(ada, tries))).toContain('refuses the key for town')
    expect((await ada.get(tab)).words).toContain('Connected')
    sftp.authorize('town', shown(newer)[1] as string)
    expect(found(await tryPage(ada, tries))).toContain('The connection works.')
    const taken = await ada.submit(await ada.get(path), {}, { button: 'Use the new key' })
    expect(shown(taken)).toEqual([shown(newer)[1]])
    expect(found(await tryPage(ada))).toContain('The connection works.')
    const kinds = await town.db('history').whereLike('kind', 'connection.key%').orderBy('id').pluck('kind')
    expect(kinds).toEqual(['connection.key-made', 'connection.key-made', 'connection.key-used'])
    expect(await town.db('secrets').whereLike('field', '%rivateKey').pluck('field')).toEqual(['privateKey'])
  })

  processTest(
    'a password that is typed, stored and used is in no log, command, environment, table or file of the town',
    async ({ town, ada, sftp, connected }) => {
      expect(connected).toBeDefined()
      const page = await ada.get(path)
      const seen: string[] = []
      await sftp.freeze()
      try {
        const values = { Password: sftpPassword, 'Next password': sftpPassword }
        const begun = await ada.submit(page, values, { ...check, panel: true })
        seen.push(begun.response.body)
        // The working process has it by now, and waits for the server.
        await expect
          .poll(() => town.db('connection_checks').first('stages'), { timeout: 60_000 })
          .toMatchObject({ stages: expect.stringContaining('reached') })
        const shown = childrenOf(process.pid).flatMap((pid) =>
          ['cmdline', 'environ'].map((file) => procFile(pid, file)),
        )
        expect(shown.join()).toContain('check-worker-main.ts')
        seen.push(...shown)
      } finally {
        await sftp.thaw()
      }
      await expect
        .poll(() => town.db('connection_checks').whereNull('under_way').first('outcome'), { timeout: 60_000 })
        .toMatchObject({ outcome: expect.stringContaining('isGood') })
      const saved = await ada.submit(await ada.get(path), {
        Password: sftpPassword,
        'Days off': '12/24/2026',
      })
      seen.push(saved.response.body, (await ada.get(paths.history)).response.body, ...town.log)
      seen.push(found(await tryPage(ada)))
      await town.db.raw('pragma wal_checkpoint(full)')
      const { dataDir } = town.deps.config
      for (const file of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
        if (file.isFile()) seen.push(readFileSync(join(file.parentPath, file.name), 'latin1'))
      }
      expect(seen.join('').length).toBeGreaterThan(100_000)
      for (const text of seen) expect(text.includes(sftpPassword)).toBe(false)
    },
  )

  test('nobody reads the check of another', async ({ town, ada, connected }) => {
    expect(connected).toBeDefined()
    await tryPage(ada)
    const id = (await town.db('connection_checks').first())?.id
    const bob = await town.signIn('administrator', 'Bob')
    expect((await bob.get(`${path}/check/${id}`, { panel: true })).status).toBe(404)
    expect((await ada.get(`${path}/check/${id}`, { panel: true })).words).toContain('The connection works.')
  })
})

const apart = freshTest

apart('without a server the tab says whom to ask, and leads to Connection', async ({ ada }) => {
  const off = await ada.submit(await ada.get(tab), {}, check)
  expect(found(off)).toContain('choose it first')
  await setUp(ada)
  const page = await ada.submit(await ada.get(tab), {}, check)
  expect(found(page)).toContain('Ask the provider for its server and port, and type them on Connection.')
  expect(page.find('#check a').getAttribute('href')).toBe(path)
  await setUp(ada, { Interface: 'Xpress Bill Pay' })
  expect(found(await ada.submit(await ada.get(tab), {}, check))).toContain('exchanged by hand')
})

apart('no private address is connected to, and a name without an address is said', async ({ ada }) => {
  await setUp(ada)
  const values = { Server: '169.254.169.254', Password: 'p' }
  expect(found(await tryPage(ada, values))).toContain(
    'which is inside a private network. Nothing was connected to.',
  )
  // As the variable takes it, which a colon too many would keep the product from starting with.
  expect(found(await tryPage(ada, { ...values, Server: '::1' }))).toContain('OUTBOUND_ALLOW=[::1]:22.')
  const unknown = await tryPage(ada, { ...values, Server: 'no-such-server.invalid' })
  expect(found(unknown)).toMatch(/The server name no-such-server\.invalid/)
})

apart('a success ends the trouble that there was', async ({ town, ada }) => {
  await setUp(ada)
  const at = '2026-10-29T15:00:00.000Z'
  await noteTrouble(
    town.db,
    'bill-provider',
    { code: 'login-refused', sentence: 'It is refused.', stops: true },
    at,
  )
  const strip = (await ada.get(paths.generalLedger)).find('.subtabs').textContent
  expect(strip).toContain('Trouble since Oct 29')
  expect((await ada.get(tab)).words).toContain('Trouble since Oct 29: the password is refused. Connection')
  expect((await ada.get(path)).words).toContain('Nothing is sent or fetched until it is put right')
  await addTransactions(town.db, [['2026-10-05', 'billing', 'WATER', 100_00]])
  const home = (await ada.get(paths.home)).words
  expect(home).toContain('Bill Provider Trouble since Oct 29: the password is refused')
  const isStopped = async () => Boolean((await town.db('connection_health').first())?.stopped)
  // Nothing that is saved but the login itself, or what it is compared with, has it tried again.
  await ada.submit(await ada.get(path), { Server: '192.0.2.1', Password: 'of it' })
  expect(await isStopped()).toBe(false)
  await town.db('connection_health').update({ stopped: true })
  expect((await ada.submit(await ada.get(path), { 'Days off': '12/24/2026' })).said).toMatch(/is saved/)
  expect(await isStopped()).toBe(true)
  await setUp(ada, { Password: 'another one' })
  expect(await isStopped()).toBe(false)
})

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { jobKinds } from '../../../src/job-kinds.ts'
import { doubtRestoredJobs } from '../../../src/jobs/after-restore.ts'
import type { ProviderServer } from '../../support/connect-provider.ts'
import { justBefore } from '../../support/fault.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import {
  addRegisterRows,
  closeOctober,
  connectMyUsage,
  fillOctober,
  newest,
  reopenOctober,
} from '../../support/reconciliations.ts'
import { startScriptedSftp } from '../../support/scripted-sftp.ts'
import { canStartSftp, type SftpServer, sftpPassword, startSftp } from '../../support/sftp-server.ts'
import type { Town, TownOptions } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const folder = 'ToInvoiceCloud'
const name = 'exceleron-recon-2026-11-23-00001.xml'

let server: SftpServer

type StartTown = (options?: TownOptions) => Promise<Town>
type Ready = { town: Town; ada: Visitor; bob: Visitor; held: Page; inFolder(file?: string): string }

/** A town that is connected with the server, with October closed by Ada, and an empty folder there. */
async function ready(
  startTown: StartTown,
  { at = server, values = {} }: { at?: ProviderServer; values?: object } = {},
): Promise<Ready> {
  const inFolder = (file = '') => join(at.root, folder, file)
  if (at === server) for (const file of readdirSync(inFolder())) rmSync(inFolder(file))
  const town = await startTown({ env: { OUTBOUND_ALLOW: at.address } })
  const ada = await town.signIn('administrator', 'Ada')
  const bob = await town.signIn('administrator', 'Bob')
  await connectMyUsage(ada, at, values)
  await fillOctober(town)
  await closeOctober(town, ada)
  return { town, ada, bob, held: await newest(bob), inFolder }
}

const release = ({ bob, held }: Ready) => bob.submit(held, {}, { button: 'Release' })

async function released(all: Ready): Promise<Page> {
  await release(all)
  await all.town.runJobs()
  return all.bob.get(all.held.path)
}

const jobs = ({ town }: Ready) => town.db('jobs').where({ kind: 'reconciliation.send' }).orderBy('id')

/** As a server leaves it that ended while its process wrote. */
async function endWhileWriting({ town }: Ready) {
  const at = town.clock.now.toISOString()
  const working = { state: 'working', claimed_from: 'ready', attempt: 1, begun_at: at, due_at: null }
  await town.db('jobs').where({ kind: 'reconciliation.send' }).update(working)
  await town.db('prepaid_reconciliations').update({ write_began_at: at })
}

describe.skipIf(!canStartSftp)('a reconciliation to a real server', () => {
  beforeAll(async () => {
    server = await startSftp()
  })
  afterAll(() => server?.stop())

  test('two people who release it twice each send the held bytes once', async ({ startTown }) => {
    const all = await ready(startTown)
    const { town, ada, bob, held, inFolder } = all
    const cy = await town.signIn('administrator', 'Cy')
    const file = await bob.get(held.link('Download the file'))
    await addRegisterRows(town, [['2026-10-30', 'billing', '1001', 'ELEC', 1_00]])
    const theirs = await cy.get(held.path)
    const pages = await Promise.all(
      [bob, cy, bob, cy].map((who) => who.submit(who === bob ? held : theirs, {}, { button: 'Release' })),
    )
    for (const page of pages) expect(page.said).toMatch(/^The reconciliation is released/)
    const asked = () => bob.get(`${held.path}/progress?state=released`, { panel: true })
    expect((await asked()).status).toBe(204)
    await town.runJobs()
    expect((await asked()).response.headers['hx-redirect']).toBe(held.path)
    expect(readdirSync(inFolder())).toEqual([name])
    expect(readFileSync(inFolder(name)).equals(file.response.rawPayload)).toBe(true)
    expect(await jobs(all)).toHaveLength(1)
    const done = await ada.get(held.path)
    expect(done.words).toMatch(/Sent, Nov 23, 2026/)
    expect(done.words).toContain('the folder ToInvoiceCloud')
    expect((await ada.get('/?month=2026-10')).words).toMatch(/Reconciliationsent Nov 23, 2026/)
    const history = await ada.get(done.link('History of this reconciliation'))
    expect(history.words).toContain('Sent the reconciliation of October 2026, number 1')
    expect(await town.db('history').where({ kind: 'prepaid-reconciliation.released' })).toHaveLength(1)
    const late = await cy.submit(theirs, {}, { button: 'Release' })
    expect(late.words).toContain('Sent')
    await town.runJobs()
    expect(await jobs(all)).toHaveLength(1)
  })

  test('what was cut off is looked for, and sent again only where it surely did not arrive', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, bob, held, inFolder } = all
    await release(all)
    // Before its first byte was written it is only sent later.
    await town.db('jobs').where({ kind: 'reconciliation.send' }).update({ state: 'unknown' })
    expect((await bob.get(held.path)).words).toContain('May have arrived')
    await endWhileWriting(all)
    writeFileSync(inFolder(`${name}.part`), 'half of', { mode: 0o666 })
    await town.runJobs()
    expect((await bob.get(held.path)).words).toContain('May have arrived')
    town.clock.forward(2)
    await town.runJobs()
    expect((await bob.get(held.path)).words).toContain('Sending broke off before the file was whole')
    expect(readdirSync(inFolder())).toEqual([])
    town.clock.forward(2)
    await town.runJobs()
    expect((await bob.get(held.path)).words).toMatch(/Sent, Nov 23/)
    expect(readdirSync(inFolder())).toEqual([name])
    // Once more after it was there, as if the last answer had been lost with the server.
    await town.db('prepaid_reconciliations').update({ sent_at: null, seen_size: null })
    await endWhileWriting(all)
    for (let time = 0; time < 2; time++) {
      await town.runJobs()
      town.clock.forward(2)
    }
    await town.runJobs()
    expect((await bob.get(held.path)).words).toMatch(/Sent, Nov 23/)
    expect(readdirSync(inFolder())).toEqual([name])
  })

  test('wherever the database fails while it is sent, it is sent once and said so', async ({ startTown }) => {
    const all = await ready(startTown)
    const { town, bob, inFolder } = all
    for (const [index, moment] of [/set.*sent_at/, /ended_at/].entries()) {
      const page = await newest(bob)
      const because: Record<string, string> = index > 0 ? { Reason: 'Once more' } : {}
      await bob.submit(page, because, { button: 'Release' })
      const fail = () => Promise.reject(Object.assign(new Error('gone'), { code: '08006' }))
      await justBefore(moment, fail, () => town.runJobs().catch(() => undefined))
      town.clock.forward(2)
      await town.runJobs()
      const sent = await all.ada.get(page.path)
      expect(sent.words, String(moment)).toMatch(/Sent, Nov 23/)
      expect(readdirSync(inFolder())).toHaveLength(index + 1)
      await all.ada.submit(sent, {}, { button: 'Make it anew' })
      await town.runJobs()
    }
  })

  test('after a restore it is only looked for, and sent again by an administrator who says why', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, bob, held, inFolder } = all
    await release(all)
    await doubtRestoredJobs(town.db as never, jobKinds, town.clock.now.toISOString())
    const doubted = await bob.get(held.path)
    expect(doubted.words).toContain('May have arrived')
    await bob.submit(doubted, {}, { button: 'Look again' })
    await town.runJobs()
    expect(readdirSync(inFolder())).toEqual([])
    const absent = await bob.get(held.path)
    expect(absent.words).toContain('the vendor has taken it already')
    const refused = await bob.submit(absent, {}, { button: 'Send it again' })
    expect(refused.problemAt('Reason')).toMatch(/^Type why it is sent again/)
    const again = await bob.submit(refused, { Reason: 'They never had it' }, { button: 'Send it again' })
    expect(again.said).toMatch(/^The file is sent again/)
    await town.runJobs()
    expect(readdirSync(inFolder())).toEqual([name])
    expect((await bob.get(paths.history)).words).toContain('They never had it')
    expect(await jobs(all)).toHaveLength(1)
  })

  test('a name that is there already is left as it is, and the release can be canceled', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, bob, held, inFolder } = all
    writeFileSync(inFolder(name), 'of somebody else')
    const page = await released(all)
    expect(page.words).toContain('Not sent, needs a person')
    expect(page.words).toContain(`has a file ${name} in the folder ${folder} already`)
    const back = await bob.submit(page, {}, { button: 'Cancel the release' })
    expect(back.words).toContain('Held')
    rmSync(inFolder(name))
    await bob.submit(back, {}, { button: 'Release' })
    await town.runJobs()
    expect((await bob.get(held.path)).words).toMatch(/Sent, Nov 23/)
    expect(await jobs(all)).toHaveLength(2)
  })

  test('it goes to no other server than the page named, and another of its month waits for it', async ({
    startTown,
  }) => {
    const all = await ready(startTown)
    const { town, ada, bob, held, inFolder } = all
    expect(held.words).toContain(
      `It is sent to town at 127.0.0.1, port ${server.port}, the folder ${folder}.`,
    )
    await release(all)
    const moved = { Server: 'localhost', Password: sftpPassword }
    await ada.submit(await ada.get(paths.prepaidMeteringConnection), moved)
    await town.runJobs()
    const page = await bob.get(held.path)
    expect(page.words).toMatch(/Not sent, needs a person.*was to go to town at 127\.0\.0\.1.*by now/)
    await reopenOctober(ada)
    await closeOctober(town, ada)
    const second = await newest(bob)
    expect(second.words).toContain('Number 1 of October 2026 is released and not sent yet')
    expect((await bob.submit(page, {}, { button: 'Cancel the release' })).words).toContain('Replaced')
    await bob.submit(await bob.get(second.path), {}, { button: 'Release' })
    await town.runJobs()
    expect(readdirSync(inFolder())).toEqual([name.replace('00001', '00002')])
  })

  test('a login that is refused stops the connection, and the file waits', async ({ startTown }) => {
    const all = await ready(startTown)
    await all.ada.submit(await all.ada.get(paths.prepaidMeteringConnection), { Password: 'another password' })
    const page = await released(all)
    expect(page.words).toContain('Released')
    expect(page.link('Look at the connection')).toBe(paths.prepaidMeteringConnection)
    expect((await all.bob.get(paths.prepaidReconciliations)).words).toContain('Trouble with the vendor since')
  })
})

describe('a reconciliation to a server that breaks on purpose', () => {
  test('an answer that is lost leaves it unknown, and the vendor’s word ends that', async ({
    startTown,
    onTestFinished,
  }) => {
    const scripted = await startScriptedSftp()
    onTestFinished(() => scripted.stop())
    const all = await ready(startTown, { at: scripted, values: { 'User Name': 'vanish@rename' } })
    const { bob, inFolder } = all
    const page = await released(all)
    expect(page.words).toContain('May have arrived')
    expect((await bob.get(paths.history)).words).toContain(
      'Could not tell whether the reconciliation of October',
    )
    if (existsSync(inFolder(name))) renameSync(inFolder(name), inFolder('taken'))
    const told = await bob.submit(page, {}, { button: 'The vendor has it' })
    expect(told.said).toBe('Noted: the vendor has the file.')
    expect(told.words).toContain('Sent')
    expect(await jobs(all)).toHaveLength(1)
  })
})

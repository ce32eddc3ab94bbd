import { appendFileSync, chmodSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { billProvider } from '../../../src/connections/connection.ts'
import { openTarget } from '../../../src/connections/open-target.ts'
import { layoutFor } from '../../../src/features/file-layouts/layout-for.ts'
import { compareRules } from '../../../src/features/provider-payments/compare-rules.ts'
import { fetchPayments } from '../../../src/features/provider-payments/fetch-act.ts'
import { paths } from '../../../src/http/paths.ts'
import { noteTrouble } from '../../../src/jobs/health-store.ts'
import { connectProvider, type ProviderServer } from '../../support/connect-provider.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import { countedPayments, paymentsFile, setUpPayments } from '../../support/provider-payments.ts'
import { startScriptedSftp } from '../../support/scripted-sftp.ts'
import { canStartSftp, type SftpServer, startSftp } from '../../support/sftp-server.ts'
import type { Town, TownOptions } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const folder = 'FromInvoiceCloud/Payments'
const one = { number: 'C-1', customer: '1001', amount: '45.00' }
const two = { number: 'C-2', customer: '1002', amount: '80.25' }

let server: SftpServer

type StartTown = (options?: TownOptions) => Promise<Town>

/** A town that is connected with the server, and an empty folder there. */
async function connected(
  startTown: StartTown,
  login: Record<string, string> = {},
  { at = server, userName = 'town' }: { at?: ProviderServer; userName?: string } = {},
): Promise<[Town, Visitor]> {
  if (at === server)
    for (const name of readdirSync(join(at.root, folder))) rmSync(join(at.root, folder, name))
  const town = await startTown({ env: { OUTBOUND_ALLOW: at.address } })
  const ada = await town.signIn('administrator', 'Ada')
  await setUpPayments(town, ada)
  await connectProvider(ada, at, { userName, values: login })
  return [town, ada]
}

async function fetchNow(town: Town, visitor: Visitor) {
  const page = await visitor.get(paths.providerPayments)
  await visitor.submit(page, {}, { button: 'Fetch now' })
  await town.runJobs()
}

describe.skipIf(!canStartSftp)('payments from a real server', () => {
  beforeAll(async () => {
    server = await startSftp()
  })
  afterAll(() => server?.stop())

  test('a file that is not whole is looked at again by itself, and taken as soon as its own total agrees', async ({
    startTown,
  }) => {
    const [town, ada] = await connected(startTown)
    const content = paymentsFile([one, two])
    server.put(`${folder}/oct-06.csv`, content.slice(0, 40))
    server.put(`${folder}/oct-07.csv.part`, content)
    const trouble = { code: 'unreachable', sentence: 'It did not answer.', stops: false } as const
    await noteTrouble(town.db, 'bill-provider', trouble, town.clock.now.toISOString())
    expect((await ada.get(paths.providerPayments)).words).toContain('Trouble with the provider')
    await fetchNow(town, ada)
    expect(await countedPayments(town)).toEqual([])
    const { words } = await ada.get(paths.providerPayments)
    expect(words).toContain('1 new file is taken in a minute')
    expect(words, 'the server answered').not.toContain('Trouble with the provider')
    appendFileSync(join(server.root, folder, 'oct-06.csv'), content.slice(40))
    town.clock.forward(1)
    await town.runJobs()
    expect(await countedPayments(town)).toEqual(['payment C-1 4500', 'payment C-2 8025'])
    // It is left on the server, and not taken twice.
    await fetchNow(town, ada)
    const files = await ada.get(`${paths.providerPayments}/files`)
    expect(tableOf(files, 'Newest first')).toEqual([
      ['oct-06.csv', expect.anything(), 'Fetched', 'Read', '2', '125.25'],
    ])
    expect((await ada.get(paths.history)).words).toContain('Read oct-06.csv: 2 payments of 125.25')
    expect((await ada.get(paths.providerPayments)).words).toMatch(
      /The last file, oct-06\.csv, came .+: 2 payments of 125\.25\./,
    )
  })

  test('a file whose total does not agree is taken when a second look finds it as it was, and held', async ({
    startTown,
  }) => {
    const [town, ada] = await connected(startTown)
    server.put(`${folder}/oct-06.csv`, paymentsFile([one, two], { sum: '1.00' }))
    await fetchNow(town, ada)
    expect(await town.db('received_files')).toEqual([])
    town.clock.forward(1)
    await town.runJobs()
    expect((await ada.get(paths.providerPayments)).words).toContain('1 file is held')
    // What was had is left alone without a word.
    server.put(`${folder}/oct-07.csv`, paymentsFile([one]))
    await fetchNow(town, ada)
    expect(await countedPayments(town)).toEqual(['payment C-1 4500'])
    expect((await ada.get(paths.providerPayments)).words).not.toContain('in a minute')
  })

  test('a known name with other bytes is held, and the same bytes under another name add nothing', async ({
    startTown,
  }) => {
    const [town, ada] = await connected(startTown)
    const twice = async () => {
      await fetchNow(town, ada)
      town.clock.forward(1)
      await town.runJobs()
    }
    server.put(`${folder}/daily.csv`, paymentsFile([one]))
    await twice()
    server.put(`${folder}/daily.csv`, paymentsFile([one, two]))
    server.put(`${folder}/copy.csv`, paymentsFile([one]))
    await twice()
    expect(await countedPayments(town)).toEqual(['payment C-1 4500'])
    expect((await ada.get(paths.providerPayments)).words).toContain('1 file is held')
  })

  test.for([
    [
      'too large',
      'larger than 100 MB',
      () => {
        server.put(`${folder}/endless.csv`, '')
        truncateSync(join(server.root, folder, 'endless.csv'), 200_000_000_000)
      },
    ],
    [
      'not shown as it is called',
      'cannot be read: a?fdp.csv?b.',
      () => server.put(`${folder}/a\u202Efdp.csv\nb`, paymentsFile([two])),
    ],
    [
      'not permitted',
      'does not let town have the file',
      () => {
        server.put(`${folder}/another.csv`, paymentsFile([two]))
        chmodSync(join(server.root, folder, 'another.csv'), 0)
      },
    ],
  ] as const)(
    'a file that is %s is not fetched, is told, and keeps no other from being fetched',
    async ([, told, put], { startTown }) => {
      const [town, ada] = await connected(startTown)
      put()
      server.put(`${folder}/oct-06.csv`, paymentsFile([one]))
      await fetchNow(town, ada)
      town.clock.forward(1)
      await town.runJobs()
      expect(await countedPayments(town)).toEqual(['payment C-1 4500'])
      expect((await ada.get(paths.providerPayments)).words).toContain(told)
      expect((await ada.get(paths.history)).words).toContain('Read oct-06.csv: 1 payment of 45.00')
      // Once the provider has taken it away, the next fetch has nothing to tell.
      for (const name of readdirSync(join(server.root, folder))) rmSync(join(server.root, folder, name))
      await fetchNow(town, ada)
      expect((await ada.get(paths.providerPayments)).words).not.toContain(told)
    },
  )

  test('how the line failed is told, also where what is kept cannot be read', async ({ startTown }) => {
    const [town, ada] = await connected(startTown)
    server.put(`${folder}/oct-06.csv`, paymentsFile([one]))
    await fetchNow(town, ada)
    await town.db('received_files').update({ state: 'kept' })
    const settings = await town.deps.settings.now()
    const target = await openTarget(town.deps, billProvider)
    if ('missing' in target) throw new Error(target.missing)
    const work = {
      ...{ target, connection: billProvider, paymentsFolder: 'Nowhere', compare: compareRules(settings) },
      ...{ layout: await layoutFor(town.deps, 'payments'), folder: join(server.root, folder, 'oct-06.csv') },
    }
    const signal = new AbortController().signal
    const fetched = fetchPayments({ db: town.db, now: town.deps.now, signal }, work)
    await expect(fetched).rejects.toMatchObject({ code: 'folder-missing' })
  })

  test('what was due while the product was off is fetched once, at the hour of the town', async ({
    startTown,
  }) => {
    const [town] = await connected(startTown)
    server.put(`${folder}/oct-06.csv`, paymentsFile([one]))
    // Turned on at nine on a Monday: the fetch of that morning is not owed.
    await town.runJobs()
    expect(await town.db('jobs').where({ kind: 'payments.fetch' })).toEqual([])
    town.clock.forward(47 * 60)
    await town.runJobs()
    town.clock.forward(1)
    await town.runJobs()
    expect(await town.db('jobs').where({ kind: 'payments.fetch' }).pluck('key')).toEqual([
      'payments.fetch 2026-11-25',
    ])
    expect(await countedPayments(town)).toEqual(['payment C-1 4500'])
  })

  test('a refused password ends in its sentence, and nothing is tried again', async ({ startTown }) => {
    const [town, ada] = await connected(startTown, { Password: 'not the password' })
    const before = await ada.get(paths.providerPayments)
    await fetchNow(town, ada)
    const page = await ada.get(paths.providerPayments)
    expect(page.words).toContain('Trouble with the provider since')
    expect(page.words).toContain('Nothing is sent or fetched until an administrator has put it right.')
    expect(page.words).not.toContain('Payments are being fetched')
    const again = await ada.submit(before, {}, { button: 'Fetch now' })
    expect(again.status).toBe(409)
    const { attempt } = await town.db('jobs').where({ kind: 'payments.fetch' }).first()
    town.clock.forward(60)
    await town.runJobs()
    expect((await town.db('jobs').where({ kind: 'payments.fetch' }).first()).attempt).toBe(attempt)
  })
})

test('a file that becomes shorter while it is read adds nothing, and is looked at again', async ({
  startTown,
  onTestFinished,
}) => {
  const at = await startScriptedSftp()
  onTestFinished(() => at.stop())
  const folders = { 'Folder for payments': 'ToInvoiceCloud' }
  const [town, ada] = await connected(startTown, folders, { at, userName: 'shorten@read' })
  writeFileSync(join(at.root, 'ToInvoiceCloud', 'oct-06.csv'), paymentsFile(Array(2_000).fill(one)))
  await fetchNow(town, ada)
  town.clock.forward(1)
  await town.runJobs()
  expect(await town.db('received_files')).toEqual([])
  expect(await town.db('exchange_file_chunks')).toEqual([])
  expect((await ada.get(paths.providerPayments)).words).toContain('1 new file is taken in a minute')
})

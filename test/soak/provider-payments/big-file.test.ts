import { Buffer } from 'node:buffer'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { childrenOf, memory } from '../../bench/machine.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { paymentsFile, setUpPayments } from '../../support/provider-payments.ts'
import { canStartSftp, type SftpServer, sftpPassword, startSftp } from '../../support/sftp-server.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const folder = 'FromInvoiceCloud/Payments'
const rows = 97_000
const bytes = 50_000_000

let server: SftpServer

/** Lines of half a kilobyte, as of a provider that says much of each payment. */
function fileOf(count: number, from: number) {
  const lines = Array.from({ length: count }, (_, n) => ({
    number: `C-${from + n}`,
    customer: String(1_000 + (n % 30_000)),
    reason: 'What the provider says of it. '.repeat(16),
  }))
  return paymentsFile(lines)
}

/** Fetches what is in the folder; the most that the working process held, in MB. */
async function peakOfFetch(town: Town, visitor: Visitor) {
  town.clock.forward(1)
  await visitor.submit(await visitor.get(paths.providerPayments), {}, { button: 'Fetch now' })
  const before = new Set(childrenOf(process.pid))
  let peak = 0
  const watch = setInterval(() => {
    const own = childrenOf(process.pid).filter((pid) => !before.has(pid))
    peak = Math.max(peak, ...own.map((pid) => memory(pid).peak || 0))
  }, 20)
  await town.runJobs()
  clearInterval(watch)
  return peak
}

describe.skipIf(!canStartSftp)('50 MB of payments from OpenSSH (needs root on Linux)', () => {
  beforeAll(async () => {
    server = await startSftp()
  })
  afterAll(() => server.stop())

  test('are fetched, kept byte for byte and read in the memory of a small file', async ({ startTown }) => {
    const town = await startTown({ env: { OUTBOUND_ALLOW: server.address }, hasProcesses: true })
    const ada = await town.signIn('administrator', 'Ada')
    await setUpPayments(town, ada)
    const account = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: sftpPassword }
    await ada.submit(await ada.get(paths.billProvider), account)
    await ada.submit(await ada.get(paths.billProviderConnection), {
      ...{ Server: server.host, Port: String(server.port), Password: sftpPassword },
      'Server key': server.hostKey,
    })
    server.put(`${folder}/small.csv`, fileOf(100, 0))
    const small = await peakOfFetch(town, ada)
    const content = Buffer.from(fileOf(rows, 1_000))
    expect(content.length).toBeGreaterThan(bytes)
    server.put(`${folder}/large.csv`, content)
    const large = await peakOfFetch(town, ada)
    const kept = await town.db('received_files').orderBy('id')
    expect(kept.map(({ state, payments }) => [state, payments])).toEqual([
      ['read', 100],
      ['read', rows],
    ])
    const [, file] = await town.db('exchange_files').orderBy('id')
    expect(file.size).toBe(content.length)
    expect(large - small).toBeLessThan(80)
    console.log(`50 MB of payments: ${large.toFixed(0)} MB after ${small.toFixed(0)} MB`)
  })
})

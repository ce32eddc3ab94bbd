import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test as base, expect } from 'vitest'
import { startProvider } from '../../../src/demo/provider/provider.ts'
import { paymentsPurpose } from '../../../src/import-profiles/payments-purpose.ts'
import { eBillSvcPayments } from '../../../src/import-profiles/ready-made/ebillsvc.ts'
import { openFiles } from '../../../src/outbound/sftp.ts'
import type { Target } from '../../../src/outbound/target.ts'
import { readLayout } from '../../support/layout-files.ts'

const root = mkdtempSync(join(tmpdir(), 'utility-interfaces-sample-provider-'))
afterAll(() => rmSync(root, { recursive: true }))

const moment = async () => ({ day: '2026-11-23', time: '091500' })

/** A provider in a folder of its own, and how it is connected to. */
const test = base
  .extend('folder', () => mkdtempSync(join(root, 'case-')))
  .extend('failures', (): unknown[] => [])
  .extend('start', ({ folder, failures, onTestFinished }) => async () => {
    const provider = await startProvider(folder, {
      moment,
      paysAtOnce: true,
      failed: (error) => failures.push(error),
    })
    onTestFinished(provider.close)
    return provider
  })
  .extend('provider', ({ start }) => start())
  .extend('connect', ({ provider, onTestFinished }) => async (said: Partial<Target> = {}) => {
    const { server, port, userName, password, serverKey } = provider.login()
    const target = {
      ...{ host: server, port, userName, login: { password }, serverKeys: [serverKey] },
      ...{ usesOldAlgorithms: false, allowed: [`${server}:${port}`], ...said },
    }
    const files = await openFiles(target, { signal: AbortSignal.timeout(20_000) })
    onTestFinished(() => files.close())
    return files
  })

type Files = Awaited<ReturnType<typeof openFiles>>

const heading =
  '!BATCH\temail\tinvoice_no\tenter_date\texpire_date\taccount_no\tamount\tstatus\titem1\tcost1\tqty1\tdescr1'
const bills = Array.from(
  { length: 40 },
  (_, index) =>
    `billpay_invoice\ta@b.example\tS-${index}\t20261101\t20261120\t10${index}\t${index + 1}.50\t\t\t\t\t`,
)
const billFile = Buffer.from([heading, ...bills, ''].join('\r\n'))

async function send(files: Files, name: string, bytes = billFile) {
  async function* content() {
    yield bytes
  }
  await files.write('ToInvoiceCloud', name, bytes.length, content())
}

const paymentFiles = (files: Files) => files.list('FromInvoiceCloud/Payments')

/** The lines of a file, as one client reads it. */
async function linesOf(files: Files, name: string) {
  const pieces: Buffer[] = []
  await files.read(`FromInvoiceCloud/Payments/${name}`, async (bytes) => void pieces.push(Buffer.from(bytes)))
  return Buffer.concat(pieces).toString().split('\r\n').slice(0, -1)
}

const cents = (amount = '') => Math.round(Number(amount) * 100)
const sumOf = (lines: string[]) => lines.reduce((sum, line) => sum + cents(line.slice(121, 129)), 0)

/** What the total record says of a kind of records: how many, and cents. */
function saidOf(total: string, kind: number) {
  const pair = total.slice(7 + kind * 18, 25 + kind * 18)
  return [Number(pair.slice(0, 6)), cents(pair.slice(6))]
}

test('bills that arrive are paid by some, in a file whose total is the sum of its payments', async ({
  provider,
  connect,
  failures,
  folder,
}) => {
  const files = await connect()
  await send(files, 'bills.txt')
  await expect.poll(() => paymentFiles(files)).toHaveLength(1)
  const [{ name = '' } = {}] = await paymentFiles(files)
  const lines = await linesOf(files, name)
  const total = lines.pop() ?? ''
  expect(new Set(lines.map((line) => line.length))).toEqual(new Set([290]))
  expect(lines.length).toBeGreaterThan(5)
  const kinds = ['0', '1'].map((letter) => lines.filter((line) => line.startsWith(letter)))
  for (const [kind, those] of kinds.entries())
    expect(saidOf(total, kind)).toEqual([those.length, sumOf(those)])
  const text = [...lines, total, ''].join('\r\n')
  const file = join(folder, name)
  writeFileSync(file, text)
  const read = await readLayout(file, eBillSvcPayments.profile, paymentsPurpose)
  expect(read.errors).toEqual([])
  expect(read.totals?.agrees, read.totals?.figures.join()).toBe(true)
  expect(read.rows).toHaveLength(lines.length)
  expect(provider.account()).toMatchObject({ bills: 40, unpaid: 40 - lines.length })
  await expect(send(files, 'bills.txt'), 'a name that is taken').rejects.toMatchObject({
    code: 'name-exists',
  })
  await send(files, 'again.txt')
  expect(provider.account().bills, 'the same bills').toBe(40)
  expect(failures).toEqual([])
})

test('it sends back a payment, sends a wrong total, and goes on with its bills after a new start', async ({
  provider,
  connect,
  start,
}) => {
  const files = await connect()
  await send(files, 'bills.txt')
  await expect.poll(() => paymentFiles(files)).toHaveLength(1)
  while (await provider.makePayments());
  const { unpaid } = provider.account()
  const back = await provider.sendBack()
  const [returned = '', total = ''] = await linesOf(files, back?.name ?? '')
  expect(returned).toMatch(/^4/)
  expect(returned.slice(154, 162)).toBe('20261123')
  expect(saidOf(total, 4)).toEqual([1, sumOf([returned])])
  const wrong = await provider.sendWrongTotal()
  const lines = await linesOf(files, wrong?.name ?? '')
  const said = lines.pop() ?? ''
  const sum = [0, 1].reduce((sum, kind) => sum + (saidOf(said, kind)[1] ?? 0), 0)
  expect(sum).toBe(sumOf(lines) + 10_00)
  expect(provider.account().unpaid, 'nobody has paid by it').toBe(unpaid)

  await provider.close()
  const again = await start()
  expect(again.account()).toEqual(provider.account())
  expect(again.login()).toEqual(provider.login())
})

test('a wrong password, a changed key and a path that climbs out get nowhere', async ({
  provider,
  connect,
  folder,
}) => {
  await expect(connect({ login: { password: 'not it' } })).rejects.toMatchObject({ code: 'login-refused' })
  await expect(connect({ userName: 'root' })).rejects.toMatchObject({ code: 'login-refused' })
  writeFileSync(join(folder, 'secret.txt'), 'not for clients')
  const files = await connect()
  expect(await files.look('../secret.txt')).toBeUndefined()
  expect(await files.look('/ToInvoiceCloud/../../secret.txt')).toBeUndefined()
  await files.remove('../account-book.json').catch(() => undefined)
  const { serverKey } = provider.login()
  await provider.changeServerKey()
  await expect(connect({ serverKeys: [serverKey] })).rejects.toMatchObject({ code: 'server-key-changed' })
  const { serverKey: now } = provider.login()
  expect(now).not.toBe(serverKey)
  expect(await paymentFiles(await connect())).toEqual([])
  expect(readdirSync(folder)).toContain('account-book.json')
  expect(readFileSync(join(folder, 'secret.txt'), 'utf8')).toBe('not for clients')
})

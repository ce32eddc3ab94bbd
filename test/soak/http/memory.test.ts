import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { sendFile } from '../../bench/ledger-upload.ts'
import { memory } from '../../bench/machine.ts'
import { freshDatabase } from '../../support/database.ts'
import { newFolder, removeFolder, type Server, startServer } from '../../support/server.ts'
import { csvRow, testTransaction } from '../../support/transactions.ts'
import { hidden, setUpOverWire, WireClient } from '../../support/wire.ts'

const passphrase = 'wet stone under the weir'
const clerks = 20
const minutes = 20
/** Megabytes: what an office's oldest PC has to spare, and what comes and goes between two samples. */
const most = 160
const comesAndGoes = 8

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description\r\n'
const pages = [
  paths.home,
  paths.generalLedger,
  paths.transactions,
  paths.glAccounts,
  paths.history,
  paths.users,
  paths.ledgerInquiry,
  paths.updateGeneralLedger,
  paths.help,
]

/** A working day in minutes: signs in, goes through the pages, saves, brings a file in and leaves it, signs out. */
class Clerk {
  readonly #server: Server
  readonly #number: number
  #client: WireClient
  #files = 0
  #last = ''
  readonly wrong: string[] = []

  constructor(server: Server, number: number) {
    this.#server = server
    this.#number = number
    this.#client = new WireClient(server.url)
  }

  async work(until: number) {
    while (performance.now() < until) {
      try {
        await this.#signIn()
        for (let round = 0; round < 8 && performance.now() < until; round++) await this.#round(round)
        await this.#act(paths.signOut, {}, paths.home)
      } catch (error) {
        this.wrong.push(`after ${this.#last}: ${(error as Error).message}`)
      }
    }
  }

  async #signIn() {
    this.#client = new WireClient(this.#server.url)
    await this.#act(paths.signIn, { name: 'Ada Clerk', password: passphrase }, paths.signIn)
  }

  async #round(round: number) {
    for (const page of pages) {
      this.#judge(page, (await this.#client.get(page)).status)
      await pause(200 + ((this.#number * 37) % 100))
    }
    if (round % 4 === 1) await this.#save()
    if (round % 4 === 3) await this.#download()
    if (round === 5 && this.#number % 5 === 0) await this.#leaveAFile()
  }

  async #save() {
    const { html } = await this.#client.get(paths.generalLedger)
    const version = hidden(html, 'version')
    const fields = { interface: 'caselle-4', updateMethod: Number(version) % 2 ? 'cash' : 'accrual' }
    const sent = { _csrf: hidden(html, '_csrf'), version, ...fields }
    this.#judge('a save', (await this.#client.post(paths.generalLedger, sent)).status)
  }

  get #cookie() {
    return [...this.#client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async #download() {
    const url = `${this.#server.url}${paths.usersCsv}`
    const answer = await fetch(url, { headers: { cookie: this.#cookie } })
    await answer.arrayBuffer()
    this.#judge(paths.usersCsv, answer.status)
  }

  async #leaveAFile() {
    const file = join(this.#server.folder, `${this.#number}.csv`)
    const first = (this.#number * 1_000 + this.#files++) * 2_000
    const rows = Array.from({ length: 2_000 }, (_, index) => csvRow(testTransaction(first + index)))
    await writeFile(file, header + rows.join(''))
    const { html } = await this.#client.get(paths.transactionImports)
    const url = `${this.#server.url}${paths.transactionImports}`
    // One file is read at a time: another clerk's may be.
    const path = await sendFile(url, file, { token: hidden(html, '_csrf'), cookie: this.#cookie }).catch(
      () => undefined,
    )
    if (path) await this.#act(`${path}/cancellation`, {}, path)
  }

  async #act(path: string, fields: Record<string, string>, page: string) {
    const { html } = await this.#client.get(page)
    const { status } = await this.#client.post(path, { _csrf: hidden(html, '_csrf'), ...fields })
    this.#judge(path, status)
  }

  #judge(what: string, status: number) {
    this.#last = what
    if (status >= 400 && status !== 404 && status !== 409) this.wrong.push(`${what}: ${status}`)
  }
}

test(`${clerks} clerks for ${minutes} minutes: no failure, under ${most} MB, and no growth after the fifth minute`, async () => {
  const fresh = await freshDatabase()
  const folder = await newFolder()
  const env: Record<string, string> = fresh.databaseUrl ? { DATABASE_URL: fresh.databaseUrl } : {}
  const first = await startServer(folder, env)
  await setUpOverWire(first.url, first.setUpUrl as string, passphrase)
  // The process that makes the first administrator keeps the list of guessable passwords until its next start.
  await first.stop()

  const server = await startServer(folder, env)
  const pid = server.process.pid as number
  const until = performance.now() + minutes * 60_000
  const samples: number[] = [memory(pid).now]
  const office = Array.from({ length: clerks }, (_, number) => new Clerk(server, number))
  const working = Promise.all(office.map((clerk) => clerk.work(until)))
  while (performance.now() < until) {
    await pause(60_000)
    samples.push(memory(pid).now)
  }
  await working
  await pause(5_000)
  samples.push(memory(pid).now)
  console.log(`MB each minute: ${samples.map(Math.round).join(' ')}; at most ${Math.round(memory(pid).peak)}`)
  expect(
    office.flatMap(({ wrong }) => wrong),
    server.output(),
  ).toEqual([])
  expect(samples.at(-1)).toBeLessThan(most)
  const early = Math.max(...samples.slice(3, 7))
  expect(Math.max(...samples.slice(-5))).toBeLessThan(early + comesAndGoes)
  expect(await server.stop()).toBe(0)
  await removeFolder(folder)
  await fresh.drop()
})

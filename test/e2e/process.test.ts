import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { passphrase } from '../support/browser.ts'
import { run } from '../support/run.ts'
import { asStarted, newFolder, removeFolder, startRefused, startServer } from '../support/server.ts'
import { times } from '../support/soak.ts'
import { hidden, setUpOverWire } from '../support/wire.ts'

let folder: string
beforeEach(async () => {
  folder = await newFolder()
})
afterEach(() => removeFolder(folder))

const vendor = { interface: 'invoice-cloud', userName: 'town', password: 'from the provider' }

async function withAVendorPassword() {
  const server = await startServer(folder)
  const client = await setUpOverWire(server.url, server.setUpUrl as string, passphrase)
  const page = await client.get(`${paths.interfaces}/bill-provider`)
  const saved = await client.post(`${paths.interfaces}/bill-provider`, {
    _csrf: hidden(page.html, '_csrf'),
    version: '0',
    ...vendor,
  })
  expect(saved.status).toBe(303)
  await server.stop()
}

const ends = ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGHUP', 'SIGQUIT'] as const

test('stopped or killed in the middle of saves, no acknowledged save is lost and none is half', async () => {
  let server = await startServer(folder)
  const client = await setUpOverWire(server.url, server.setUpUrl as string, passphrase)
  let acknowledged = 0
  for (let round = 0; round < times(2, 50); round++) {
    if (round > 0) server = await startServer(folder)
    let kill: NodeJS.Timeout | undefined
    const mine = await reconnect(server.url, client.cookies)
    try {
      for (let n = 0; ; n++) {
        const page = await mine.get(paths.generalLedger)
        const version = Number(hidden(page.html, 'version'))
        expect(version).toBeGreaterThanOrEqual(acknowledged)
        const fields = {
          interface: n % 2 ? 'other' : 'caselle-4',
          updateMethod: version % 2 ? 'cash' : 'accrual',
        }
        const answer = await mine.post(
          paths.generalLedger,
          { _csrf: hidden(page.html, '_csrf'), version: String(version), ...fields },
          { 'HX-Request-Type': 'partial' },
        )
        if (answer.status !== 200 || !answer.html.includes('set up and saved')) continue
        acknowledged = version + 1
        const signal = ends[round % ends.length]
        kill ??= setTimeout(() => server.process.kill(signal), (round % 12) * 37)
      }
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error
    }
    clearTimeout(kill)
    await server.stop('SIGKILL')
  }
  server = await startServer(folder)
  const mine = await reconnect(server.url, client.cookies)
  const page = await mine.get(paths.generalLedger)
  expect(Number(hidden(page.html, 'version'))).toBeGreaterThanOrEqual(acknowledged)
  await server.stop()
})

async function reconnect(url: string, cookies: Map<string, string>) {
  const { WireClient } = await import('../support/wire.ts')
  const client = new WireClient(url)
  for (const [name, value] of cookies) client.cookies.set(name, value)
  return client
}

test('the key is made at first start in a folder of its own, readable by its owner only', async () => {
  const server = await startServer(folder)
  // It would open the debugger, or end the process.
  server.process.kill('SIGUSR1')
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect(await server.stop('SIGQUIT')).toBe(0)
  expect(server.output()).not.toMatch(/debugger/i)
  const mode = async (...path: string[]) => ((await stat(join(folder, ...path))).mode & 0o777).toString(8)
  expect(await mode('keys')).toBe('700')
  expect(await mode('keys', 'secret.key')).toBe('600')
  expect(await mode('data')).toBe('700')
  for (const entry of await readdir(join(folder, 'data'), { withFileTypes: true })) {
    expect(await mode('data', entry.name)).toBe(entry.isDirectory() ? '700' : '600')
  }
})

test('with the key missing or wrong while sealed values exist, the product does not start and says what to do', async () => {
  await withAVendorPassword()
  const elsewhere = join(folder, 'elsewhere', 'secret.key')
  const missing = await startRefused(folder, { KEY_FILE: elsewhere })
  expect(missing.code).not.toBe(0)
  expect(missing.said).toMatch(/is missing.*Put the file back/s)
  const wrong = await startRefused(folder, {
    KEY: randomBytes(32).toString('base64url'),
  })
  expect(wrong.code).not.toBe(0)
  expect(wrong.code).not.toBe(missing.code)
  expect(wrong.said).toMatch(/not the one/)
  await chmod(join(folder, 'keys', 'secret.key'), 0o644)
  const open = await startRefused(folder)
  expect([missing.code, wrong.code, 0]).not.toContain(open.code)
  for (const { said } of [missing, wrong, open]) expect(said).not.toMatch(/ {4}at /)
})

test('a second process, an unwritable folder and a port in use are told apart, in one sentence each', async () => {
  const server = await startServer(folder)
  const second = await startRefused(folder)
  expect(second.said).toMatch(/already runs on this DATA_DIR/)
  await server.stop()

  const file = join(folder, 'a-file')
  await writeFile(file, '')
  const notAFolder = await startRefused(folder, { DATA_DIR: join(file, 'data') })
  expect(notAFolder.said).toMatch(/DATA_DIR/)

  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const { port } = holder.address() as { port: number }
  const inUse = await startRefused(folder, { PORT: String(port) })
  expect(inUse.said).toBe(`PORT ${port} is in use by another program: stop it, or name another PORT.`)
  holder.close()

  expect(new Set([second.code, notAFolder.code, inUse.code]).size).toBe(3)
  for (const { said } of [second, notAFolder, inUse]) expect(said.split('\n')).toHaveLength(1)
})

test.each([
  ['PORT', '80x'],
  ['LOG_LEVEL', 'loud'],
  ['DATABASE_URL', 'mysql://elsewhere'],
  ['SESSION_IDLE_MINUTES', '0'],
  ['NODE_OPTIONS', '--inspect=0'],
])('a bad %s stops the start and is named', async (name, value) => {
  const { code, said } = await startRefused(folder, { [name]: value })
  expect(code).toBe(2)
  expect(said).toContain(name)
})

test('a start that waits for its database stops cleanly too', async () => {
  const env = { DATA_DIR: join(folder, 'data'), DATABASE_URL: 'postgres://town@127.0.0.1:1/town' }
  const until = /Waiting for the database/
  expect(await run('src/start.js', [], env, { until })).toMatchObject({ code: 0 })
})

test('an unknown name in .env stops the start and is named', async () => {
  await writeFile(join(folder, '.env'), 'DATA_DIRS=elsewhere\n')
  const { code, said } = await startRefused(folder)
  expect(code).toBe(2)
  expect(said).toMatch(/^\S*\.env, line 1: there is no variable DATA_DIRS\. Is DATA_DIR meant\?$/)
})

test('SIGTERM ends it, kept-alive and half-sent connections or not', async () => {
  const server = await startServer(folder)
  const { connect } = await import('node:net')
  const { port } = new URL(server.url)
  const idle = connect(Number(port), '127.0.0.1')
  idle.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n')
  const half = connect(Number(port), '127.0.0.1')
  half.write('POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')
  for (const socket of [idle, half]) socket.on('error', () => undefined)
  await new Promise((resolve) => idle.once('data', resolve))
  // Stopped by itself: what hangs is killed after fifteen seconds, and ends with a signal.
  expect(await server.stop()).toBe(0)
  idle.destroy()
  half.destroy()
})

test('a folder that cannot be written is told in a sentence', async () => {
  if (process.getuid?.() === 0) {
    // Root may write anywhere, so the server is run as nobody.
    await mkdir(join(folder, 'data'), { mode: 0o755 })
    await chmod(folder, 0o755)
    const child = spawn(process.execPath, [...asStarted, join(import.meta.dirname, '../../src/start.js')], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        DATA_DIR: join(folder, 'data'),
        KEY_FILE: join(folder, 'keys/k'),
        PORT: '0',
      },
      uid: 65_534,
      gid: 65_534,
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    // Where nobody may not even read the program, there is nothing to show.
    if (/EACCES.*node|Cannot find module/.test(said)) return
    expect(said.trim()).toMatch(/cannot be written/)
    expect(code).toBe(5)
    return
  }
  await mkdir(join(folder, 'data'), { mode: 0o500 })
  const { code, said } = await startRefused(folder)
  expect(code).toBe(5)
  expect(said).toMatch(/cannot be written/)
})

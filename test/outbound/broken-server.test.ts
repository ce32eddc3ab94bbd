import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutboundFault } from '../../src/outbound/fault.ts'
import { openFiles } from '../../src/outbound/sftp.ts'
import { type ScriptedSftp, startScriptedSftp } from '../support/scripted-sftp.ts'
import { sftpPassword } from '../support/sftp-server.ts'

let server: ScriptedSftp

beforeAll(async () => {
  server = await startScriptedSftp()
})
afterAll(() => server.stop())

let number = 0
let name: string
beforeEach(() => {
  name = `bills-${++number}.csv`
})

/** A session as the user name says that it breaks. */
function open(userName: string, call = 10_000) {
  return openFiles(
    {
      host: server.host,
      port: server.port,
      userName,
      login: { password: sftpPassword },
      serverKeys: [server.hostKey],
      usesOldAlgorithms: false,
      allowed: [server.address],
    },
    { signal: AbortSignal.timeout(20_000), patience: { opening: 15_000, call, signOfLife: 10_000 } },
  )
}

async function faultOf(promise: Promise<unknown>): Promise<OutboundFault> {
  return (await promise.then(
    () => 'no fault',
    (error) => error,
  )) as OutboundFault
}

const size = 200_000

async function* content() {
  for (let at = 0; at < size; at += 50_000) yield Buffer.alloc(50_000, at / 50_000)
}

const there = (file = name) => readdirSync(join(server.root, 'ToInvoiceCloud')).includes(file)

async function write(userName: string, call?: number) {
  const files = await open(userName, call)
  const fault = await faultOf(files.write('ToInvoiceCloud', name, size, content()))
  await files.close()
  return fault
}

describe('a connection cut in the middle of a call', () => {
  test.each(['open', 'write', 'stat', 'close'])(
    'of %s leaves no file under its name, and the next try sends it',
    async (call) => {
      expect(await write(`cut@${call}`)).toMatchObject({ code: 'dropped', stage: 'transfer' })
      expect(there()).toBe(false)
      expect(await write('town')).toBe('no fault')
      expect(statSync(join(server.root, 'ToInvoiceCloud', name)).size).toBe(size)
      expect(there(`${name}.part`)).toBe(false)
    },
  )

  test.each(['list', 'stat', 'read'])('of %s ends it', async (call) => {
    writeFileSync(join(server.root, name), Buffer.alloc(size))
    const files = await open(`cut@${call}`)
    const doing = call === 'list' ? files.list('') : files.read(name, async () => undefined)
    expect(await faultOf(doing)).toMatchObject({ code: 'dropped' })
    await files.close()
  })

  test('of remove ends it', async () => {
    writeFileSync(join(server.root, name), 'x')
    const files = await open('cut@remove')
    expect(await faultOf(files.remove(name))).toMatchObject({ code: 'dropped', stage: 'transfer' })
    await files.close()
  })
})

describe('a call that is never answered', () => {
  test.each(['open', 'write', 'stat', 'close'])(
    '%s ends by its deadline, with no file under its name',
    async (call) => {
      expect(await write(`stall@${call}`, 200)).toMatchObject({ code: 'timed-out', stage: 'transfer' })
      expect(there()).toBe(false)
    },
  )

  test.each(['list', 'read'])('%s ends by its deadline', async (call) => {
    writeFileSync(join(server.root, name), Buffer.alloc(size))
    const files = await open(`stall@${call}`, 200)
    const doing = call === 'list' ? files.list('') : files.read(name, async () => undefined)
    expect(await faultOf(doing)).toMatchObject({ code: 'timed-out' })
    await files.close()
  })
})

describe('the answer to the rename', () => {
  test('that is lost after it was done is found to have been done', async () => {
    expect(await write('lose@rename')).toBe('no fault')
    expect([there(), there(`${name}.part`)]).toEqual([true, false])
  })

  test('that is lost before it was done makes it not sent, and nothing is left for a late one', async () => {
    expect(await write('stall@rename', 1_000)).toMatchObject({ code: 'timed-out', stage: 'transfer' })
    expect([there(), there(`${name}.part`)]).toEqual([false, false])
  })

  test('that is lost together with the file leaves it unknown', async () => {
    const fault = await write('vanish@rename')
    expect(fault).toMatchObject({ code: 'answer-lost', stage: 'transfer' })
    expect(fault.sentence).toContain('It may have arrived')
    expect(fault.forProvider).toContain(`ToInvoiceCloud/${name} with 200000 bytes`)
  })

  test('is no proof where the file is not seen afterwards', async () => {
    expect(await write('steal@rename')).toMatchObject({ code: 'answer-lost' })
  })

  test('that refuses a name taken meanwhile leaves that file as it is', async () => {
    expect(await write('race@rename')).toMatchObject({ code: 'name-exists' })
    expect(readFileSync(join(server.root, 'ToInvoiceCloud', name), 'utf8')).toBe('of somebody else')
    expect(there(`${name}.part`)).toBe(false)
  })
})

describe('a file that is read', () => {
  async function read(userName: string) {
    writeFileSync(join(server.root, name), Buffer.concat(await Array.fromAsync(content())))
    const files = await open(userName)
    const pieces: Buffer[] = []
    const fault = await faultOf(files.read(name, async (bytes) => void pieces.push(bytes)))
    await files.close()
    return { fault, bytes: Buffer.concat(pieces) }
  }

  test.each(['shorten', 'grow'])('and changes meanwhile (%s) is not taken for whole', async (how) => {
    const { fault } = await read(`${how}@read`)
    expect(fault).toMatchObject({ code: 'shortened', stage: 'transfer' })
    expect(fault.sentence).toContain('200000 bytes before')
  })

  test('comes whole from a server that gives less than is asked for', async () => {
    const { fault, bytes } = await read('short@read')
    expect(fault).toBe('no fault')
    expect(bytes.equals(Buffer.concat(await Array.fromAsync(content())))).toBe(true)
  })

  test('comes whole from one that is slow but answers', async () => {
    const { bytes } = await read('late@read')
    expect(bytes.length).toBe(size)
  })
})

test.each(['swallow', 'full'])(
  'a server that keeps only a part (%s) is found out, and the part taken away',
  async (how) => {
    expect(await write(`${how}@write`)).toMatchObject({ code: 'disk-full' })
    expect([there(), there(`${name}.part`)]).toEqual([false, false])
  },
)

test('a server that hangs up on the password has refused it, so that it is not tried again', async () => {
  expect(await faultOf(open('hangup@login'))).toMatchObject({ code: 'login-refused', stage: 'signed-in' })
})

test('a server that wants another password says so', async () => {
  const fault = await faultOf(open('change@login'))
  expect(fault).toMatchObject({ code: 'password-expired', said: 'Your password has expired.' })
})

test('a password that a server says back is not kept with what it said', async () => {
  expect(await faultOf(open('tell@login'))).toMatchObject({ said: 'The password … has expired.' })
  const files = await open('tell@list')
  expect(await faultOf(files.list(''))).toMatchObject({ code: 'failed', said: 'Not with …!' })
  await files.close()
})

test('a process whose sessions were cut, stalled, aborted and closed ends by itself, with nothing thrown afterwards', async () => {
  writeFileSync(join(server.root, name), Buffer.alloc(size))
  const script = `
    import { openFiles } from '${join(import.meta.dirname, '../../src/outbound/sftp.ts')}'
    const of = (userName) => ({ host: '${server.host}', port: ${server.port}, userName, login: { password: '${sftpPassword}' },
      serverKeys: ['${server.hostKey}'], usesOldAlgorithms: false, allowed: ['${server.address}'] })
    const abort = new AbortController()
    const patience = { opening: 15_000, call: 1_000, signOfLife: 10_000 }
    const open = (userName) => openFiles(of(userName), { signal: abort.signal, patience })
    const codes = []
    const code = (promise) => promise.then(() => codes.push('done'), (error) => codes.push(error.code))
    for (const user of ['cut@read', 'stall@read', 'town']) {
      const files = await open(user)
      await code(files.read('${name}', async () => undefined))
      await files.close()
    }
    const left = await open('stall@list')
    const listing = code(left.list(''))
    abort.abort()
    await listing
    // Closed twice, or not at all: the connection is gone.
    await left.close()
    await code(open('town'))
    console.log(codes.join(' '))
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const status = await new Promise((resolve) => child.once('close', resolve))
  expect([output, status]).toEqual(['dropped timed-out done timed-out timed-out\n', 0])
})

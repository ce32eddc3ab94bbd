import { createHash } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutboundFault, Stage } from '../../src/outbound/fault.ts'
import { makeKeyPair, openFiles } from '../../src/outbound/sftp.ts'
import type { Target } from '../../src/outbound/target.ts'
import { startForwarder } from '../support/forwarder.ts'
import { canStartSftp, type SftpServer, sftpPassword, startSftp } from '../support/sftp-server.ts'

let server: SftpServer

const target = (change: Partial<Target> = {}): Target => ({
  host: server.host,
  port: server.port,
  userName: 'town',
  login: { password: sftpPassword },
  serverKeys: [server.hostKey],
  usesOldAlgorithms: false,
  allowed: [server.address],
  ...change,
})

const patience = { opening: 15_000, call: 15_000, signOfLife: 5_000 }

function open(change: Partial<Target> = {}, stages: string[] = []) {
  const onStage = (stage: Stage, detail: string) => stages.push(`${stage}: ${detail}`)
  return openFiles(target(change), { signal: AbortSignal.timeout(20_000), onStage, patience })
}

async function faultOf(promise: Promise<unknown>): Promise<OutboundFault> {
  return (await promise.then(
    () => 'no fault',
    (error) => error,
  )) as OutboundFault
}

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

describe.skipIf(!canStartSftp)('against OpenSSH (needs root on Linux)', () => {
  beforeAll(async () => {
    server = await startSftp()
  })
  afterAll(() => server.stop())

  test('a file goes out whole, is listed, comes back the same and is removed', async () => {
    const stages: string[] = []
    const files = await open({}, stages)
    expect(stages).toEqual([
      'name: 127.0.0.1',
      'allowed: 127.0.0.1',
      'reached: 127.0.0.1',
      `server-key: ${server.hostKey}`,
      'signed-in: town',
      'file-session: ',
    ])
    expect(files).toMatchObject({ serverKey: server.hostKey, usedNextPassword: false })
    await files.write('ToInvoiceCloud', 'whole.csv', 11, pieces('first,', 'last\n'))
    expect(readFileSync(join(server.root, 'ToInvoiceCloud/whole.csv'), 'utf8')).toBe('first,last\n')
    const listed = await files.list('ToInvoiceCloud')
    expect(listed.find((file) => file.name === 'whole.csv')).toMatchObject({ size: 11 })
    const read: Buffer[] = []
    const { size } = await files.read('ToInvoiceCloud/whole.csv', async (bytes) => void read.push(bytes))
    expect([size, Buffer.concat(read).toString()]).toEqual([11, 'first,last\n'])
    await files.remove('ToInvoiceCloud/whole.csv')
    expect(await files.look('ToInvoiceCloud/whole.csv')).toBeUndefined()
    await files.close()
    await expect.poll(() => server.connections(), { timeout: 15_000 }).toBe(0)
  })

  test('50 MB go out and come back the same', async () => {
    const [sent, came] = [createHash('sha256'), createHash('sha256')]
    async function* content() {
      for (let at = 0; at < 200; at++) {
        const bytes = Buffer.alloc(250_000, at)
        sent.update(bytes)
        yield bytes
      }
    }
    const files = await open()
    await files.write('ToInvoiceCloud', 'big.csv', 50_000_000, content())
    await files.read('ToInvoiceCloud/big.csv', async (bytes) => void came.update(bytes))
    await files.remove('ToInvoiceCloud/big.csv')
    await files.close()
    expect(came.digest('hex')).toBe(sent.digest('hex'))
  })

  test('a server key that is new or has changed ends it before the password is sent', async () => {
    const stages: string[] = []
    const unseen = await faultOf(open({ serverKeys: [], login: { password: 'wrong' } }, stages))
    expect(unseen).toMatchObject({ stage: 'server-key', code: 'server-key-new', serverKey: server.hostKey })
    expect(unseen.sentence).toContain(server.hostKey)
    const changed = await faultOf(open({ serverKeys: [server.nextHostKey] }))
    expect(changed).toMatchObject({
      stage: 'server-key',
      code: 'server-key-changed',
      serverKey: server.hostKey,
    })
    expect(stages.map((stage) => stage.split(':')[0])).toEqual(['name', 'allowed', 'reached'])
    await (await open({ serverKeys: [server.nextHostKey, server.hostKey] })).close()
  })

  test('a server is asked for its key of the kind that was accepted, where it shows another first', async () => {
    const stages: string[] = []
    const files = await open({ serverKeys: [server.otherHostKey] }, stages)
    expect(files.serverKey).toBe(server.otherHostKey)
    expect(stages.filter((stage) => !stage.startsWith('file-session'))).toEqual([
      'name: 127.0.0.1',
      'allowed: 127.0.0.1',
      'reached: 127.0.0.1',
      `server-key: ${server.otherHostKey}`,
      'signed-in: town',
    ])
    await files.close()
  })

  test('a server that shows another key and then nothing more has shown another key', async () => {
    const held: Socket[] = []
    // Lets the first connection through, and takes the others without a word.
    const between = createServer((near) => {
      const isFirst = held.push(near) === 1
      near.on('error', () => undefined)
      if (isFirst) near.pipe(connect(server.port, server.host)).pipe(near)
    })
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
    const { port } = between.address() as { port: number }
    const changed = target({ port, allowed: [`127.0.0.1:${port}`], serverKeys: [server.nextHostKey] })
    const stop = new AbortController()
    const opened = openFiles(changed, { signal: stop.signal, patience })
    await expect.poll(() => held.length, { timeout: 15_000 }).toBe(2)
    stop.abort()
    expect(await faultOf(opened)).toMatchObject({ code: 'server-key-changed', serverKey: server.hostKey })
    for (const socket of held) socket.destroy()
    between.close()
  })

  test.each<[string, Partial<Target>, string, string]>([
    ['a wrong password', { login: { password: 'wrong' } }, 'login-refused', 'signed-in'],
    ['a user nobody has', { userName: 'nobody-here' }, 'login-refused', 'signed-in'],
    ['an account that has ended', { userName: 'closed' }, 'login-refused', 'signed-in'],
    ['a password that must be changed', { userName: 'expired' }, 'password-expired', 'file-session'],
    ['an account without file sessions', { userName: 'nofiles' }, 'no-file-session', 'file-session'],
  ])('%s ends in its sentence', async (_, change, code, stage) => {
    const fault = await faultOf(open(change))
    expect(fault).toMatchObject({ code, stage })
    expect(fault.sentence).toMatch(/^The server 127\.0\.0\.1 /)
    expect(fault.forProvider).toContain(change.userName ?? 'town')
    expect(JSON.stringify({ ...fault })).not.toContain(sftpPassword)
  })

  test('a server that asks by keyboard only gets the password as its one answer', async () => {
    const files = await open({ userName: 'keyboard' })
    expect((await files.list('')).length).toBe(0)
    await files.close()
    const fault = await faultOf(open({ userName: 'keyboard', login: { password: 'wrong' } }))
    expect(fault).toMatchObject({ code: 'login-refused' })
  })

  test('the next password is tried once where the first is refused', async () => {
    const files = await open({ login: { password: 'old', nextPassword: sftpPassword } })
    expect(files.usedNextPassword).toBe(true)
    await files.close()
    const fault = await faultOf(open({ login: { password: 'old', nextPassword: 'older' } }))
    expect(fault.sentence).toContain('Each was tried once.')
  })

  test('a key that was made here signs in, and another one does not', async () => {
    const pair = await makeKeyPair('town of Springfield')
    expect(pair.publicKey).toMatch(/^ssh-ed25519 \S+ town of Springfield$/)
    const refused = await faultOf(open({ login: { privateKey: pair.privateKey } }))
    expect(refused).toMatchObject({ code: 'login-refused' })
    server.authorize('town', pair.publicKey)
    await (await open({ login: { privateKey: pair.privateKey } })).close()
  })

  test('a second proof after the password is no login for a program', async () => {
    const fault = await faultOf(open({ userName: 'second' }))
    expect(fault).toMatchObject({ code: 'login-refused', stage: 'signed-in' })
    expect(fault.sentence).toContain('second proof')
  })

  test('a folder that is missing, and one that is not the town’s, are told apart', async () => {
    const files = await open()
    expect(await faultOf(files.list('ToNobody'))).toMatchObject({ code: 'folder-missing', stage: 'folders' })
    const missing = await faultOf(files.write('ToNobody', 'a.csv', 1, pieces('x')))
    expect(missing).toMatchObject({ code: 'folder-missing', stage: 'transfer' })
    const locked = await faultOf(files.write('locked', 'a.csv', 1, pieces('x')))
    expect(locked).toMatchObject({ code: 'not-permitted', said: 'Permission denied' })
    await files.close()
  })

  test('folders, links and what leads out of a folder are no files of it', async () => {
    server.put('FromInvoiceCloud/one.csv', '1')
    symlinkSync('/etc/passwd', join(server.root, 'FromInvoiceCloud/link.csv'))
    const files = await open()
    expect((await files.list('FromInvoiceCloud/')).map(({ name }) => name)).toEqual(['one.csv'])
    await files.close()
  })

  test('a name that is taken stays as it is, and nothing is left beside it', async () => {
    server.put('ToInvoiceCloud/taken.csv', 'the first')
    const files = await open()
    const fault = await faultOf(files.write('ToInvoiceCloud', 'taken.csv', 3, pieces('new')))
    expect(fault).toMatchObject({ code: 'name-exists', stage: 'transfer' })
    await files.close()
    expect(readFileSync(join(server.root, 'ToInvoiceCloud/taken.csv'), 'utf8')).toBe('the first')
    expect(existsSync(join(server.root, 'ToInvoiceCloud/taken.csv.part'))).toBe(false)
  })

  test('what an earlier try left behind under the passing name is replaced', async () => {
    server.put('ToInvoiceCloud/again.csv.part', 'half of it, and longer than all of the new one')
    const files = await open()
    await files.write('ToInvoiceCloud', 'again.csv', 3, pieces('new'))
    await files.close()
    expect(readFileSync(join(server.root, 'ToInvoiceCloud/again.csv'), 'utf8')).toBe('new')
    expect(existsSync(join(server.root, 'ToInvoiceCloud/again.csv.part'))).toBe(false)
  })

  test('a full disk leaves nothing half', async () => {
    const files = await open()
    const size = 1_500_000
    const fault = await faultOf(files.write('small', 'big.csv', size, pieces('x'.repeat(size))))
    expect(fault).toMatchObject({ code: 'disk-full', stage: 'transfer', said: 'Failure' })
    expect(await files.list('small')).toEqual([])
    await files.write('small', 'little.csv', 3, pieces('fit'))
    await files.close()
  })

  test.each<[Stage, Stage]>([
    ['reached', 'server-key'],
    ['server-key', 'signed-in'],
    ['signed-in', 'file-session'],
  ])('a server that answers nothing more after %s is given up', async (after, stage) => {
    const between = await startForwarder(`ssh://${server.address}`)
    const { port } = new URL(between.url)
    const stop = new AbortController()
    const onStage = (passed: Stage) => {
      if (passed !== after) return
      between.freeze('all')
      setTimeout(() => stop.abort(), 100)
    }
    const promise = openFiles(target({ port: Number(port), allowed: [`127.0.0.1:${port}`] }), {
      signal: stop.signal,
      onStage,
      patience,
    })
    expect(await faultOf(promise)).toMatchObject({ code: 'timed-out', stage })
    await between.close()
  })

  test('a server that takes the connection and never greets is given up by the deadline for all of the opening', async () => {
    await server.freeze()
    const options = { signal: AbortSignal.timeout(20_000), patience: { ...patience, opening: 200 } }
    expect(await faultOf(openFiles(target(), options))).toMatchObject({ code: 'timed-out' })
    await server.thaw()
  })

  test('a server that is stopped in the middle of a file is given up, and by an abort at once', async () => {
    server.put('FromInvoiceCloud/Payments/long.csv', Buffer.alloc(4_000_000, 'x'))
    const abort = new AbortController()
    const options = { signal: abort.signal, patience: { ...patience, call: 1_000, signOfLife: 60_000 } }
    const [byDeadline, byAbort] = await Promise.all([
      openFiles(target(), options),
      openFiles(target(), { ...options, patience }),
    ])
    let isFrozen: Promise<void> | undefined
    const take = () => (isFrozen ??= server.freeze())
    const late = await faultOf(byDeadline.read('FromInvoiceCloud/Payments/long.csv', take))
    expect(late).toMatchObject({ code: 'timed-out', stage: 'transfer' })
    const listing = faultOf(byAbort.list('ToInvoiceCloud'))
    abort.abort()
    expect(await listing).toMatchObject({ code: 'timed-out', stage: 'folders' })
    await Promise.all([byDeadline.close(), byAbort.close()])
    await server.thaw()
  })

  test('no signs of life end a session that nobody uses', async () => {
    const files = await openFiles(target(), {
      signal: AbortSignal.timeout(20_000),
      patience: { ...patience, signOfLife: 200 },
    })
    await server.freeze()
    expect(await faultOf(files.list('ToInvoiceCloud'))).toMatchObject({ code: 'timed-out' })
    await files.close()
    await server.thaw()
  })

  test('a server that crashes ends what is under way', async () => {
    server.put('FromInvoiceCloud/Payments/crash.csv', Buffer.alloc(4_000_000, 'x'))
    const files = await open()
    let isDropped: Promise<void> | undefined
    const fault = await faultOf(
      files.read('FromInvoiceCloud/Payments/crash.csv', () => (isDropped ??= server.drop())),
    )
    expect(fault).toMatchObject({ code: 'dropped', stage: 'transfer' })
    expect(await faultOf(files.list('ToInvoiceCloud'))).toMatchObject({ code: 'dropped', stage: 'folders' })
    await files.close()
  })

  test('a port where nobody listens, and a name that nobody has, end in their sentences', async () => {
    const port = 1
    const refused = await faultOf(open({ port, allowed: ['127.0.0.1:1'] }))
    expect(refused).toMatchObject({ code: 'unreachable', stage: 'reached' })
    const unknown = await faultOf(open({ host: 'no-such-server.invalid' }))
    expect(unknown).toMatchObject({ code: 'name-unknown', stage: 'name' })
  })

  test('an address of this machine that the operator does not name is never connected to', async () => {
    const stages: string[] = []
    for (const host of ['127.0.0.1', 'localhost', '127.1', '::ffff:127.0.0.1']) {
      const fault = await faultOf(open({ host, allowed: [] }, stages))
      expect(fault, host).toMatchObject({ code: 'address-not-allowed', stage: 'allowed' })
    }
    expect(stages.filter((stage) => !stage.startsWith('name'))).toEqual([])
    // By the name that is typed, whatever address it has.
    await (await open({ host: 'localhost', allowed: [`localhost:${server.port}`] })).close()
  })
})

describe.skipIf(!canStartSftp)('against an OpenSSH that changes (needs root on Linux)', () => {
  test('another key stops it until it is accepted, and old algorithms until they are chosen', async () => {
    server = await startSftp()
    const before = server.hostKey
    await server.changeHostKey()
    expect(server.hostKey).toBe(server.nextHostKey)
    expect(await faultOf(open({ serverKeys: [before] }))).toMatchObject({ code: 'server-key-changed' })
    await (await open({ serverKeys: [before, server.hostKey] })).close()
    await server.speakOldOnly()
    const old = await faultOf(open())
    expect(old).toMatchObject({ code: 'only-old-algorithms', stage: 'server-key' })
    await (await open({ usesOldAlgorithms: true })).close()
    await server.stop()
  })
})

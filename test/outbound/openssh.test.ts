import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutboundFault, Stage } from '../../src/outbound/fault.ts'
import { makeKeyPair, openFiles } from '../../src/outbound/sftp.ts'
import type { Target } from '../../src/outbound/target.ts'
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

const patience = { opening: 5_000, call: 5_000, signOfLife: 2_000 }

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
    expect(await files.list('ToInvoiceCloud')).toMatchObject([{ name: 'whole.csv', size: 11 }])
    const read: Buffer[] = []
    const { size } = await files.read('ToInvoiceCloud/whole.csv', async (bytes) => void read.push(bytes))
    expect([size, Buffer.concat(read).toString()]).toEqual([11, 'first,last\n'])
    await files.remove('ToInvoiceCloud/whole.csv')
    expect(await files.look('ToInvoiceCloud/whole.csv')).toBeUndefined()
    await files.close()
    expect(await server.connections()).toBe(0)
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
})

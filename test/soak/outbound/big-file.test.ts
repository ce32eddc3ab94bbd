import { fork } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canStartSftp, type SftpServer, sftpPassword, startSftp } from '../../support/sftp-server.ts'

const pieces = 200
const size = 50_000_000

let server: SftpServer

function begin(name: string) {
  const target = {
    host: server.host,
    port: server.port,
    userName: 'town',
    login: { password: sftpPassword },
    serverKeys: [server.hostKey],
    usesOldAlgorithms: false,
    allowed: [server.address],
  }
  const script = join(import.meta.dirname, 'big-file-writer.ts')
  const child = fork(script, [JSON.stringify(target), name, `${pieces}`], {
    execArgv: ['--max-old-space-size=64'],
    silent: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text))
  const isOpen = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()))
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(output)))
  return { child, isOpen, ended }
}

describe.skipIf(!canStartSftp)('50 MB against OpenSSH (needs root on Linux)', () => {
  beforeAll(async () => {
    server = await startSftp()
  })
  afterAll(() => server.stop())

  test('go out and come back with a little memory', async () => {
    const output = await begin('whole.csv').ended
    const [, read, memory] = /^open\nread (\d+), memory (\d+) MB\n$/.exec(output) ?? [output]
    expect(Number(read)).toBe(size)
    expect(Number(memory)).toBeLessThan(100)
  })

  test('are under their name whole or not at all, at whichever moment the process is killed, and go out the next time', async () => {
    for (let round = 0; round < 40; round++) {
      const name = `killed-${round}.csv`
      const { child, isOpen, ended } = begin(name)
      await isOpen
      await new Promise((resolve) => setTimeout(resolve, round * 40))
      child.kill('SIGKILL')
      await ended
      await expect.poll(() => server.connections(), { timeout: 15_000 }).toBe(0)
      const path = join(server.root, 'ToInvoiceCloud', name)
      if (existsSync(path)) expect(statSync(path).size, name).toBe(size)
      else expect(await begin(name).ended).toContain(`read ${size}`)
      expect(existsSync(`${path}.part`), name).toBe(false)
    }
  })
})

import { type AddressInfo, createServer } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'

/** What a client of PostgreSQL says first when it wants TLS: eight bytes, of which the last four mean that. */
const wantsTls = Buffer.from('0000000804d2162f', 'hex')

/** Something that listens where a database would, and has no TLS. */
async function firstWords(host: string, query = '') {
  const heard: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (bytes: Buffer) => {
      heard.push(bytes)
      socket.end('N')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  const db = connect({
    dataDir: '',
    databaseUrl: `postgres://clerk:open-sesame@${host}:${port}/town${query}`,
  })
  const error = await db.raw('select 1').then(
    () => undefined,
    (reason: Error) => reason,
  )
  await db.destroy()
  await new Promise((resolve) => server.close(resolve))
  return { heard: Buffer.concat(heard), error: String(error?.message) }
}

function thisMachineFromOutside() {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? hostname()
}

test('a database on another machine is asked for TLS first, and without it is told nothing', async () => {
  for (const query of ['', '?sslmode=verify-full']) {
    const { heard, error } = await firstWords(thisMachineFromOutside(), query)
    expect(heard.equals(wantsTls)).toBe(true)
    expect(error).toContain('does not support SSL')
  }
})

test('a database on this machine, or one that is named with sslmode=disable, is spoken to plainly', async () => {
  for (const [host, query] of [
    ['127.0.0.1', ''],
    ['localhost', ''],
    [thisMachineFromOutside(), '?sslmode=disable'],
  ] as const) {
    const { heard } = await firstWords(host, query)
    expect(heard.toString()).toContain('clerk')
  }
})

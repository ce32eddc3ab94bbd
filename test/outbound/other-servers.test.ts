import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { OutboundFault } from '../../src/outbound/fault.ts'
import { openFiles } from '../../src/outbound/sftp.ts'

let server: Server | undefined

afterEach(() => void server?.close())

/** What becomes of a session with whatever greets so. */
async function greetedBy(greet: (socket: Socket) => void): Promise<OutboundFault> {
  const began = createServer((socket) => {
    socket.on('error', () => undefined)
    greet(socket)
  })
  server = began
  await new Promise<void>((resolve) => began.listen(0, '127.0.0.1', resolve))
  const { port } = began.address() as { port: number }
  const opened = openFiles(
    {
      ...{ host: '127.0.0.1', port, userName: 'town', login: { password: 'never sent' } },
      ...{ serverKeys: ['SHA256:x'], usesOldAlgorithms: false, allowed: [`127.0.0.1:${port}`] },
    },
    { signal: AbortSignal.timeout(10_000) },
  )
  return (await opened.catch((error) => error)) as OutboundFault
}

function pour(text: string) {
  return (socket: Socket) => {
    const more = () => {
      while (socket.writable && socket.write(text));
    }
    socket.on('drain', more)
    more()
  }
}

test('an FTP server, which waits politely, is found out at once', async () => {
  const fault = await greetedBy((socket) => socket.write('220 Welcome to our FTP\r\n'))
  expect(fault).toMatchObject({ code: 'failed', stage: 'server-key', said: '220 Welcome to our FTP' })
  expect(fault.sentence).toContain('is not an SFTP server')
})

test('a web server is found out by its answer', async () => {
  const fault = await greetedBy((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect(fault.sentence).toContain('is not an SFTP server')
})

test.each<[string, (socket: Socket) => void, string]>([
  ['hangs up', (socket) => socket.end(), 'dropped'],
  ['speaks SSH 1', (socket) => socket.write('SSH-1.5-old\r\n'), 'failed'],
  ['talks without end', pour('x'.repeat(65_536)), 'failed'],
  ['says lines without end', pour('hello\r\n'.repeat(5_000)), 'failed'],
  ['sends a packet of nonsense', (socket) => socket.write(`SSH-2.0-x\r\n${'\u007f'.repeat(100)}`), 'failed'],
  ['says that a packet is huge', (socket) => socket.write('SSH-2.0-x\r\n\u0000\u0003\u0000\u0000'), 'failed'],
])('what %s is given up without waiting', async (_, greet, code) => {
  expect(await greetedBy(greet)).toMatchObject({ code, stage: 'server-key' })
})

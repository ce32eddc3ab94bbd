import { connect } from 'node:net'
import { expect } from 'vitest'
import { test } from '../support/fixtures.ts'

let port: number
test.beforeAll(async ({ town }) => {
  await town.app.listen({ port: 0, host: '127.0.0.1' })
  ;({ port } = town.app.server.address() as { port: number })
})

/** Everything that comes back for these very bytes, until the server closes the connection. */
function answersTo(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let heard = ''
    socket.on('data', (part) => {
      heard += part
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })
}

const form = 'Content-Type: application/x-www-form-urlencoded'
const smuggled = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'

test.each([
  [
    'two lengths that differ',
    `POST /sign-in HTTP/1.1\r\nHost: x\r\n${form}\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n${smuggled}`,
  ],
  [
    'a length and chunks at once',
    `POST /sign-in HTTP/1.1\r\nHost: x\r\n${form}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  ],
  [
    'chunks under a disguised name',
    `POST /sign-in HTTP/1.1\r\nHost: x\r\n${form}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  ],
  [
    'a chunk that is not as long as it says',
    `POST /sign-in HTTP/1.1\r\nHost: x\r\n${form}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n${smuggled}`,
  ],
  ['a bare line feed in a header', `GET /sign-in HTTP/1.1\r\nHost: x\nX: y\r\n\r\n${smuggled}`],
])('%s: refused, and what comes behind is not read as a request', async (_, bytes) => {
  const heard = await answersTo(bytes)
  expect(heard.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 400'])
  expect(heard).not.toContain('ok\n')
})

test('each log line is one JSON object with time, level and request, whatever was asked', async ({
  town,
}) => {
  town.log.length = 0
  const address = '/%0a{"level":60}%1b[2J\u00e9?q=%0d%0a'
  await town.visitor().get(encodeURI(address).replaceAll('%25', '%'), { follow: false })
  expect(town.log.length).toBeGreaterThan(0)
  for (const line of town.log) {
    expect(line.match(/\n/g)).toHaveLength(1)
    expect(line.trimEnd()).not.toMatch(/\p{Cc}/u)
    const entry = JSON.parse(line)
    expect(entry).toMatchObject({ level: expect.any(Number), reqId: expect.any(String) })
    expect(entry.msg).toBe('answered')
    expect(new Date(entry.time).getTime()).toBeGreaterThan(0)
  }
})

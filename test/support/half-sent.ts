import { connect } from 'node:net'

const starts = [
  'GET /sign-in HTTP/1.1\r\nHost: x\r\n',
  'POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nname=',
]

/** Begins requests, every other one with its headers whole, and never ends them; each is done when its connection is closed. */
export function halfSent(port: number, count: number): Promise<unknown>[] {
  return Array.from({ length: count }, (_, n) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(starts[n % 2] as string))
    socket.on('error', () => undefined).resume()
    return new Promise((resolve) => socket.once('close', resolve))
  })
}

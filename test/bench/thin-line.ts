import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Slow 3G, as browsers' own tools have it. */
export const roundTrip = 400
export const bytesPerSecond = 50_000

/** What fits a packet: a long answer comes in pieces, as over a line. */
const packet = 1_400

type Seen = { at: number; what: string }

type ThinLine = {
  url: string
  /** What came over the line since it was last asked: connections, requests, and bytes of both ways. */
  read(): { log: Seen[]; connections: number; requests: number; bytes: number }
  close(): void
}

/** One way of the line: packets of all connections leave one after the other, in order, and arrive half a round trip later. */
function oneWay() {
  let freeAt = 0
  let arrived: Promise<unknown> = Promise.resolve()
  return (bytes: number, arrive: () => void) => {
    freeAt = Math.max(freeAt, performance.now()) + (bytes / bytesPerSecond) * 1_000
    const due = freeAt + roundTrip / 2
    arrived = arrived.then(() => sleep(Math.max(0, due - performance.now()))).then(arrive)
  }
}

/**
 * Stands between a browser and the product as a thin line does. A connection costs a round trip before its first byte; slow
 * start is left out, since no answer of the product is longer than the ten packets that TCP begins with.
 */
export async function startThinLine(target: string): Promise<ThinLine> {
  const { hostname, port } = new URL(target)
  const [up, down] = [oneWay(), oneWay()]
  let seen = { log: [] as Seen[], connections: 0, bytes: 0, requests: 0 }
  const sockets = new Set<Socket>()
  const note = (what: string) => seen.log.push({ at: performance.timeOrigin + performance.now(), what })

  function pass(from: Socket, to: Socket, way: typeof up, opened: Promise<unknown>) {
    from.on('data', async (chunk: Buffer) => {
      await opened
      for (let start = 0; start < chunk.length; start += packet) {
        const piece = chunk.subarray(start, start + packet)
        seen.bytes += piece.length
        way(piece.length, () => to.writable && to.write(piece))
      }
    })
    from.on('end', async () => {
      await opened
      way(0, () => to.end())
    })
    from.on('error', () => to.destroy())
  }

  let count = 0
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: Number(port), host: hostname, noDelay: true })
    const number = ++count
    seen.connections++
    note(`connection ${number} opens`)
    near.on('data', (chunk: Buffer) => {
      const line = /^(?:GET|POST) \S+/.exec(chunk.toString('latin1'))?.[0]
      if (!line) return
      seen.requests++
      note(`connection ${number}: ${line}`)
    })
    near.on('close', () => note(`connection ${number} is closed`))
    pass(near, far, up, sleep(roundTrip))
    pass(far, near, down, Promise.resolve())
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = new URL(target)
  url.port = String((server.address() as { port: number }).port)
  return {
    url: url.origin,
    read() {
      const before = seen
      seen = { log: [], connections: 0, bytes: 0, requests: 0 }
      return before
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

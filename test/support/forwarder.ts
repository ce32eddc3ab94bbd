import { connect, createServer, type Socket } from 'node:net'

export type Forwarder = {
  /** The target's address, by way of the forwarder. */
  url: string
  /** From now on not a byte gets through, and nobody is told: the connections there are, or new ones too. */
  freeze(which: 'those there are' | 'all'): void
  thaw(): void
  close(): Promise<void>
}

/** Stands between the product and a server, as a firewall does. */
export async function startForwarder(target: string): Promise<Forwarder> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<[Socket, Socket]>()
  let isFrozen = false
  const stop = ([near, far]: [Socket, Socket]) => {
    for (const socket of [near.unpipe(), far.unpipe()]) socket.pause()
  }
  const pass = ([near, far]: [Socket, Socket]) => {
    near.pipe(far)
    far.pipe(near)
  }
  const server = createServer((near) => {
    const pair: [Socket, Socket] = [near, connect(Number(port), hostname)]
    pairs.add(pair)
    isFrozen ? stop(pair) : pass(pair)
    for (const socket of pair) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        pairs.delete(pair)
        for (const one of pair) one.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`
  return {
    url: url.href,
    freeze(which) {
      isFrozen = which === 'all'
      for (const pair of pairs) stop(pair)
    },
    thaw() {
      isFrozen = false
      for (const pair of pairs) pass(pair)
    },
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

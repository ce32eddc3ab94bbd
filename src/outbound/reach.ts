import { lookup } from 'node:dns/promises'
import { connect, isIPv6, type Socket } from 'node:net'
import { isAllowedAddress } from './allowed-address.ts'
import type { OutboundFault, Stage } from './fault.ts'
import { type About, faultOf } from './fault-words.ts'
import type { Target } from './target.ts'

/** A name may have several addresses, of which one may answer nothing: the others get their turn. */
const mostAddresses = 4
const turnMs = 5_000

export type OnStage = (stage: Stage, detail: string) => void

/** What it takes to connect to a server, and to say why not. */
type Reachable = About & Pick<Target, 'allowed'>

/**
 * Connects to the server. Its name is asked for once, and the connection made to the very address that was judged: a name
 * that has another address a moment later leads nowhere else.
 */
export async function reach(target: Reachable, signal: AbortSignal, onStage: OnStage): Promise<Socket> {
  const { host, port } = target
  const addresses = await lookUp(target, signal)
  onStage('name', addresses.join(', '))
  const allowed = addresses.filter((address) => isAllowedAddress(address, host, port, target.allowed))
  if (allowed.length === 0) throw notAllowed(target, addresses)
  onStage('allowed', allowed.join(', '))
  const tried = allowed.slice(0, mostAddresses)
  let last: OutboundFault | undefined
  for (const [at, address] of tried.entries()) {
    const isLast = at === tried.length - 1
    const turn = isLast ? signal : AbortSignal.any([signal, AbortSignal.timeout(turnMs)])
    const found = await connectTo(target, address, turn)
    if ('socket' in found) {
      onStage('reached', address)
      return found.socket
    }
    last = found.fault
    if (signal.aborted) break
  }
  throw last
}

async function lookUp(target: About, signal: AbortSignal): Promise<string[]> {
  if (signal.aborted) throw faultOf(target, 'name', 'timed-out')
  // Looking up cannot be stopped: what it finds after the deadline is not listened to.
  const { promise: late, reject } = Promise.withResolvers<never>()
  const stop = () => reject(faultOf(target, 'name', 'timed-out'))
  signal.addEventListener('abort', stop)
  try {
    const found = await Promise.race([
      lookup(target.host, { all: true, order: 'verbatim' }).catch((error) => {
        throw faultOf(target, 'name', 'name-unknown', lookUpWords(target, error))
      }),
      late,
    ])
    return found.map(({ address }) => address)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function lookUpWords({ host }: About, error: NodeJS.ErrnoException) {
  if (error.code !== 'EAI_AGAIN') return {}
  const sentence = `The server name ${host} could not be looked up: the network's own name service did not answer.`
  return { words: { sentence, forProvider: `Does the name ${host} still lead to your server?` } }
}

function connectTo(
  target: About,
  address: string,
  signal: AbortSignal,
): Promise<{ socket: Socket } | { fault: OutboundFault }> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: target.port })
    const settle = (found: { socket: Socket } | { fault: OutboundFault }) => {
      signal.removeEventListener('abort', late)
      if ('fault' in found) socket.destroy()
      resolve(found)
    }
    const late = () => settle({ fault: faultOf(target, 'reached', 'timed-out') })
    signal.addEventListener('abort', late)
    socket.once('connect', () => settle({ socket }))
    // Stays on: an error that comes when nobody listens any more would end the process.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      settle({ fault: faultOf(target, 'reached', error.code === 'ETIMEDOUT' ? 'timed-out' : 'unreachable') }),
    )
    if (signal.aborted) late()
  })
}

function notAllowed(target: About, addresses: string[]) {
  const { host, port } = target
  const entry = isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
  return faultOf(target, 'allowed', 'address-not-allowed', {
    words: {
      sentence:
        `The server ${host} has the address ${addresses.join(', ')}, which is inside a private network. ` +
        `Nothing was connected to. If it is meant, anyone who runs the product can allow it: OUTBOUND_ALLOW=${entry}.`,
      forProvider: `Our system finds ${host} at ${addresses.join(', ')}, which is not a public address. Under which name or address is the server reached from outside?`,
    },
  })
}

import { BlockList } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Line } from '../../http/forwarded.ts'
import { CallFault } from './call-fault.ts'

const thisMachine = new BlockList()
thisMachine.addSubnet('127.0.0.0', 8, 'ipv4')
thisMachine.addAddress('::1', 'ipv6')

const plain =
  'This came without TLS, so the password in it could be read on the way: use https, and ask the office for a new password.'
const unknown =
  'Whether this came over TLS is not known, so it is not answered. The office has to set up its proxy:'
const refusals: Record<Exclude<Line, 'tls'>, string> = {
  plain,
  'plain-at-proxy': plain,
  unsaid: `${unknown} the header X-Forwarded-Proto is missing.`,
  untrusted: `${unknown} TRUST_PROXY does not name it.`,
}

/**
 * A password in the clear is only taken from a program on this very machine. Throws CallFault for what came neither over TLS nor by
 * a proxy that is trusted to have had it, for what is compressed, and for another encoding than UTF-8.
 */
export function judgeLine({ line, raw, headers }: Pick<FastifyRequest, 'line' | 'raw' | 'headers'>) {
  const isLocal =
    line === 'plain' && headers.via === undefined && isThisMachine(raw.socket.remoteAddress ?? '')
  if (line !== 'tls' && !isLocal) throw new CallFault('no-tls', refusals[line])
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]*)/i.exec(headers['content-type'] ?? '') ?? []
  const isCompressed = (headers['content-encoding'] ?? 'identity') !== 'identity'
  if (isCompressed || !['utf-8', 'utf8', 'us-ascii'].includes(charset.toLowerCase())) {
    const text = 'Send the message in UTF-8 and not compressed.'
    throw new CallFault('other-type', text, { status: 415 })
  }
}

function isThisMachine(address: string) {
  const bare = address.replace(/^::ffff:/, '')
  return thisMachine.check(bare, bare.includes(':') ? 'ipv6' : 'ipv4')
}

import { BlockList } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { CallFault } from './call-fault.ts'

const thisMachine = new BlockList()
thisMachine.addSubnet('127.0.0.0', 8, 'ipv4')
thisMachine.addAddress('::1', 'ipv6')

const forwarding = [
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip', 'via'],
]

/**
 * A password in the clear is only taken from a program on this very machine. Throws CallFault for what came neither over TLS nor by
 * a proxy that is trusted to have had it, for what is compressed, and for another encoding than UTF-8.
 */
export function judgeLine({ protocol, raw, headers }: Pick<FastifyRequest, 'protocol' | 'raw' | 'headers'>) {
  const isForwarded = forwarding.some((name) => headers[name] !== undefined)
  if (protocol !== 'https' && (isForwarded || !isThisMachine(raw.socket.remoteAddress ?? ''))) {
    const text =
      'This came without TLS, so the password in it could be read on the way: use https, and ask the office for a new password. ' +
      '(Where a proxy speaks TLS for this product, TRUST_PROXY has to name it.)'
    throw new CallFault('no-tls', text)
  }
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]*)/i.exec(headers['content-type'] ?? '') ?? []
  const isCompressed = (headers['content-encoding'] ?? 'identity') !== 'identity'
  if (isCompressed || !['utf-8', 'utf8', 'us-ascii'].includes(charset.toLowerCase())) {
    const text = 'Send the message in UTF-8 and not compressed.'
    throw new CallFault('other-type', text, { status: 415 })
  }
}

function isThisMachine(address: string) {
  const plain = address.replace(/^::ffff:/, '')
  return thisMachine.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4')
}

import { isIP, isIPv4, isIPv6 } from 'node:net'

/**
 * What counts as one address: an IPv4 address as it is, of an IPv6 address the first 64 bits, because one
 * customer of a provider has all addresses that begin with them.
 */
export function addressKey(address: string): string {
  const plain = address.replace(/%.*$/, '').toLowerCase()
  const mapped = plain.replace(/^::ffff:/, '')
  if (isIPv4(mapped)) return mapped
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(Math.max(zeros, 0)).fill('0'), ...groups(tail)]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/**
 * The value of an X-Forwarded-For header as plain addresses, without the ports that IIS and Azure write behind them.
 * An entry that is no address hides those before it: it cannot be told from a forgery.
 */
export function plainForwardedFor(header: string): string {
  const entries = header.split(',').map((entry) => {
    const text = entry.trim()
    return text.match(/^\[(.+)\](?::\d+)?$/)?.[1] ?? text.match(/^([\d.]+):\d+$/)?.[1] ?? text
  })
  return entries.slice(entries.findLastIndex((entry) => isIP(entry) === 0) + 1).join(', ')
}

import { isIP } from 'node:net'

/** Fastify's words for ranges of addresses that lead no further than this machine or network. */
const named = ['loopback', 'linklocal', 'uniquelocal']

/** Whether it names addresses of a proxy as Fastify's `trustProxy` takes them, and not all addresses there are. */
export function isProxyRange(given: string): boolean {
  if (named.includes(given)) return true
  const [address = '', prefix, ...more] = given.split('/')
  const family = address.includes('%') ? 0 : isIP(address)
  if (family === 0 || more.length > 0) return false
  if (prefix === undefined) return !/^[0:.]+$/.test(address)
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128)
}

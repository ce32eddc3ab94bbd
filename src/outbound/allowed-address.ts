import { BlockList, isIPv6, SocketAddress } from 'node:net'

/**
 * Addresses of IPv4 that belong to no server on the internet (RFC 6890): this machine and its network, those of clouds
 * that hand out credentials (169.254.169.254; 168.63.129.16 in Azure), documentation, multicast.
 */
const notPublic = new BlockList()
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(address, prefix, 'ipv4')

/** All of IPv6 that may be public lies here; loopback, private, link-local, mapped and translated addresses do not. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

/** What in it is no server's: tunnels that carry an IPv4 address (Teredo, 6to4), documentation. */
const notPublic6 = new BlockList()
for (const [address, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  notPublic6.addSubnet(address, prefix, 'ipv6')

/** Whether a connection may be made there: to a public address, or to what the operator names as it was typed or as it is. */
export function isAllowedAddress(address: string, host: string, port: number, allowed: string[]): boolean {
  const named = new Set(allowed.map(plainEntry))
  return isPublic(address) || named.has(entryOf(host, port)) || named.has(entryOf(address, port))
}

function isPublic(address: string) {
  const plain = withoutZone(address)
  if (!isIPv6(plain)) return !notPublic.check(plain, 'ipv4')
  return global6.check(plain, 'ipv6') && !notPublic6.check(plain, 'ipv6')
}

/** An address of IPv6 can be written in many ways. */
function entryOf(host: string, port: number) {
  const plain = withoutZone(host.toLowerCase())
  return isIPv6(plain)
    ? `[${new SocketAddress({ address: plain, family: 'ipv6' }).address}]:${port}`
    : `${plain}:${port}`
}

function plainEntry(entry: string) {
  const [, inBrackets, plain, port] = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(entry) ?? []
  return entryOf(inBrackets ?? plain ?? '', Number(port))
}

const withoutZone = (address: string) => address.replace(/%.*$/, '')

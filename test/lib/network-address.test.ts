import { expect, test } from 'vitest'
import { addressKey, plainForwardedFor } from '../../src/lib/network-address.ts'

test('an IPv4 address counts as itself, also when it is written as IPv6', () => {
  expect(addressKey('192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('::FFFF:192.0.2.7')).toBe('192.0.2.7')
})

test('of an IPv6 address the first 64 bits count, however it is written', () => {
  for (const address of [
    '2001:db8:0:1::',
    '2001:db8::1:0:0:0:9',
    '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff',
    '2001:db8:0:1::5%eth0',
  ]) {
    expect([address, addressKey(address)]).toEqual([address, '2001:db8:0:1::/64'])
  }
  expect(addressKey('::1')).toBe('0:0:0:0::/64')
  expect(addressKey('fe80::1')).toBe('fe80:0:0:0::/64')
})

test('what is no address counts as it is', () => {
  expect(addressKey('')).toBe('')
  expect(addressKey('unix:')).toBe('unix:')
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:4000', '192.0.2.7'],
  ['[2001:db8::1]:4000', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['192.0.2.7:4000,10.0.0.2:80 ,  [::1]:1', '192.0.2.7, 10.0.0.2, ::1'],
  ['192.0.2.7, unknown, 10.0.0.2', '10.0.0.2'],
  ['192.0.2.7, unknown', ''],
  ['192.0.2.7:port', ''],
  ['', ''],
])('what a proxy writes as %s is read as %s', (header, plain) => {
  expect(plainForwardedFor(header)).toBe(plain)
})

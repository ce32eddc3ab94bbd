import { expect, test } from 'vitest'
import { isAllowedAddress } from '../../src/outbound/allowed-address.ts'

const may = (address: string, allowed: string[] = [], host = 'sftp.provider.example') =>
  isAllowedAddress(address, host, 22, allowed)

test('a public address is connected to', () => {
  for (const address of [
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
  ])
    expect(may(address), address).toBe(true)
  for (const address of ['2606:4700:4700::1111', '2a00:1450::1', '2001:4860:4860::8888'])
    expect(may(address), address).toBe(true)
})

test('no address of a private network, this machine or a cloud’s metadata is connected to', () => {
  const inside = [
    ['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '168.63.129.16', '169.254.169.254'],
    [
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.192',
      '192.168.1.1',
      '198.18.0.1',
      '198.19.255.255',
      '203.0.113.7',
    ],
    [
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::a00:1',
    ],
    [
      '64:ff9b:1::1',
      '100::1',
      '2001::1',
      '2001:db8::1',
      '2002:a00:1::1',
      '3fff::1',
      'fc00::1',
      'fd00:ec2::254',
    ],
    ['fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1'],
  ].flat()
  for (const address of inside) expect(may(address), address).toBe(false)
})

test('what the operator names is connected to, as it was typed or as it is, at that port only', () => {
  expect(may('10.0.0.5', ['10.0.0.5:22'])).toBe(true)
  expect(may('10.0.0.5', ['sftp.provider.example:22'], 'SFTP.Provider.example')).toBe(true)
  expect(may('::1', ['[0:0:0:0:0:0:0:1]:22'])).toBe(true)
  expect(may('10.0.0.5', ['10.0.0.5:2222', '10.0.0.6:22', 'other.example:22'])).toBe(false)
})

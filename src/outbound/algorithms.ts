import type { Algorithms } from 'ssh2'

/** What servers of the last ten years know. SHA-1 is in none of it. */
const current = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
} satisfies Algorithms

/** What a server that is older still may need. Group 1, RC4, Blowfish, DSS and MD5 are not offered to anybody. */
const old = {
  kex: ['diffie-hellman-group-exchange-sha1', 'diffie-hellman-group14-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  hmac: ['hmac-sha1'],
} satisfies Algorithms

/** Kinds of server keys, of each of which a server may have one. */
export const keyKinds = ['ed25519', 'ecdsa', 'rsa'] as const
export type KeyKind = (typeof keyKinds)[number]

/**
 * What is offered to a server; old ones come last, so that they are used only where it knows no other. It shows the first
 * kind of key that it has, or the one that it is asked for.
 */
export function algorithms(withOld: boolean, keyKind?: KeyKind): Algorithms {
  const offered = (kind: keyof typeof current): string[] => [...current[kind], ...(withOld ? old[kind] : [])]
  return {
    kex: offered('kex'),
    serverHostKey: offered('serverHostKey').filter((name) => name.includes(keyKind ?? '')),
    cipher: offered('cipher'),
    hmac: offered('hmac'),
    // Nothing is unpacked that a server packed.
    compress: ['none'],
  } as Algorithms
}

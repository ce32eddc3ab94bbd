import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomInt,
  sign,
} from 'node:crypto'
import { isIPv4 } from 'node:net'
import { bits, der, midnight, named, octets, sequence, text, whole, yes } from './der.ts'

/** A certificate and its private key, both as PEM. */
export type Certified = { certificate: string; privateKey: string }

/** Nobody renews what only this machine ever sees, and its own clock judges it, not the town's. */
const validFrom = '2020-01-01'
const validUntil = '2049-12-31'

const ecdsaWithSha256 = sequence(named('1.2.840.10045.4.3.2'))

const nameOf = (name: string) => sequence(der(0x31, sequence(named('2.5.4.3'), text(name))))
const publicPart = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'der' })
const keyIdOf = (publicKey: Buffer) => createHash('sha256').update(publicKey).digest().subarray(0, 20)

/** What a certificate says besides; readers that do not understand one that is critical refuse the whole. */
const says = (what: string, value: Buffer) => sequence(named(what), octets(value))
const saysCritically = (what: string, value: Buffer) => sequence(named(what), yes, octets(value))

const basicConstraints = '2.5.29.19'
const keyUsage = '2.5.29.15'
const subjectKey = '2.5.29.14'
const authorityKey = '2.5.29.35'
const otherNames = '2.5.29.17'
const extendedKeyUsage = '2.5.29.37'
const serverAuthentication = '1.3.6.1.5.5.7.3.1'

type Wanted = { name: string; signedBy?: { name: string; key: KeyObject; keyId: Buffer }; says: Buffer[] }

/** A certificate of a new P-256 key; by itself where nobody else signs it. */
function certify({ name, signedBy, says: more }: Wanted): Certified {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const keyInside = publicPart(privateKey)
  const by = signedBy ?? { name, key: privateKey, keyId: keyIdOf(keyInside) }
  const signed = sequence(
    // Version 3, which alone says more than whose key it is.
    der(0xa0, whole(2)),
    whole(0x40 | randomInt(0x40), ...randomBytes(15)),
    ecdsaWithSha256,
    nameOf(by.name),
    sequence(midnight(validFrom), midnight(validUntil)),
    nameOf(name),
    keyInside,
    der(
      0xa3,
      sequence(
        ...more,
        says(subjectKey, octets(keyIdOf(keyInside))),
        says(authorityKey, sequence(der(0x80, by.keyId))),
      ),
    ),
  )
  const bytes = sequence(signed, ecdsaWithSha256, bits(sign('sha256', signed, by.key)))
  const lines = bytes.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** An authority of its own, which signs servers and no other authority. */
export function newAuthority(name: string): Certified {
  const isAuthority = sequence(yes, whole(0))
  const signsCertificates = bits(Buffer.from([0b0000_0100]), 2)
  return certify({
    name,
    says: [saysCritically(basicConstraints, isAuthority), saysCritically(keyUsage, signsCertificates)],
  })
}

/** A certificate for a server at an address of IPv4, signed by an authority of the given name. */
export function newServer(authority: Certified & { name: string }, address: string): Certified {
  if (!isIPv4(address)) throw new TypeError('A sample server has an address of IPv4.')
  const key = createPrivateKey(authority.privateKey)
  return certify({
    name: address,
    signedBy: { name: authority.name, key, keyId: keyIdOf(publicPart(key)) },
    says: [
      saysCritically(basicConstraints, sequence()),
      saysCritically(keyUsage, bits(Buffer.from([0b1000_0000]), 7)),
      says(extendedKeyUsage, sequence(named(serverAuthentication))),
      says(otherNames, sequence(der(0x87, Uint8Array.from(address.split('.'), Number)))),
    ],
  })
}

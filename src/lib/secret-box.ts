import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Key, KeyLabel, KeyRing } from './key-ring.ts'
import { Secret } from './secret.ts'

/**
 * Where a sealed value belongs; it opens nowhere else. The row's id must be fixed before sealing (docs/security.md).
 * `context` is what it was stored for, such as the interface; leaving it out is the same as ''.
 */
export type Binding = { table: string; row: string; column: string; context?: string }

/** A sealed value cannot be opened; neither code nor message holds any part of it. */
export class SealError extends Error {
  readonly code: 'unknown-key' | 'malformed' | 'not-authentic'

  constructor(code: SealError['code']) {
    super(MESSAGES[code])
    this.code = code
  }
}

const MESSAGES = {
  'unknown-key': 'This stored secret was sealed with a key that is not in the key file.',
  malformed: 'This stored secret is not in the form that this product writes.',
  'not-authentic': 'This stored secret was altered, moved from elsewhere, or sealed with another key.',
}

const VERSION = 'v1'
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

const CHECK_BINDING: Binding = { table: 'keys', row: 'check', column: 'value' }
const CHECK_TEXT = 'This key opens what it sealed.'

/** Seals with the newest key: `v1.<key id>.<nonce>.<tag>.<ciphertext>`, the last three in base64url. */
export function seal(ring: KeyRing, binding: Binding, plain: string): string {
  return sealWith(ring.newest, 'fields', binding, plain)
}

/** Throws SealError. */
export function open(ring: KeyRing, binding: Binding, sealed: string): Secret {
  return new Secret(openWith(ring, 'fields', binding, sealed))
}

/** The id of the key that a value was sealed with, for counting what a rotation has left; throws SealError. */
export function keyIdOf(sealed: string): string {
  return parse(sealed).keyId
}

/** A sealed constant to be stored for each key, so that a wrong key is seen at start and not at first use. */
export function checkValue(key: Key): string {
  return sealWith(key, 'check', CHECK_BINDING, CHECK_TEXT)
}

/** Throws SealError: 'unknown-key' when the key file lacks the key, otherwise the stored check value is damaged. */
export function verifyCheckValue(ring: KeyRing, stored: string): void {
  if (openWith(ring, 'check', CHECK_BINDING, stored) !== CHECK_TEXT) throw new SealError('not-authentic')
}

function sealWith(key: Key, label: KeyLabel, binding: Binding, plain: string): string {
  // A lone surrogate would come back as another character, so it is refused while the typed value is there.
  if (!plain.isWellFormed()) throw new SealError('malformed')
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key.derive(label), nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(binding, key.id))
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  const parts = [nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'))
  return [VERSION, key.id, ...parts].join('.')
}

function openWith(ring: KeyRing, label: KeyLabel, binding: Binding, sealed: string): string {
  const { keyId, nonce, tag, ciphertext } = parse(sealed)
  const key = ring.find(keyId)
  if (!key) throw new SealError('unknown-key')
  const decipher = createDecipheriv(CIPHER, key.derive(label), nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(boundTo(binding, keyId)).setAuthTag(tag)
  const plain = decipher.update(ciphertext)
  try {
    decipher.final()
  } catch {
    throw new SealError('not-authentic')
  }
  return plain.toString('utf8')
}

function parse(sealed: string) {
  const [version, keyId = '', ...rest] = sealed.split('.')
  const [nonce, tag, ciphertext] = rest.map(decode)
  if (version !== VERSION || !/^[0-9a-f]{8}$/.test(keyId) || rest.length !== 3)
    throw new SealError('malformed')
  // Node accepts a shorter tag unless told otherwise, and each byte taken off makes a forgery easier.
  if (nonce?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES || !ciphertext)
    throw new SealError('malformed')
  return { keyId, nonce, tag, ciphertext }
}

/** Only the one canonical spelling: Node itself overlooks stray characters, padding and spare bits at the end. */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw new SealError('malformed')
  return bytes
}

/** Each part is led by its length in bytes (32 bits, big endian), so no two bindings come to the same bytes. */
function boundTo({ table, row, column, context = '' }: Binding, keyId: string): Buffer {
  // An empty row id is one that was not fixed yet.
  if (!table || !row || !column) throw new TypeError('A sealed value needs a table, a row and a column.')
  const parts = ['utility-interfaces', table, row, column, context, keyId, VERSION].flatMap((part) => {
    const bytes = Buffer.from(part, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return [length, bytes]
  })
  return Buffer.concat(parts)
}

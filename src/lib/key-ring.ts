import { createHash, hkdfSync, randomBytes } from 'node:crypto'

export type KeyLabel = 'fields' | 'check' | 'session' | 'csrf' | 'save' | 'backup'

/**
 * Keys cannot be used; the message tells a person what to do and holds no part of a key. 'unreadable' also
 * means a file that cannot be made or written.
 */
export class KeyError extends Error {
  readonly reason: 'missing' | 'wrong' | 'open-to-others' | 'short' | 'unreadable' | 'malformed'

  constructor(reason: KeyError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

const KEY_BYTES = 32
export const PUT_BACK = 'Put the key file back from its safe copy.'

/** One key, which it never prints (its bytes are private); what is used is derived for one purpose. */
export class Key {
  readonly #bytes: Buffer
  readonly #derived = new Map<KeyLabel, Buffer>()
  /** 8 hex digits that name the key; nothing can be learned from them, so they may be stored and shown. */
  readonly id: string

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.id = createHash('sha256').update(hkdf(bytes, 'key id')).digest('hex').slice(0, 8)
  }

  /** 32 bytes: HKDF-SHA-256 (RFC 5869) without salt, the label being the info. */
  derive(label: KeyLabel): Buffer {
    const known = this.#derived.get(label) ?? hkdf(this.#bytes, label)
    this.#derived.set(label, known)
    return known
  }

  /** The key in its text form; only what writes the key file should ask. */
  reveal(): string {
    return this.#bytes.toString('base64url')
  }
}

function hkdf(key: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', info, KEY_BYTES))
}

/** The writer uses the newest key, the reader accepts every key. `derive` is of the newest. */
export type KeyRing = {
  newest: Key
  keys: readonly Key[]
  find(id: string): Key | undefined
  derive(label: KeyLabel): Buffer
  deriveAll(label: KeyLabel): Buffer[]
}

/** A fresh key in its text form, without a line end. */
export function newKeyLine(): string {
  return randomBytes(KEY_BYTES).toString('base64url')
}

/** One base64url or base64 key a line, newest first; blank lines and # comments are ignored. Throws KeyError. */
export function parseKeys(text: string): KeyRing {
  const keys: Key[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    // Trimming also takes away the byte order mark and carriage return of a Windows editor.
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const key = parseKey(line, `The key on line ${index + 1}`)
    if (keys.some(({ id }) => id === key.id)) {
      throw new KeyError('malformed', `The key on line ${index + 1} is there twice. Remove that line.`)
    }
    keys.push(key)
  }
  const [newest] = keys
  if (!newest) throw new KeyError('malformed', `There is no key in it. ${PUT_BACK}`)
  const find = (id: string) => keys.find((key) => key.id === id)
  const deriveAll = (label: KeyLabel) => keys.map((key) => key.derive(label))
  return { newest, keys, find, derive: (label) => newest.derive(label), deriveAll }
}

function parseKey(line: string, which: string): Key {
  const text = line.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  if (/^[\w-]+$/.test(text) && text.length < 43)
    throw new KeyError('short', `${which} is cut short. ${PUT_BACK}`)
  const bytes = Buffer.from(text, 'base64url')
  // Node skips characters it does not know, so only a round trip proves that the line was read as it is written.
  if (bytes.length !== KEY_BYTES || bytes.toString('base64url') !== text) {
    throw new KeyError('malformed', `${which} is not 43 characters of base64url. ${PUT_BACK}`)
  }
  // 32 random bytes practically never hold fewer than 20 different ones; all zeros, say, protects nothing.
  if (new Set(bytes).size < 12) throw new KeyError('malformed', `${which} is not a random one. ${PUT_BACK}`)
  return new Key(bytes)
}

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'

/**
 * A file that only the holder of a private key can open, written as a stream (docs/backup.md):
 *
 * header: `UIBACKUP1\n`, 32 bytes of a one-time X25519 public key
 * then chunks of 65,536 bytes (the last may be shorter), each AES-256-GCM with its 16-byte tag behind it
 * nonce: the chunk's number in 11 bytes, then 1 for the last chunk and 0 for the others
 * key: HKDF-SHA-256 of the shared secret; salt: both public keys; info: `utility-interfaces backup 1`
 *
 * The last chunk is marked, so a file that was cut short does not open; the key is new for each file, so
 * counting nonces never repeat.
 */
export const magic = Buffer.from('UIBACKUP1\n')

const chunkBytes = 65_536
const tagBytes = 16
const publicKeyBytes = 32

/** What cannot be sealed or opened; the message tells a person why. */
export class SealedFileError extends Error {}

export function makeKeyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  return {
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

export function readPublicKey(pem: string): KeyObject {
  return ofTheRightKind(() => createPublicKey(pem), 'That file holds no public key made by make-key.')
}

export function readPrivateKey(pem: string): KeyObject {
  return ofTheRightKind(() => createPrivateKey(pem), 'That file holds no private key made by make-key.')
}

function ofTheRightKind(read: () => KeyObject, message: string): KeyObject {
  try {
    const key = read()
    if (key.asymmetricKeyType === 'x25519') return key
  } catch {
    // Whatever else the file holds, the message is the same.
  }
  throw new SealedFileError(message)
}

function rawOf(key: KeyObject): Buffer {
  // The last 32 bytes of the one form that X25519 public keys have.
  return Buffer.from(key.export({ type: 'spki', format: 'der' })).subarray(-publicKeyBytes)
}

function publicKeyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') }, format: 'jwk' })
}

function fileKey(shared: Buffer, oneTime: Buffer, recipient: Buffer): Buffer {
  const salt = Buffer.concat([oneTime, recipient])
  return Buffer.from(hkdfSync('sha256', shared, salt, 'utility-interfaces backup 1', 32))
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Cuts a stream into pieces of one size and says which is the last; an empty stream is one empty piece. */
async function* pieces(source: AsyncIterable<Buffer>, size: number) {
  let waiting = Buffer.alloc(0)
  for await (const part of source) {
    waiting = Buffer.concat([waiting, part])
    while (waiting.length > size) {
      yield { piece: waiting.subarray(0, size), isLast: false }
      waiting = waiting.subarray(size)
    }
  }
  yield { piece: waiting, isLast: true }
}

export function sealFor(recipient: KeyObject) {
  return async function* seal(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { privateKey, publicKey } = generateKeyPairSync('x25519')
    const oneTime = rawOf(publicKey)
    const header = Buffer.concat([magic, oneTime])
    const key = fileKey(diffieHellman({ privateKey, publicKey: recipient }), oneTime, rawOf(recipient))
    yield header
    let number = 0
    for await (const { piece, isLast } of pieces(source, chunkBytes)) {
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++, isLast), {
        authTagLength: tagBytes,
      })
      cipher.setAAD(header)
      yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
    }
  }
}

/** Throws SealedFileError when the file was altered or cut short, or is for another key. */
export function openWith(privateKey: KeyObject) {
  return async function* open(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const recipient = rawOf(createPublicKey(privateKey))
    let header = Buffer.alloc(0)
    let key: Buffer | undefined
    const body = async function* () {
      for await (const part of source) {
        if (key) {
          yield part
          continue
        }
        header = Buffer.concat([header, part])
        if (header.length < magic.length + publicKeyBytes) continue
        const rest = header.subarray(magic.length + publicKeyBytes)
        header = header.subarray(0, magic.length + publicKeyBytes)
        const oneTime = header.subarray(magic.length)
        key = fileKey(sharedWith(privateKey, oneTime), oneTime, recipient)
        yield rest
      }
    }
    let number = 0
    for await (const { piece, isLast } of pieces(body(), chunkBytes + tagBytes)) {
      yield openPiece(piece, key, header, nonceOf(number++, isLast))
    }
  }
}

const doesNotOpen = 'It was altered or cut short, or was made for another key.'

function sharedWith(privateKey: KeyObject, oneTime: Buffer) {
  try {
    return diffieHellman({ privateKey, publicKey: publicKeyOf(oneTime) })
  } catch {
    throw new SealedFileError(doesNotOpen)
  }
}

function openPiece(piece: Buffer, key: Buffer | undefined, header: Buffer, nonce: Buffer): Buffer {
  if (!key || piece.length < tagBytes) throw new SealedFileError(doesNotOpen)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(header).setAuthTag(piece.subarray(-tagBytes))
  const plain = decipher.update(piece.subarray(0, -tagBytes))
  try {
    decipher.final()
  } catch {
    throw new SealedFileError(doesNotOpen)
  }
  return plain
}

import { createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Refusal } from '../lib/refusal.ts'

/**
 * Opens the encrypted backups of earlier versions, which knew no age:
 *
 * header: `UIBACKUP1\n`, 32 bytes of a one-time X25519 public key
 * then chunks of 65,536 bytes (the last may be shorter), each AES-256-GCM with its 16-byte tag behind it
 * nonce: the chunk's number in 11 bytes, then 1 for the last chunk and 0 for the others
 * key: HKDF-SHA-256 of the shared secret; salt: both public keys; info: `utility-interfaces backup 1`
 */
export const uiBackup1Magic = Buffer.from('UIBACKUP1\n')

const headerBytes = uiBackup1Magic.length + 32
const tagBytes = 16
const chunkBytes = 65_536 + tagBytes

export async function* decryptUiBackup1(from: string, privateKeyPem: string) {
  await using file = await open(from)
  const { size } = await file.stat()
  const read = async (position: number, length: number) =>
    (await file.read({ buffer: Buffer.alloc(length), position })).buffer
  const header = await read(0, headerBytes)
  const key = orRefuse(() => fileKey(privateKeyPem, header.subarray(uiBackup1Magic.length)))
  let start = headerBytes
  for (let number = 0; number === 0 || start < size; number++) {
    const chunk = await read(start, Math.max(tagBytes, Math.min(chunkBytes, size - start)))
    start += chunkBytes
    const nonce = Buffer.alloc(12)
    nonce.writeUIntBE(number, 5, 6)
    nonce[11] = start >= size ? 1 : 0
    yield orRefuse(() => decryptChunk(chunk, key, nonce, header))
  }
}

function fileKey(privateKeyPem: string, oneTime: Buffer): Buffer {
  const privateKey = createPrivateKey(privateKeyPem)
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: oneTime.toString('base64url') },
    format: 'jwk',
  })
  const recipient = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32)
  const shared = diffieHellman({ privateKey, publicKey })
  const salt = Buffer.concat([oneTime, recipient])
  return Buffer.from(hkdfSync('sha256', shared, salt, 'utility-interfaces backup 1', 32))
}

function decryptChunk(chunk: Buffer, key: Buffer, nonce: Buffer, header: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(header).setAuthTag(chunk.subarray(-tagBytes))
  return Buffer.concat([decipher.update(chunk.subarray(0, -tagBytes)), decipher.final()])
}

function orRefuse<Result>(act: () => Result): Result {
  try {
    return act()
  } catch {
    throw new Refusal(
      'It was altered or cut short, or was made for another key: the one from the time of this backup opens it.',
    )
  }
}

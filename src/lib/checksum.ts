import { createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { Key } from './key-ring.ts'

/** `UICHECK1`, the id of a key, and HMAC-SHA-256 of the file's bytes with what is derived from it for backups. */
const form = /^UICHECK1 ([0-9a-f]{8}) ([\w-]{43})$/
const trailerBytes = 'UICHECK1 '.length + 8 + 1 + 43 + 2

/** What a checksum says of a file: it fits, it does not, there is none, or which key it takes to tell. */
export type Verdict = 'fits' | 'altered' | 'none' | { needs: string }

/** The keyed checksum over the file's first bytes, or all of them, as one line without its end. */
async function checksumOf(file: string, key: Key, bytes?: number): Promise<string> {
  const mac = createHmac('sha256', key.derive('backup'))
  if (bytes !== 0) {
    for await (const part of createReadStream(file, bytes === undefined ? {} : { end: bytes - 1 }))
      mac.update(part)
  }
  return `UICHECK1 ${key.id} ${mac.digest('base64url')}`
}

/** Whether a checksum is that of the file's first bytes, or of all of them. */
export async function verdictOn(
  file: string,
  checksum: string,
  find: (keyId: string) => Key | undefined,
  bytes?: number,
): Promise<Verdict> {
  const [, keyId] = form.exec(checksum) ?? []
  if (keyId === undefined) return 'none'
  const key = find(keyId)
  if (!key) return { needs: keyId }
  const right = await checksumOf(file, key, bytes)
  return timingSafeEqual(Buffer.from(right), Buffer.from(checksum)) ? 'fits' : 'altered'
}

/** Puts a file's checksum behind its end, on a line of its own; SQLite does not look there. */
export async function addChecksum(file: string, key: Key) {
  await fs.appendFile(file, `\n${await checksumOf(file, key)}\n`, { flush: true })
}

/** Takes the checksum off again and says whether it fitted; a file without one stays as it is. */
export async function takeChecksumOff(
  file: string,
  find: (keyId: string) => Key | undefined,
): Promise<Verdict> {
  const { size } = await fs.stat(file)
  const bytes = size - trailerBytes
  if (bytes < 0) return 'none'
  const trailer = await endOf(file, bytes)
  if (!trailer.startsWith('\n') || !trailer.endsWith('\n')) return 'none'
  const verdict = await verdictOn(file, trailer.slice(1, -1), find, bytes)
  if (verdict !== 'none') await fs.truncate(file, bytes)
  return verdict
}

async function endOf(file: string, from: number): Promise<string> {
  const handle = await fs.open(file)
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(trailerBytes), position: from })
    return buffer.toString('latin1')
  } finally {
    await handle.close()
  }
}

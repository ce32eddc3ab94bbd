import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Writes a file that is not there yet, and answers how many bytes it has; on disk permanently where it is to `flush`. Also
 * where it fails, the file is closed before that is said: one that is still being opened would come back once removed.
 */
export async function writeNewFile(
  path: string,
  from: Readable | AsyncIterable<Uint8Array>,
  { flush = true }: { flush?: boolean } = {},
): Promise<number> {
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush })
  const closed = new Promise((resolve) => target.once('close', resolve))
  try {
    await pipeline(from, target)
    return target.bytesWritten
  } finally {
    await closed
  }
}

import type { FileSession } from './file-session.ts'
import { fileFault, fileProblem, look } from './sftp-files.ts'
import type { Line } from './sftp-line.ts'
import type { Target } from './target.ts'

/** Every server takes this much at a time. */
export const pieceBytes = 32 * 1024
/** Asked for ahead, so that the way there and back is not waited for with each; all that is in memory of a file. */
export const piecesAhead = 8

/** The whole file, piece by piece, each taken before much more is asked for. */
export async function read(
  line: Line,
  where: Target,
  path: string,
  take: Parameters<FileSession['read']>[1],
): Promise<{ size: number }> {
  const before = await look(line, where, path, 'transfer')
  if (!before) throw fileFault(gone, where, path, 'transfer', 'read')
  const size = await readPieces(line, where, path, before.size, take)
  const after = await look(line, where, path, 'transfer')
  // A server gives fewer bytes of a file that became shorter, and says nothing.
  if (size !== before.size || after?.size !== before.size || after.modifiedAt !== before.modifiedAt) {
    const found = `${before.size} bytes before, ${size} read, ${after ? `${after.size} after` : 'gone after'}`
    throw fileProblem('transfer', 'shortened', undefined, {
      sentence: `The file ${path} on ${where.host} changed while it was read: ${found}. It is read again later.`,
      forProvider: `The file ${path} at ${where.host}, port ${where.port}, changed while we read it: ${found}. Is it written under another name first?`,
    })
  }
  return { size }
}

const gone = Object.assign(new Error('No such file'), { code: 2 })

async function readPieces(
  line: Line,
  where: Target,
  path: string,
  total: number,
  take: (bytes: Buffer) => Promise<void>,
): Promise<number> {
  const asked = <T>(promise: Promise<T>) =>
    promise.catch((error) => {
      throw fileFault(error, where, path, 'transfer', 'read')
    })
  const handle = await asked(line.call<Buffer>('transfer', (sftp, done) => sftp.open(path, 'r', done)))
  const ahead: { bytes: Promise<Buffer>; length: number }[] = []
  let size = 0
  try {
    for (let next = 0; ; ) {
      while (ahead.length < piecesAhead && next < total) {
        const length = Math.min(pieceBytes, total - next)
        const bytes = asked(readPiece(line, handle, next, length))
        // One that fails while an earlier one is still taken is heard when its turn comes.
        bytes.catch(() => undefined)
        ahead.push({ bytes, length })
        next += length
      }
      const piece = ahead.shift()
      if (!piece) return size
      const bytes = await piece.bytes
      if (bytes.length > 0) await take(bytes)
      size += bytes.length
      if (bytes.length < piece.length) return size
    }
  } finally {
    await line.call<void>('transfer', (sftp, done) => sftp.close(handle, done)).catch(() => undefined)
  }
}

/** A server may give less than was asked for, which is the end only where it gives nothing. */
async function readPiece(line: Line, handle: Buffer, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const given = await line.call<number>('transfer', (sftp, done) =>
      sftp.read(handle, bytes, filled, length - filled, from + filled, (error, count) => done(error, count)),
    )
    if (!given) break
    filled += given
  }
  return bytes.subarray(0, filled)
}

import { OutboundFault } from './fault.ts'
import type { RemoteFile } from './file-session.ts'
import { fileFault, fileProblem, folderFault, list, look, pathIn, remove, statusOf } from './sftp-files.ts'
import type { Line } from './sftp-line.ts'
import { pieceBytes, piecesAhead } from './sftp-read.ts'
import type { Target } from './target.ts'

type Sent = { folder: string; name: string; size: number; path: string; part: string }

/**
 * Sends a file so that its name is there with all of it or not at all: under another name first, its size compared, then
 * renamed, which a server refuses where the name is taken. `again` makes another connection, to look after one was lost.
 */
export async function write(
  line: Line,
  where: Target,
  { folder, name, size }: { folder: string; name: string; size: number },
  content: AsyncIterable<Buffer>,
  again: () => Promise<Line>,
): Promise<void> {
  const path = pathIn(folder, name)
  const sent = { folder, name, size, path, part: `${path}.part` }
  if (await look(line, where, path, 'transfer')) throw nameExists(where, sent)
  await writePart(line, where, sent, content)
  try {
    await line.call<void>('transfer', (sftp, done) => sftp.rename(sent.part, path, done))
  } catch (error) {
    if (error instanceof OutboundFault) return await lookAfterLoss(where, sent, error, again)
    return await lookAfterRefusal(line, where, sent, error)
  }
  await seeIt(line, where, sent, again)
}

async function writePart(line: Line, where: Target, sent: Sent, content: AsyncIterable<Buffer>) {
  const handle = await openPart(line, where, sent)
  try {
    await writePieces(line, handle, content, sent.size)
    await line.call<void>('transfer', (sftp, done) => sftp.close(handle, done))
  } catch (error) {
    await line.call<void>('transfer', (sftp, done) => sftp.close(handle, done)).catch(() => undefined)
    await remove(line, where, sent.part).catch(() => undefined)
    throw statusOf(error) === undefined ? error : diskFull(where, sent, error)
  }
  const there = await look(line, where, sent.part, 'transfer')
  if (there?.size === sent.size) return
  await remove(line, where, sent.part).catch(() => undefined)
  throw diskFull(where, sent, undefined)
}

/** What an earlier try left behind under the passing name is our own, and goes first. */
async function openPart(line: Line, where: Target, sent: Sent): Promise<Buffer> {
  const open = () => line.call<Buffer>('transfer', (sftp, done) => sftp.open(sent.part, 'wx', done))
  try {
    return await open().catch(async (error) => {
      if (statusOf(error) === undefined || !(await look(line, where, sent.part, 'transfer'))) throw error
      await remove(line, where, sent.part)
      return await open()
    })
  } catch (error) {
    throw folderFault(error, where, sent.folder, 'transfer')
  }
}

async function writePieces(line: Line, handle: Buffer, content: AsyncIterable<Buffer>, size: number) {
  const underWay = new Set<Promise<void>>()
  let failed: { error: unknown } | undefined
  let from = 0
  const writePiece = (bytes: Buffer, at: number) => {
    const piece: Promise<void> = line
      .call<void>('transfer', (sftp, done) => sftp.write(handle, bytes, 0, bytes.length, at, done))
      .catch((error) => {
        failed ??= { error }
      })
      .finally(() => underWay.delete(piece))
    underWay.add(piece)
  }
  for await (const bytes of content) {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      writePiece(bytes.subarray(at, at + pieceBytes), from + at)
      if (underWay.size >= piecesAhead) await Promise.race(underWay)
      if (failed) break
    }
    from += bytes.length
    if (failed) break
  }
  await Promise.all(underWay)
  if (failed) throw failed.error
  if (from !== size) throw new Error(`the file to send has ${from} bytes, not ${size}`)
}

/** The server refused the rename, in a number that says little; what is there tells. */
async function lookAfterRefusal(line: Line, where: Target, sent: Sent, error: unknown) {
  const there = await look(line, where, sent.path, 'transfer')
  const part = await look(line, where, sent.part, 'transfer')
  if (there && !part && there.size === sent.size) return
  await remove(line, where, sent.part).catch(() => undefined)
  throw there ? nameExists(where, sent) : fileFault(error, where, sent.path, 'transfer', 'renamed')
}

/**
 * The answer to the rename was lost. Where the file is there, it arrived. Where what was sent is still under the passing
 * name, that is taken away first, so that a rename that comes late finds nothing; then it did not arrive.
 */
async function lookAfterLoss(where: Target, sent: Sent, fault: OutboundFault, again: () => Promise<Line>) {
  let found: 'arrived' | 'not arrived' | undefined
  let line: Line | undefined
  try {
    line = await again()
    const part = await look(line, where, sent.part, 'transfer')
    if (part) await remove(line, where, sent.part)
    const there = await look(line, where, sent.path, 'transfer')
    if (there?.size === sent.size) found = 'arrived'
    else if (part && !there) found = 'not arrived'
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
  } finally {
    await line?.close()
  }
  if (found === 'not arrived') throw fault
  if (found === undefined) throw answerLost(where, sent)
}

/** Only what is seen in the folder has been sent; where the server has moved it on by then, nobody can tell from here. */
async function seeIt(line: Line, where: Target, sent: Sent, again: () => Promise<Line>) {
  let isSeen = false
  let other: Line | undefined
  try {
    isSeen = await isThere(line, where, sent).catch(async () => {
      other = await again()
      return await isThere(other, where, sent)
    })
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
  } finally {
    await other?.close()
  }
  if (!isSeen) throw answerLost(where, sent)
}

async function isThere(line: Line, where: Target, { folder, name, size, path }: Sent): Promise<boolean> {
  const isIt = (file: RemoteFile | undefined) => file?.name === name && file.size === size
  try {
    return (await list(line, where, folder)).some(isIt)
  } catch (error) {
    // Some let files be put into a folder, and do not let it be listed.
    if (error instanceof OutboundFault && error.code === 'not-permitted')
      return isIt(await look(line, where, path))
    throw error
  }
}

function nameExists({ host, port }: Target, { path, folder, name }: Sent) {
  return fileProblem('transfer', 'name-exists', undefined, {
    sentence: `The server ${host} has a file ${name} in the folder ${folder} already. It was left as it is, and nothing was sent.`,
    forProvider: `There is a file ${path} at ${host}, port ${port}, that our system did not expect. Is it ours, and was it read?`,
  })
}

function diskFull({ host, port, userName }: Target, { path, name }: Sent, error: unknown) {
  return fileProblem('transfer', 'disk-full', error, {
    sentence: `The server ${host} did not keep all of the file ${name}: its disk, or the room of ${userName}, may be full. What was there of it was taken away.`,
    forProvider: `The server ${host}, port ${port}, did not keep all of ${path}. Is its disk full, or the room of the account ${userName}?`,
  })
}

function answerLost({ host, port }: Target, { path, name, folder, size }: Sent) {
  return fileProblem('transfer', 'answer-lost', undefined, {
    sentence: `The server ${host} did not confirm that the file ${name} arrived in the folder ${folder}. It may have arrived, so it is not sent again until somebody has looked.`,
    forProvider: `Did ${path} with ${size} bytes arrive at ${host}, port ${port}?`,
  })
}

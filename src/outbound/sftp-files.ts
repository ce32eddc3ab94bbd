import type { Attributes, FileEntry } from 'ssh2'
import { type FaultCode, OutboundFault, type Stage } from './fault.ts'
import type { RemoteFile } from './file-session.ts'
import type { Line } from './sftp-line.ts'
import type { Target } from './target.ts'

const endOfFile = 1
const noSuchFile = 2
const permissionDenied = 3

/** A folder with more is not one for the files of a town, and a server that lists without end fills no memory. */
const mostFiles = 10_000

/** What the server answered in SFTP's numbers, where it did. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof OutboundFault) return undefined
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'number' ? code : undefined
}

/** The path of a file in a folder as it was typed; no folder is the one that the account begins in. */
export function pathIn(folder: string, name: string): string {
  const plain = folder.replace(/\/+$/, '')
  if (plain === '') return folder === '' ? name : `/${name}`
  return `${plain}/${name}`
}

type Where = Pick<Target, 'host' | 'port' | 'userName'>

export async function list(line: Line, where: Where, folder: string): Promise<RemoteFile[]> {
  const found: RemoteFile[] = []
  try {
    const handle = await line.call<Buffer>('folders', (sftp, done) => sftp.opendir(folder || '.', done))
    for (;;) {
      const entries = await line
        .call<FileEntry[]>('folders', (sftp, done) => sftp.readdir(handle as never, done as never))
        .catch((error) => {
          if (statusOf(error) === endOfFile) return undefined
          throw error
        })
      if (!entries) break
      found.push(...entries.filter(isPlainFile).map(({ filename, attrs }) => asFile(filename, attrs)))
      if (found.length > mostFiles) throw tooMany(folder)
    }
    await line.call<void>('folders', (sftp, done) => sftp.close(handle, done))
  } catch (error) {
    throw folderFault(error, where, folder, 'folders')
  }
  return found
}

/** A name that leads out of the folder is no name of a file in it. */
function isPlainFile({ filename, longname, attrs }: FileEntry) {
  if (/[/\0]/.test(filename) || filename === '.' || filename === '..') return false
  // A server need not say what an entry is; then its first letter tells, as ls writes it.
  return attrs.mode === undefined ? !/^[dl]/.test(longname) : (attrs.mode & 0o170_000) === 0o100_000
}

const asFile = (name: string, attrs: Attributes): RemoteFile => ({
  name,
  size: attrs.size ?? 0,
  modifiedAt: new Date((attrs.mtime ?? 0) * 1_000).toISOString(),
})

export async function look(line: Line, where: Where, path: string, stage: Stage = 'folders') {
  try {
    const attrs = await line.call<Attributes>(stage, (sftp, done) => sftp.stat(path, done as never))
    // Without a size it cannot be told whether all of it came.
    if (attrs.size === undefined) throw fileFault(noSize, where, path, stage, 'looked at')
    return asFile(path.slice(path.lastIndexOf('/') + 1), attrs)
  } catch (error) {
    if (statusOf(error) === noSuchFile) return undefined
    throw fileFault(error, where, path, stage, 'looked at')
  }
}

const noSize = Object.assign(new Error('its size is not told'), { code: 8 })

export async function remove(line: Line, where: Where, path: string): Promise<void> {
  try {
    await line.call<void>('transfer', (sftp, done) => sftp.unlink(path, done))
  } catch (error) {
    if (statusOf(error) !== noSuchFile) throw fileFault(error, where, path, 'transfer', 'deleted')
  }
}

/** What went wrong with a folder, in words; faults of the connection stay what they are. */
export function folderFault(error: unknown, where: Where, folder: string, stage: Stage): unknown {
  const status = statusOf(error)
  if (status === undefined) return error
  const { host, port, userName } = where
  const named = folder === '' || folder === '.' ? 'its first folder' : `the folder ${folder}`
  if (status === noSuchFile) {
    return fileProblem(stage, 'folder-missing', error, {
      sentence: `The server ${host} has no folder ${folder} for ${userName}.`,
      forProvider: `There is no folder ${folder} for the account ${userName} at ${host}, port ${port}. What is it called?`,
    })
  }
  if (status === permissionDenied) {
    return fileProblem(stage, 'not-permitted', error, {
      sentence: `The server ${host} does not let ${userName} use ${named}.`,
      forProvider: `The account ${userName} at ${host}, port ${port}, may not use ${named}. Please allow it.`,
    })
  }
  return fileProblem(stage, 'failed', error, {
    sentence: `The server ${host} has trouble with ${named}.`,
    forProvider: `${host}, port ${port}, answers with an error when ${userName} uses ${named}.`,
  })
}

/** What went wrong with one file, in words. */
export function fileFault(error: unknown, where: Where, path: string, stage: Stage, done: string): unknown {
  const status = statusOf(error)
  if (status === undefined) return error
  const { host, port, userName } = where
  if (status === permissionDenied) {
    return fileProblem(stage, 'not-permitted', error, {
      sentence: `The server ${host} does not let ${userName} have the file ${path} ${done}.`,
      forProvider: `The account ${userName} at ${host}, port ${port}, may not have ${path} ${done}. Please allow it.`,
    })
  }
  const isGone = status === noSuchFile
  return fileProblem(stage, 'failed', error, {
    sentence: isGone
      ? `The server ${host} no longer has the file ${path}.`
      : `The file ${path} on ${host} could not be ${done}.`,
    forProvider: isGone
      ? `The file ${path} at ${host}, port ${port}, was there and is gone. Was it taken away?`
      : `The file ${path} at ${host}, port ${port}, cannot be ${done} by ${userName}.`,
  })
}

function tooMany(folder: string) {
  return fileProblem('folders', 'failed', undefined, {
    sentence: `The folder ${folder} holds more than ${mostFiles.toLocaleString('en-US')} files.`,
    forProvider: `The folder ${folder} holds more than ${mostFiles.toLocaleString('en-US')} files. Please empty it.`,
  })
}

export function fileProblem(
  stage: Stage,
  code: FaultCode,
  error: unknown,
  words: { sentence: string; forProvider: string },
): OutboundFault {
  const said = error instanceof Error ? error.message : undefined
  return new OutboundFault({ stage, code, ...words, said })
}

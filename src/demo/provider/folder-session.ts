import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { join, posix } from 'node:path'
import ssh2, { type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2'

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp

/** Bytes of one answer, whatever is asked for. */
const mostAtOnce = 256 * 1024

type Opened = { file: FileHandle; path: string } | { names: string[]; path: string }

/** What a client may ask of a folder that is all it sees; `arrived` is told each file that got its name there. */
type Served = { root: string; arrived: (path: string) => void }

/** A client's path as one below the root, whatever it climbs. */
const below = (path: string) => posix.normalize(posix.join('/', path))

function statusOf(error: unknown) {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE
  return code === 'EACCES' || code === 'EPERM' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE
}

function flagsOf(asked: number) {
  let flags = constants.O_NOFOLLOW
  if (asked & OPEN_MODE.WRITE) flags |= asked & OPEN_MODE.READ ? constants.O_RDWR : constants.O_WRONLY
  if (asked & OPEN_MODE.APPEND) flags |= constants.O_APPEND
  if (asked & OPEN_MODE.CREAT) flags |= constants.O_CREAT
  if (asked & OPEN_MODE.TRUNC) flags |= constants.O_TRUNC
  if (asked & OPEN_MODE.EXCL) flags |= constants.O_EXCL
  return flags
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1_000)

async function attributesOf(path: string): Promise<Attributes> {
  const { mode, uid, gid, size, atimeMs, mtimeMs } = await lstat(path)
  return { mode, uid, gid, size, atime: seconds(atimeMs), mtime: seconds(mtimeMs) }
}

/** One file session as OpenSSH would answer it, on one folder and without links; what is not here is refused as unsupported. */
export function serveFolder(session: SFTPWrapper, { root, arrived }: Served) {
  const opened = new Map<number, Opened>()
  let last = 0
  const placeOf = (path: string) => join(root, below(path))

  function handle(one: Opened) {
    last += 1
    opened.set(last, one)
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(last)
    return bytes
  }
  const openedBy = (bytes: Buffer) => (bytes.length === 4 ? opened.get(bytes.readUInt32BE()) : undefined)

  function fileOf(bytes: Buffer) {
    const one = openedBy(bytes)
    if (!one || !('file' in one)) throw new Error('This is no handle of a file.')
    return one.file
  }

  /** Answers a request by what `act` sends, or by the status of what it throws. */
  function answer(id: number, act: () => Promise<void>) {
    act().catch((error) => session.status(id, statusOf(error)))
  }
  const done = (id: number) => session.status(id, STATUS_CODE.OK)

  session.on('REALPATH', (id, path) => {
    const filename = below(path)
    session.name(id, [{ filename, longname: filename, attrs: {} as Attributes }])
  })
  session.on('OPEN', (id, path, asked) =>
    answer(id, async () => {
      const file = await open(placeOf(path), flagsOf(asked), 0o600)
      session.handle(id, handle({ file, path }))
    }),
  )
  session.on('READ', (id, bytes, offset, length) =>
    answer(id, async () => {
      const { buffer, bytesRead } = await fileOf(bytes).read(Buffer.alloc(Math.min(length, mostAtOnce)), {
        position: offset,
      })
      if (bytesRead === 0) session.status(id, STATUS_CODE.EOF)
      else session.data(id, buffer.subarray(0, bytesRead))
    }),
  )
  session.on('WRITE', (id, bytes, offset, data) =>
    answer(id, async () => {
      await fileOf(bytes).write(data, 0, data.length, offset)
      done(id)
    }),
  )
  session.on('OPENDIR', (id, path) =>
    answer(id, async () => {
      session.handle(id, handle({ names: await readdir(placeOf(path)), path }))
    }),
  )
  session.on('READDIR', (id, bytes) =>
    answer(id, async () => {
      const one = openedBy(bytes)
      if (!one || 'file' in one) throw new Error('This is no handle of a folder.')
      const entries: FileEntry[] = []
      for (const filename of one.names.splice(0)) {
        // What was removed meanwhile is not listed.
        const attrs = await attributesOf(join(placeOf(one.path), filename)).catch(() => undefined)
        if (attrs) entries.push({ filename, longname: filename, attrs })
      }
      if (entries.length > 0) session.name(id, entries)
      else session.status(id, STATUS_CODE.EOF)
    }),
  )
  for (const asked of ['STAT', 'LSTAT'] as const)
    session.on(asked, (id: number, path: string) =>
      answer(id, async () => session.attrs(id, await attributesOf(placeOf(path)))),
    )
  session.on('FSTAT', (id, bytes) =>
    answer(id, async () => session.attrs(id, await attributesOf(placeOf(openedBy(bytes)?.path ?? '')))),
  )
  session.on('CLOSE', (id, bytes) =>
    answer(id, async () => {
      const one = openedBy(bytes)
      if (!one) throw new Error('This is no handle.')
      opened.delete(bytes.readUInt32BE())
      if ('file' in one) await one.file.close()
      done(id)
    }),
  )
  session.on('RENAME', (id, from, to) =>
    answer(id, async () => {
      // As plain SFTP does: a name that is taken is not taken over.
      const isTaken = await lstat(placeOf(to)).catch(() => undefined)
      if (isTaken) throw new Error('There is a file of this name.')
      await rename(placeOf(from), placeOf(to))
      done(id)
      arrived(below(to))
    }),
  )
  session.on('REMOVE', (id, path) =>
    answer(id, async () => {
      await rm(placeOf(path))
      done(id)
    }),
  )
  session.on('close', () => {
    for (const one of opened.values()) if ('file' in one) void one.file.close().catch(() => undefined)
    opened.clear()
  })
}

import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'

/** Bytes: some saves, each of which writes a few pages to the log. */
const leastFree = 1_000_000

/** Bytes that are free for us on the disk of a folder; 0 also where no file can be added to it any more. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize, files, ffree } = await statfs(folder)
  return files > 0 && ffree === 0 ? 0 : bavail * bsize
}

/** The same; undefined where nothing is ever written: systemd hands a key in on a disk that is read-only and has no room. */
export async function freeBytesToWrite(folder: string): Promise<number | undefined> {
  return access(folder, constants.W_OK)
    .then(() => freeBytes(folder))
    .catch(() => undefined)
}

/** What keeps everybody from writing to a folder, whoever may write there. */
export async function diskTrouble(folder: string): Promise<'full' | 'read-only' | undefined> {
  if ((await freeBytes(folder)) < leastFree) return 'full'
  const refused = await access(folder, constants.W_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  )
  return refused === 'EROFS' ? 'read-only' : undefined
}

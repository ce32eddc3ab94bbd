import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { isFolder, makeFolder } from '../lib/make-folder.ts'
import { putOnDisk } from '../lib/on-disk.ts'
import { partOf, wholeOf } from '../lib/part-name.ts'
import { Refusal } from '../lib/refusal.ts'
import { timeLeft } from '../lib/time-left.ts'

/** Gives a whole file its name, unless something has that name; then it is on disk permanently. */
export function giveName(part: string, path: string) {
  putOnDisk(part)
  try {
    fs.closeSync(fs.openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Refusal(`${path} exists and is never overwritten: name another file.`)
  }
  fs.renameSync(part, path)
  putOnDisk(dirname(path))
}

/** The file to write: the one named, or in the folder named one that is called so. */
export function fileFor(to: string, name: string) {
  const path = isFolder(to) ? join(to, name) : to
  if (fs.existsSync(path)) {
    throw new Refusal(`${path} exists and is never overwritten: name another file.`)
  }
  if (!isFolder(dirname(path))) {
    throw new Refusal(`There is no folder ${dirname(path)}: make it, or name another.`)
  }
  return path
}

/**
 * Gives an act a private folder in the data folder, and removes it afterwards, with what runs that were killed left behind,
 * once nobody can be writing it any more.
 */
export async function inScratch<Result>(
  { dataDir, name, now }: { dataDir: string; name: string; now: Date },
  act: (folder: string) => Promise<Result>,
): Promise<Result> {
  makeFolder(dataDir)
  removeOldParts(dataDir, name, now)
  const folder = partOf(join(dataDir, name))
  fs.mkdirSync(folder, { mode: 0o700 })
  try {
    return await act(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Removes the parts of files or folders of this name that are older than a day. */
export function removeOldParts(folder: string, name: string, now: Date) {
  for (const entry of fs.readdirSync(folder)) {
    const path = join(folder, entry)
    // Another run may have removed it meanwhile.
    const written = wholeOf(entry) === name ? fs.lstatSync(path, { throwIfNoEntry: false }) : undefined
    if (written && timeLeft(written.mtimeMs, 86_400_000, now) === 0)
      fs.rmSync(path, { recursive: true, force: true })
  }
}

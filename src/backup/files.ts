import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../lib/refusal.ts'
import { timeLeft } from '../lib/time-left.ts'

/** A name beside the wanted one, for a file that is not whole yet. */
export function partOf(path: string) {
  return `${path}.${randomBytes(6).toString('hex')}.part`
}

export function onDisk(path: string) {
  const file = fs.openSync(path, 'r')
  fs.fsyncSync(file)
  fs.closeSync(file)
}

/** Gives a whole file its name, unless something has that name; then it is on disk permanently. */
export function giveName(part: string, path: string) {
  onDisk(part)
  try {
    fs.closeSync(fs.openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Refusal(`${path} exists and is never overwritten: name another file.`)
  }
  fs.renameSync(part, path)
  onDisk(dirname(path))
}

/** The file to write: the one named, or one with the time in its name in the folder named. */
export function fileFor(to: string, now: Date, ending: string) {
  const isFolder = fs.statSync(to, { throwIfNoEntry: false })?.isDirectory()
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '')
  const path = isFolder ? join(to, `utility-interfaces-${stamp}Z${ending}`) : to
  if (fs.existsSync(path)) {
    throw new Refusal(`${path} exists and is never overwritten: name another file.`)
  }
  if (!fs.existsSync(dirname(path))) {
    throw new Refusal(`There is no folder ${dirname(path)}: make it, or name another.`)
  }
  return path
}

/** Removes what a run that was killed left behind, once nobody can be writing it any more. */
export function removeOldParts(folder: string, name: string, now: Date) {
  for (const entry of fs.readdirSync(folder)) {
    const path = join(folder, entry)
    const isOne = entry.startsWith(`${basename(name)}.`) && entry.endsWith('.part')
    if (isOne && timeLeft(fs.statSync(path).mtimeMs, 86_400_000, now) === 0)
      fs.rmSync(path, { recursive: true, force: true })
  }
}

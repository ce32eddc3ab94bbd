import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { putOnDisk } from './on-disk.ts'

/**
 * Puts the text on disk under another name beside the path, readable by its owner only, and only then lets `name` give
 * it its own: a reader finds the old text or the new one.
 */
export function writeWhole(path: string, text: string, name: (fresh: string) => void): void {
  const fresh = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    fs.writeFileSync(fresh, text, { flag: 'wx', mode: 0o600, flush: true })
    name(fresh)
  } finally {
    fs.rmSync(fresh, { force: true })
  }
  putOnDisk(dirname(path))
}

/** Puts the text in the place of a file that the product must be able to replace again, also when root ran this. */
export function replaceWhole(path: string, text: string): void {
  writeWhole(path, text, (fresh) => {
    const { uid, gid } = fs.statSync(dirname(path))
    if (process.getuid?.() === 0) fs.chownSync(fresh, uid, gid)
    fs.renameSync(fresh, path)
  })
}

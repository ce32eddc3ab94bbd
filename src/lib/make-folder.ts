import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a private folder and those above it, where they are missing. One at a time: below a folder that takes none,
 * such as /proc, Node's own `recursive` never ends. Throws the system's error, EEXIST where a file has the name.
 */
export function makeFolder(path: string) {
  if (isFolder(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have been first.
    if (!isFolder(path)) throw error
  }
}

export function isFolder(path: string) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

import { accessSync, constants, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../lib/make-folder.ts'
import { Unusable } from './problem.ts'

/** What is written beside the database too: one that root left there is enough to stop everything. */
const written = /^(utility-interfaces\.sqlite|server\.)/

/** Makes the folder where it is missing. Throws Unusable or the system's error where it, or what is in it, cannot be written. */
export function openDataFolder(dataDir: string) {
  makeFolder(dataDir)
  const { R_OK, W_OK, X_OK } = constants
  refuseUnwritable(dataDir, R_OK | W_OK | X_OK, dataDir)
  for (const name of readdirSync(dataDir)) {
    if (written.test(name)) refuseUnwritable(join(dataDir, name), R_OK | W_OK, dataDir)
  }
}

function refuseUnwritable(path: string, needed: number, dataDir: string) {
  try {
    accessSync(path, needed)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Another process may have taken it away since it was listed, as SQLite does with its log.
    if (code === 'ENOENT') return
    if (code !== 'EACCES') throw error
    const user = process.getuid?.()
    throw new Unusable(
      'folder',
      `${path} cannot be written by this user${user === undefined ? '' : ` (number ${user})`}: give it the folder and what is in it, chown -R ${user ?? 'USER'} ${dataDir}, or name another in DATA_DIR.`,
    )
  }
}

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onPath } from './debian.js'

/** The folders that may hold a program of PostgreSQL; Debian and Homebrew keep each version's off the PATH. */
export function postgresFolders(program) {
  const command = onPath(program)
  return [
    ...versionsIn('/usr/lib/postgresql', /^(\d+)$/),
    ...(command ? [dirname(command)] : []),
    ...versionsIn('/opt/homebrew/opt', /^postgresql@(\d+)$/),
    ...versionsIn('/usr/local/opt', /^postgresql@(\d+)$/),
  ]
}

/** The newest first. */
function versionsIn(folder, pattern) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort((a, b) => Number(pattern.exec(b)[1]) - Number(pattern.exec(a)[1]))
    .map((name) => join(folder, name, 'bin'))
}

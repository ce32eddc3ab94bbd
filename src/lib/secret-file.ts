import * as fs from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { isHandedIn } from './handed-in.ts'
import { wayTo } from './way-to.ts'

const mostBytes = 65_536

/** A file is not taken for a secret; the message says why and what to do, and holds nothing of the file. */
export class SecretFileError extends Error {
  readonly reason: 'open-to-others' | 'unreadable'

  constructor(reason: SecretFileError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** The text of a file with a key or a password. Throws SecretFileError, and the system's own where it cannot be opened. */
export function readSecretFile(path: string): string {
  // Without O_NONBLOCK a pipe in the file's place would keep the start waiting endlessly.
  const file = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
  try {
    const stats = fs.fstatSync(file)
    if (!stats.isFile() || stats.size > mostBytes) {
      throw new SecretFileError('unreadable', 'That is not a file with a key or password.')
    }
    refuseOpenFile(path, stats)
    return fs.readFileSync(file, 'utf8')
  } finally {
    fs.closeSync(file)
  }
}

/**
 * A secret is its owner's alone; or root's, whose group may read it, as PostgreSQL has it for its keys: such are the
 * credentials of systemd. What all may read must be handed in where nobody else is, as the secrets of containers are.
 * Windows has no such modes. Throws SecretFileError.
 */
export function refuseOpenFile(path: string, { uid, mode }: Pick<fs.Stats, 'uid' | 'mode'>): void {
  if (process.platform === 'win32') return
  const isByRoot = uid === 0 && (mode & 0o022) === 0
  const weak = isByRoot ? wayTo(path).find(isOpenToChange) : undefined
  if (isByRoot && !weak && ((mode & 0o007) === 0 || isHandedIn(path))) return
  if ((mode & 0o077) !== 0) throw openToOthers(weak ?? path, howToClose(path, uid))
  // Where a link lies matters as much as where it leads.
  for (const place of [path, fs.realpathSync(path)]) refuseOpenFolder(dirname(place))
}

export function refuseOpenFolder(folder: string): void {
  if (process.platform === 'win32' || (fs.statSync(folder).mode & 0o002) === 0) return
  throw openToOthers(folder, `To close it: chmod o-w ${folder}`)
}

/** In a folder of all, as /tmp is, what is root's stays where it is. */
function isOpenToChange(place: string): boolean {
  const stats = fs.lstatSync(place)
  return stats.uid !== 0 || (stats.isDirectory() && (stats.mode & 0o022) !== 0 && (stats.mode & 0o1000) === 0)
}

function howToClose(path: string, uid: number): string {
  const own = process.geteuid?.() ?? 0
  if (own === uid || own === 0) return `To close it: chmod 600 ${path}`
  return `To give it to this user alone, as root: chown ${own} ${path} && chmod 400 ${path} (or LoadCredential= of systemd, secrets: of a container)`
}

function openToOthers(place: string, howToClose: string) {
  return new SecretFileError(
    'open-to-others',
    `Other users of this computer can get at ${place}. ${howToClose}`,
  )
}

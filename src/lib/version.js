// Plain JavaScript without packages: what sets up a start says the version too, on whatever Node.js is there.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const read = (...path) => readFileSync(join(...path), 'utf8').trim()

/** What an archive of the sources was made of, or what whoever built an image wrote there; undefined in a clone, where Git's mark stands. */
function buildIn(folder) {
  const file = join(folder, 'src/build.txt')
  return existsSync(file) ? /^[\w.-]{1,40}$/.exec(read(file))?.[0] : undefined
}

/** The commit that is checked out, read from Git's files, because a machine that serves need not have Git. */
function commitIn(folder) {
  const own = gitFolderOf(folder)
  if (!own) return undefined
  const head = read(own, 'HEAD')
  const ref = /^ref: (.+)$/.exec(head)?.[1]
  const shared = existsSync(join(own, 'commondir')) ? resolve(own, read(own, 'commondir')) : own
  return /^[0-9a-f]{7}/.exec(ref ? hashOf(ref, [own, shared]) : head)?.[0]
}

/** A worktree and a submodule have a file there that names the folder. */
function gitFolderOf(folder) {
  const git = join(folder, '.git')
  if (!existsSync(git)) return undefined
  return statSync(git).isDirectory() ? git : resolve(folder, read(git).replace(/^gitdir: /, ''))
}

function hashOf(ref, folders) {
  const loose = folders.map((folder) => join(folder, ref)).find((file) => existsSync(file))
  if (loose) return read(loose)
  const packed = join(folders.at(-1), 'packed-refs')
  const lines = existsSync(packed) ? read(packed).split('\n') : []
  return lines.find((line) => line.endsWith(` ${ref}`)) ?? ''
}

/**
 * What lies in a folder, as `1.1.0 (332301d)`: the version, and the build or the commit where either is known.
 * @returns {string}
 */
export function versionIn(folder) {
  const { version } = JSON.parse(read(folder, 'package.json'))
  try {
    const which = buildIn(folder) ?? commitIn(folder)
    return which ? `${version} (${which})` : version
  } catch {
    // Files of Git that this user may not read, or that are laid out otherwise: the version is enough.
    return version
  }
}

/** What runs here, as it was when the process began: new files that are put in its place do not run yet. */
export const productVersion = versionIn(root)

/** For what is said in a terminal. */
export const productAndVersion = `Connect Utility Management interfaces ${productVersion}`

import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A user that no list of the machine's users knows, as containers have them. */
export const unknownUser = 10_001

/** Where the program finds the product, which it cannot write, and its folder, which is all that it can. */
export const inside = { product: '/srv', folder: '/mnt' } as const

/**
 * In a mount namespace of its own, which ends with it: the product and the folder at their places, no folder for
 * temporary files, and all else read-only. It becomes the program, so that a signal to it is one to the program.
 */
const script = `set -e
mount --bind "$1" ${inside.product}
mount -o remount,bind,ro ${inside.product}
mount --bind "$2" ${inside.folder}
mount -t tmpfs -o ro,mode=755 none /tmp
mount -o remount,bind,ro /
shift 2
cd /
exec setpriv --reuid ${unknownUser} --regid ${unknownUser} --clear-groups "$@"`

/** Why nothing can be run so on this machine; undefined where it can. */
export function whyNotAsUser(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can become another user'
  const tried = spawnSync('unshare', ['--mount', 'setpriv', '--clear-groups', 'true'], { encoding: 'utf8' })
  return tried.status === 0 ? undefined : tried.error?.message || tried.stderr
}

/**
 * Runs Node with these arguments as a user without a name, without HOME and with a TMPDIR that points nowhere. What is in
 * `folder` is that user's from here on. Paths in the arguments and the environment are as in `inside`; `node_modules` and
 * the sources are those of `product`.
 */
export function asUser(
  folder: string,
  args: string[],
  env: Record<string, string> = {},
  product = root,
): ChildProcessWithoutNullStreams {
  execFileSync('chown', ['-R', `${unknownUser}:${unknownUser}`, folder])
  const node = join(inside.product, 'node_modules/node/bin/node')
  const places = {
    DATA_DIR: join(inside.folder, 'data'),
    KEY_FILE: join(inside.folder, 'keys/secret.key'),
    TMPDIR: '/nowhere',
  }
  return spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', product, folder, node, ...args], {
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', ...places, ...env },
  })
}

import { statSync } from 'node:fs'
import { readKeyFile } from './key-file.ts'
import type { KeyRing } from './key-ring.ts'

/** A request asks several times; what a look costs is a twentieth of a page. */
export const lookEveryMs = 50

/**
 * The keys of a key file as it is, or was 50 ms ago: a rotation by another process is followed without
 * a restart. While the file is away or cannot be read, the keys last read go on being used. Throws KeyError
 * when the first reading fails.
 */
export function followKeyFile(path: string): KeyRing {
  let seen = stampOf(path)
  let ring = readKeyFile(path)
  let looked = performance.now()
  function now(): KeyRing {
    const at = performance.now()
    if (at - looked < lookEveryMs) return ring
    looked = at
    return lookAgain()
  }
  function lookAgain(): KeyRing {
    const stamp = stampOf(path)
    if (stamp !== undefined && stamp !== seen) {
      try {
        ring = readKeyFile(path)
        seen = stamp
      } catch {
        // Half a rotation is never seen, so this is a file that somebody broke: the next start says so.
      }
    }
    return ring
  }
  return {
    get newest() {
      return now().newest
    },
    get keys() {
      return now().keys
    },
    find: (id) => ring.find(id) ?? lookAgain().find(id),
    derive: (label) => now().derive(label),
    deriveAll: (label) => now().deriveAll(label),
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats && `${stats.dev} ${stats.ino} ${stats.mtimeMs} ${stats.size}`
}

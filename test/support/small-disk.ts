import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type SmallDisk = {
  path: string
  /** Takes all room but so many bytes; undefined gives it back. */
  leave(bytes: number | undefined): void
  remove(): void
}

/** A disk of so many megabytes; undefined where this user may not mount one. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'utility-interfaces-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', path], { stdio: 'ignore' })
  } catch {
    rmSync(path, { recursive: true })
    return undefined
  }
  const ballast = join(path, 'ballast')
  return {
    path,
    leave(bytes) {
      writeFileSync(ballast, '')
      if (bytes === undefined) return
      const { bavail, bsize } = statfsSync(path)
      const size = Math.max(0, bavail * bsize - bytes)
      writeFileSync(ballast, Buffer.alloc(size))
    },
    remove() {
      execFileSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true })
    },
  }
}

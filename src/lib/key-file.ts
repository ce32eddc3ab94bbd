import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { type Key, KeyError, type KeyRing, newKeyLine, PUT_BACK, parseKeys } from './key-ring.ts'
import { makeFolder } from './make-folder.ts'
import { readSecretFile, refuseOpenFolder, SecretFileError } from './secret-file.ts'
import { writeWhole } from './whole-file.ts'

/** Throws KeyError, also when others could read or change the file (not checked on Windows). */
export function readKeyFile(path: string): KeyRing {
  return naming(path, () => parseKeys(readSecretFile(path)))
}

/** Whether a rotation could put other keys in the place of those that the file has. */
export function isWritableKeyFile(path: string): boolean {
  try {
    fs.accessSync(dirname(fs.realpathSync(path)), fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Makes a file with one fresh key, and its folder; throws KeyError when anything has that name already. */
export function makeKeyFile(path: string): KeyRing {
  naming(path, () => {
    makeFolder(dirname(path))
    refuseOpenFolder(dirname(path))
    // A link, unlike a rename, fails when the name is taken, be it by a broken symbolic link.
    writeAs(path, [newKeyLine()], (fresh) => fs.linkSync(fresh, path))
  })
  return readKeyFile(path)
}

/** Replaces the file whole, for rotation: a reader finds the old keys or the new ones. Throws KeyError. */
export function writeKeyFile(path: string, keys: readonly Key[]): void {
  if (keys.length === 0) throw new KeyError('malformed', 'Writing no key would lose what the keys protect.')
  naming(path, () => {
    const old = fs.statSync(path, { throwIfNoEntry: false })
    const place = old ? fs.realpathSync(path) : path
    refuseOpenFolder(dirname(place))
    const lines = keys.map((key) => key.reveal())
    writeAs(place, lines, (fresh) => {
      // Root may rotate for the service, which must still be able to read its file.
      if (old) fs.chownSync(fresh, old.uid, old.gid)
      fs.renameSync(fresh, place)
    })
  })
}

function writeAs(path: string, lines: string[], name: (fresh: string) => void): void {
  writeWhole(path, `# Newest key first.\n${lines.join('\n')}\n`, name)
}

/** Runs `act`; its errors come out as KeyErrors that name the file and say what to do. */
function naming<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof KeyError || error instanceof SecretFileError) {
      throw new KeyError(error.reason, `The key file ${path}: ${error.message}`)
    }
    const { code, syscall } = error as NodeJS.ErrnoException
    if ((code === 'ENOENT' && syscall !== 'mkdir') || code === 'ENOTDIR') {
      throw new KeyError('missing', `The key file ${path} is not there. ${PUT_BACK}`)
    }
    const cause = code === 'EEXIST' ? 'it exists and is never overwritten' : `the system answered ${code}`
    const instead = fs.existsSync(path) ? '' : ' Name a place in KEY_FILE where this user may write.'
    throw new KeyError('unreadable', `The key file ${path} could not be opened or made: ${cause}.${instead}`)
  }
}

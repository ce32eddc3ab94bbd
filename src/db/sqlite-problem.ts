import type { DatabaseError, Problem } from './problem.ts'

/** What SQLite answers, by its code, and the system where a folder or file of the database is in the way. */
export function sqliteProblem({ code = '', syscall, path }: DatabaseError): Problem | undefined {
  if (/^SQLITE_(CANTOPEN|READONLY)/.test(code)) {
    return {
      kind: 'folder',
      words: `The database in DATA_DIR cannot be written (${code}): give this user the right to the folder and all files in it, or name another in DATA_DIR.`,
    }
  }
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return {
      kind: 'damaged',
      words: `The database file in DATA_DIR is damaged or not one of ours (${code}): restore a backup (docs/backup.md).`,
    }
  }
  if (/^SQLITE_(IOERR|PROTOCOL|NOLFS)/.test(code)) {
    return {
      kind: 'folder',
      words: `The disk of DATA_DIR does not work as a database needs (${code}): on a network drive that is so, otherwise look at the disk; name a folder on a disk of this machine.`,
    }
  }
  if (path === undefined || !systemCodes.test(code)) return undefined
  if (code === 'ENOENT' && syscall !== 'mkdir') return undefined
  if (code === 'EROFS') {
    return {
      kind: 'folder',
      words: `${path} lies on a disk that is mounted read-only: mount it for writing, or name another place.`,
    }
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return { kind: 'folder', words: `DATA_DIR is not a folder (${path}): name another.` }
  }
  if (code === 'ENOENT') {
    return { kind: 'folder', words: `The folder ${path} cannot be made there: name another in DATA_DIR.` }
  }
  const what = syscall === 'mkdir' ? 'made' : 'written'
  return {
    kind: 'folder',
    words: `${path} cannot be ${what} by this user (${code}): give it the right to, or name another place.`,
  }
}

const systemCodes = /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT)$/

import { ChainKeyMissing } from './audit/chain-key.ts'
import { ConfigError } from './config.ts'
import { troubleOf } from './db/database-errors.ts'
import { NoTownHere, StrayLog } from './db/database-file.ts'
import { AlreadyRunning } from './db/server-lock.ts'
import { KeyError } from './lib/key-ring.ts'

type StartupError = { message: string; exitCode: number }

/** Each key problem has an exit code of its own, for whatever starts the product. */
const keyExitCodes: Record<string, number> = {
  missing: 10,
  wrong: 11,
  short: 12,
  'open-to-others': 13,
  malformed: 14,
  unreadable: 15,
}

/** Why the product did not start, in one sentence that says what to do, and the exit code that tells it apart. */
export function inOneSentence(error: unknown): StartupError {
  if (error instanceof ConfigError) return { message: error.message, exitCode: 2 }
  if (error instanceof KeyError) return { message: error.message, exitCode: keyExitCodes[error.reason] ?? 1 }
  if (error instanceof ChainKeyMissing) return { message: error.message, exitCode: 16 }
  if (error instanceof AlreadyRunning) {
    return {
      message: 'The product already runs on this DATA_DIR: stop that one first, or name another folder.',
      exitCode: 3,
    }
  }
  if (error instanceof StrayLog) return { message: error.message, exitCode: 7 }
  if (error instanceof NoTownHere) {
    return {
      message: `No town is opened: ${error.message}. If a new one is to begin, start once with NEW_TOWN=yes.`,
      exitCode: 8,
    }
  }
  const { code, port, path, syscall, message } = error as NodeJS.ErrnoException & { port?: number }
  if (/PEM|X509|SSL|TLS/.test(String(code))) {
    return { message: 'TLS_CERT_FILE and TLS_KEY_FILE do not hold a certificate and its key.', exitCode: 2 }
  }
  switch (code) {
    case 'ENOENT':
      if (syscall === 'mkdir') {
        return { message: `The folder ${path} cannot be made there: name another in DATA_DIR.`, exitCode: 5 }
      }
      return { message: `The file ${path} is missing.`, exitCode: 2 }
    case 'EADDRINUSE':
      return {
        message: `PORT ${port} is in use by another program: stop it, or name another PORT.`,
        exitCode: 4,
      }
    case 'EADDRNOTAVAIL':
      return {
        message: 'HOST is not an address of this machine: name one that is, such as 127.0.0.1.',
        exitCode: 4,
      }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      if (port !== undefined) {
        return {
          message: `PORT ${port} needs rights this user does not have: name one above 1023.`,
          exitCode: 4,
        }
      }
      return {
        message: `The folder of ${path} cannot be written: give this user the right to it, or name another in DATA_DIR.`,
        exitCode: 5,
      }
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return {
        message:
          'The database folder cannot be written: give this user the right to it, or name another in DATA_DIR.',
        exitCode: 5,
      }
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return {
        message: `The database file in DATA_DIR is damaged or not one of ours (${code}): restore a backup (docs/backup.md).`,
        exitCode: 7,
      }
    case 'ENOTDIR':
    case 'EEXIST':
      return { message: `DATA_DIR is not a folder (${path}): name another.`, exitCode: 5 }
    case '28P01':
    case '28000':
    case '3D000':
    case '42501':
      return {
        message: `The database at DATABASE_URL does not let us in, or not make our tables (${code}).`,
        exitCode: 6,
      }
  }
  switch (troubleOf(error as Error)) {
    case 'busy':
      return {
        message: 'The database is busy with other work: wait until that is done and try again.',
        exitCode: 9,
      }
    case 'full':
      return { message: 'There is no room left on the disk of the database.', exitCode: 5 }
    case 'away':
      return {
        message: `The database at DATABASE_URL or in DATA_DIR cannot be reached (${code ?? message}).`,
        exitCode: 6,
      }
  }
  return { message: `The product could not start: ${message}`, exitCode: 1 }
}

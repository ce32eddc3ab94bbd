import { ChainKeyMissing } from './audit/chain-key.ts'
import { ConfigError } from './config-values.ts'
import { troubleOf } from './db/database-errors.ts'
import { NoTownHere, StrayLog } from './db/database-file.ts'
import { AlreadyRunning } from './db/server-lock.ts'
import { KeyError } from './lib/key-ring.ts'
import { MovedAway } from './move/moved-away.ts'

type StartupError = { message: string; exitCode: number }
type Fault = NodeJS.ErrnoException & { port?: number }

/** From 10 on, each key problem has an exit code of its own, for whatever starts the product. */
const keyReasons = ['missing', 'wrong', 'short', 'open-to-others', 'malformed', 'unreadable']

const unwritable = ({ port, path }: Fault): [number, string] =>
  port === undefined
    ? [
        5,
        `The folder of ${path} cannot be written: give this user the right to it, or name another in DATA_DIR.`,
      ]
    : [4, `PORT ${port} needs rights this user does not have: name one above 1023.`]
const readOnly = (): [number, string] => [
  5,
  'The database folder cannot be written: give this user the right to it, or name another in DATA_DIR.',
]
const damaged = ({ code }: Fault): [number, string] => [
  7,
  `The database file in DATA_DIR is damaged or not one of ours (${code}): restore a backup (docs/backup.md).`,
]
const noFolder = ({ path }: Fault): [number, string] => [
  5,
  `DATA_DIR is not a folder (${path}): name another.`,
]
const shutOut = ({ code }: Fault): [number, string] => [
  6,
  `The database at DATABASE_URL does not let us in, or not make our tables (${code}).`,
]

/** What the system, SQLite and PostgreSQL answer, by their codes: the exit code and the words. */
const faults: Record<string, (fault: Fault) => [exitCode: number, message: string]> = {
  ENOENT: ({ syscall, path }) =>
    syscall === 'mkdir'
      ? [5, `The folder ${path} cannot be made there: name another in DATA_DIR.`]
      : [2, `The file ${path} is missing.`],
  EADDRINUSE: ({ port }) => [4, `PORT ${port} is in use by another program: stop it, or name another PORT.`],
  EADDRNOTAVAIL: () => [4, 'HOST is not an address of this machine: name one that is, such as 127.0.0.1.'],
  EACCES: unwritable,
  EPERM: unwritable,
  EROFS: unwritable,
  SQLITE_CANTOPEN: readOnly,
  SQLITE_READONLY: readOnly,
  SQLITE_NOTADB: damaged,
  SQLITE_CORRUPT: damaged,
  ENOTDIR: noFolder,
  EEXIST: noFolder,
  '28P01': shutOut,
  '28000': shutOut,
  '3D000': shutOut,
  '42501': shutOut,
  busy: () => [9, 'The database is busy with other work: wait until that is done and try again.'],
  full: () => [5, 'There is no room left on the disk of the database.'],
  away: ({ code, message }) => [
    6,
    `The database at DATABASE_URL or in DATA_DIR cannot be reached (${code ?? message}).`,
  ],
}

/** Why the product did not start, in one sentence that says what to do, and the exit code that tells it apart. */
export function inOneSentence(error: unknown): StartupError {
  const fault = error as Fault
  const { code = '', message } = fault
  if (error instanceof ConfigError) return { message, exitCode: 2 }
  if (error instanceof KeyError) return { message, exitCode: 10 + keyReasons.indexOf(error.reason) }
  if (error instanceof ChainKeyMissing) return { message, exitCode: 16 }
  if (error instanceof MovedAway) return { message, exitCode: 21 }
  if (error instanceof StrayLog) return { message, exitCode: 7 }
  if (error instanceof AlreadyRunning) {
    const words = 'The product already runs on this DATA_DIR: stop that one first, or name another folder.'
    return { message: words, exitCode: 3 }
  }
  if (error instanceof NoTownHere) {
    const words = `No town is opened: ${message}. If a new one is to begin, start once with NEW_TOWN=yes.`
    return { message: words, exitCode: 8 }
  }
  if (/PEM|X509|SSL|TLS/.test(code)) {
    return { message: 'TLS_CERT_FILE and TLS_KEY_FILE do not hold a certificate and its key.', exitCode: 2 }
  }
  const known = faults[code] ?? faults[troubleOf(fault) ?? '']
  const [exitCode, words] = known?.(fault) ?? [1, `The product could not start: ${message}`]
  return { message: words, exitCode }
}

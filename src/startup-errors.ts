import { ChainKeyMissing } from './audit/chain-key.ts'
import { ConfigError } from './config/values.ts'
import { type DatabaseError, databaseProblem } from './db/problem.ts'
import { AlreadyRunning } from './db/server-lock.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { CertificateUnfit } from './http/tls.ts'
import { KeyError } from './lib/key-ring.ts'

type StartupError = { message: string; exitCode: ExitCode }

const keyCodes: Record<KeyError['reason'], ExitCode> = {
  missing: exitCodes.keyMissing,
  wrong: exitCodes.keyWrong,
  short: exitCodes.keyShort,
  'open-to-others': exitCodes.keyOpenToOthers,
  malformed: exitCodes.keyMalformed,
  unreadable: exitCodes.keyUnreadable,
}

/** The product could not listen at HOST and PORT. */
export class CannotListen extends Error {
  constructor({ host, port }: { host: string; port: number }, { code = '', message }: NodeJS.ErrnoException) {
    super(
      listeningWords[code]?.(host, port) ??
        `HOST ${host} and PORT ${port} cannot be listened at: ${message}.`,
    )
  }
}

const example = 'such as 127.0.0.1, or 0.0.0.0 for all addresses'
const unknownName = (host: string) =>
  `HOST "${host}" is a name that has no address here: write an address of this machine, ${example}.`
const needsRights = (_: string, port: number) =>
  `PORT ${port} needs rights that this user does not have: name one above 1023.`
const listeningWords: Record<string, (host: string, port: number) => string> = {
  ENOTFOUND: unknownName,
  EAI_AGAIN: unknownName,
  EADDRNOTAVAIL: (host) => `HOST "${host}" is not an address of this machine: write one that is, ${example}.`,
  EADDRINUSE: (_, port) => `PORT ${port} is in use by another program: stop it, or name another PORT.`,
  EACCES: needsRights,
  EPERM: needsRights,
  EAFNOSUPPORT: (host) =>
    `HOST "${host}" is an address of a kind that this machine does not speak: write one that it does, ${example}.`,
}

/** Why the product did not start, or a command beside it did not work, in one sentence that says what to do, and the exit code. */
export function inOneSentence(error: unknown, what = 'The product could not start'): StartupError {
  const { code, syscall, path, message } = error as DatabaseError
  if (error instanceof ConfigError || error instanceof CertificateUnfit) {
    return { message, exitCode: exitCodes.setting }
  }
  if (error instanceof CannotListen) return { message, exitCode: exitCodes.address }
  if (error instanceof KeyError) return { message, exitCode: keyCodes[error.reason] }
  if (error instanceof ChainKeyMissing) return { message, exitCode: exitCodes.historyKeyMissing }
  if (error instanceof AlreadyRunning) {
    const words = 'The product already runs on this DATA_DIR: stop that one first, or name another folder.'
    return { message: words, exitCode: exitCodes.alreadyRunning }
  }
  const problem = databaseProblem(error)
  if (problem) return { message: problem.words, exitCode: exitCodes[problem.kind] }
  if (code === 'ENOENT' && syscall !== 'mkdir' && path !== undefined) {
    return { message: `The file ${path} is missing.`, exitCode: exitCodes.setting }
  }
  return { message: `${what}: ${message}`, exitCode: exitCodes.unforeseen }
}

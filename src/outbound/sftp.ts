import ssh2 from 'ssh2'
import { OutboundFault, type Stage } from './fault.ts'
import { faultOf } from './fault-words.ts'
import type { FileSession } from './file-session.ts'
import { openByKnownKey } from './known-key.ts'
import { list, look, remove } from './sftp-files.ts'
import type { LineOptions, Patience } from './sftp-line.ts'
import { read } from './sftp-read.ts'
import { write } from './sftp-write.ts'
import type { Login } from './sign-in.ts'
import type { Target } from './target.ts'

const usualPatience: Patience = { opening: 30_000, call: 60_000, signOfLife: 10_000 }

/**
 * Signs in at the server for files. `onStage` is told each stage when it is passed, with what was found: addresses, the
 * server's key, the user name. Throws OutboundFault.
 */
export async function openFiles(
  target: Target,
  options: { signal: AbortSignal; onStage?: (stage: Stage, detail: string) => void; patience?: Patience },
): Promise<FileSession> {
  const { signal, onStage = () => undefined, patience = usualPatience } = options
  const { line, login, usedNextPassword } = await signIn(target, { signal, patience, onStage })
  const again = () => openByKnownKey(target, login, { signal, patience, onStage: () => undefined })
  return {
    serverKey: line.serverKey,
    usedNextPassword,
    list: (folder) => list(line, target, folder),
    look: (path) => look(line, target, path),
    read: (path, take) => read(line, target, path, take),
    write: (folder, name, size, content) => write(line, target, { folder, name, size }, content, again),
    remove: (path) => remove(line, target, path),
    close: () => line.close(),
  }
}

async function signIn(target: Target, options: LineOptions) {
  const { login } = target
  const first: Login = 'privateKey' in login ? login : { password: login.password }
  try {
    return { line: await openByKnownKey(target, first, options), login: first, usedNextPassword: false }
  } catch (error) {
    const next = 'privateKey' in login ? undefined : login.nextPassword
    if (!(error instanceof OutboundFault) || error.code !== 'login-refused' || next === undefined) throw error
    return await signInWithNext(target, next, options)
  }
}

async function signInWithNext(target: Target, password: string, options: LineOptions) {
  const { host, port, userName } = target
  const login = { password }
  try {
    return { line: await openByKnownKey(target, login, options), login, usedNextPassword: true }
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error
    if (error.code === 'password-expired') throw error
    const isRefused = error.code === 'login-refused'
    // Whatever kept the next one from being tried: the first was refused, and trying it again by and by would lock the account.
    throw faultOf(target, 'signed-in', 'login-refused', {
      said: error.said,
      words: {
        sentence: isRefused
          ? `The server ${host} refuses the user name ${userName} with the password and with the next password. Each was tried once.`
          : `The server ${host} refuses the user name ${userName} with this password, and the next password could not be tried. ${error.sentence}`,
        forProvider: `The login of ${userName} at ${host}, port ${port}, is refused. Is the account open, and did its password change?`,
      },
    })
  }
}

/** A key to sign in with, in OpenSSH's formats: Ed25519, with the comment behind the public part. */
export async function makeKeyPair(comment: string): Promise<{ privateKey: string; publicKey: string }> {
  const { private: privateKey, public: publicKey } = await new Promise<{ private: string; public: string }>(
    (resolve, reject) => {
      ssh2.utils.generateKeyPair('ed25519', { comment }, (error, pair) =>
        error ? reject(error) : resolve(pair),
      )
    },
  )
  return { privateKey, publicKey }
}

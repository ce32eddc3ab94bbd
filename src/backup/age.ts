import { openAsBlob } from 'node:fs'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { Refusal } from '../lib/refusal.ts'

export const ageMagic = Buffer.from('age-encryption.org/v1\n')

/** A pair as `age-keygen` makes it, of X25519, which every version of age knows. */
export async function makeKeyPair() {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  return { privateKey: `# public key: ${recipient}\n${identity}\n`, publicKey: `${recipient}\n` }
}

export function ageEncrypter(publicKeyFile: string): Encrypter {
  const encrypter = new Encrypter()
  readKey(publicKeyFile, /^age1\S+/m, 'public', (key) => encrypter.addRecipient(key))
  return encrypter
}

export async function* encryptAge(from: string, encrypter: Encrypter) {
  yield* await encrypter.encrypt((await openAsBlob(from)).stream())
}

export async function* decryptAge(from: string, privateKeyFile: string) {
  const decrypter = new Decrypter()
  readKey(privateKeyFile, /^AGE-SECRET-KEY-\S+/m, 'private', (key) => decrypter.addIdentity(key))
  try {
    yield* await decrypter.decrypt((await openAsBlob(from)).stream())
  } catch (error) {
    // The disk, not the file.
    if ((error as Error).name === 'NotReadableError') throw error
    throw new Refusal('It was altered or cut short, or was made for another key.')
  }
}

function readKey(file: string, form: RegExp, half: string, use: (key: string) => void) {
  try {
    use(form.exec(file)?.[0] ?? '')
  } catch {
    const older = file.startsWith('-----BEGIN')
      ? ' A key made by an earlier version only opens backups that were made for it: make a new pair.'
      : ''
    throw new Refusal(`That file holds no ${half} key made by make-key or age-keygen.${older}`)
  }
}

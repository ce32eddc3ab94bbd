import crypto, { type Argon2Parameters } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

const { argon2 } = crypto
type Done = (error: Error | null, key: Buffer) => void
const known = new Map<string, Promise<Buffer>>()
let isRemembering = true

/**
 * The same password with the same salt and cost is hashed once in a process: the users of a test sign in by the thousand,
 * and half of what that takes is the hash, which is slow on purpose.
 */
function remembered(algorithm: 'argon2id', parameters: Argon2Parameters, done: Done) {
  if (!isRemembering) return argon2(algorithm, parameters, done)
  const { message, nonce, ...cost } = parameters
  const id = JSON.stringify([algorithm, String(message), Buffer.from(nonce as Buffer).toString('hex'), cost])
  const key = known.get(id) ?? deriveKey(algorithm, parameters)
  known.set(id, key)
  key.then((found) => done(null, Buffer.from(found)), done as never)
}

function deriveKey(algorithm: 'argon2id', parameters: Argon2Parameters) {
  return new Promise<Buffer>((resolve, reject) => {
    argon2(algorithm, parameters, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

crypto.argon2 = remembered as typeof argon2
syncBuiltinESMExports()

/** For tests of how long a hash takes. */
export function hashEachTime(isSo: boolean) {
  isRemembering = !isSo
}

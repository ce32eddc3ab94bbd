import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { SerialQueue } from './serial-queue.ts'

/** OWASP's argon2id minimum for two passes: 19 MiB. `m` is in KiB. */
const COST = { m: 19_456, t: 2, p: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** Dearer than any cost this product wrote; a stored hash that asks for more was not written by it. */
const MAX_COST = { m: 1_048_576, t: 16, p: 16 }

type Stored = { m: number; t: number; p: number; salt: Buffer; hash: Buffer }

/** So many people wait for a password check already that one more would time out; answer 503 and try later. */
export class TooBusy extends Error {}

// argon2 shares libuv's four threads with sqlite3: hashes side by side would make every page wait for them.
const queue = new SerialQueue(100, TooBusy)

/** The PHC string to store. The password is taken exactly as typed, as UTF-8. Throws TooBusy. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, { ...COST, salt })
  return `$argon2id$v=19$m=${COST.m},t=${COST.t},p=${COST.p}$${toPhc(salt)}$${toPhc(hash)}`
}

/**
 * Without a stored hash, or with one in an unknown form, it takes the same time and is never ok, so that nobody
 * learns which names exist. `outdated` asks the caller, who has the password now, to store a fresh hash. Throws
 * TooBusy.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
): Promise<{ ok: boolean; outdated: boolean }> {
  const known = stored === undefined ? undefined : parse(stored)
  const { hash, ...cost } = known ?? {
    ...COST,
    salt: Buffer.alloc(SALT_BYTES),
    hash: Buffer.alloc(HASH_BYTES),
  }
  const same = timingSafeEqual(await derive(password, cost), hash)
  const ok = same && known !== undefined
  return { ok, outdated: ok && (cost.m !== COST.m || cost.t !== COST.t || cost.p !== COST.p) }
}

function derive(password: string, { m, t, p, salt }: Omit<Stored, 'hash'>): Promise<Buffer> {
  const parameters = {
    message: Buffer.from(password, 'utf8'),
    nonce: salt,
    memory: m,
    passes: t,
    parallelism: p,
    tagLength: HASH_BYTES,
  }
  return queue.run(() => promisify(argon2)('argon2id', parameters))
}

function parse(stored: string): Stored | undefined {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored)
  if (!found) return undefined
  const [m, t, p] = found.slice(1, 4).map(Number) as [number, number, number]
  const [salt, hash] = found.slice(4).map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer]
  if (m > MAX_COST.m || t < 1 || t > MAX_COST.t || p < 1 || p > MAX_COST.p || m < 8 * p) return undefined
  return salt.length >= 8 && hash.length === HASH_BYTES ? { m, t, p, salt, hash } : undefined
}

function toPhc(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

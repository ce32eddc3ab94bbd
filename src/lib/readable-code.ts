import { createHash, randomBytes } from 'node:crypto'
import { Secret } from 'otpauth'

/** Letters and digits that are not taken for one another when read off a screen. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** 24 letters of 31, unless told another number: 118 bits, in groups that can be read out and typed. */
export function readableCode(length = 24): string {
  const letters: string[] = []
  while (letters.length < length) {
    for (const byte of randomBytes(32)) {
      // The bytes past the last whole multiple are dropped, so that every letter is as likely.
      if (byte < 248 && letters.length < length) letters.push(alphabet[byte % 31] as string)
    }
  }
  return letters.join('').replace(/(.{6})(?=.)/g, '$1-')
}

/** Ten codes of 80 random bits in letters and digits that are not taken for one another. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () =>
    new Secret({ size: 10 }).base32.toLowerCase().replace(/(.{4})(?=.)/g, '$1-'),
  )
}

/** Random codes of this length need no slow hash. Capitals, spaces and hyphens do not count. */
export function recoveryCodeHash(userId: number, submitted: string): string {
  const code = submitted.toLowerCase().replace(/[^a-z0-9]/g, '')
  return createHash('sha256').update(`${userId} ${code}`).digest('base64url')
}

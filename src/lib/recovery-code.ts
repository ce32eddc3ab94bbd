import { createHash } from 'node:crypto'
import { Secret } from 'otpauth'

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

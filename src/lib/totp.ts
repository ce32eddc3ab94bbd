import { Secret, TOTP } from 'otpauth'

const period = 30

/** What authenticator apps show above the codes. */
const issuer = 'Connect Utility Management'

function totpOf(seed: string, label = '') {
  return new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(seed) })
}

/** 160 random bits in base32, as RFC 4226 advises. */
export function newSeed(): string {
  return new Secret({ size: 20 }).base32
}

/** What the QR code says, for the app to keep. */
export function seedAddress(seed: string, userName: string): string {
  return totpOf(seed, userName).toString()
}

/** The 30-second step that a moment lies in. */
export function stepAt(at: Date): number {
  return TOTP.counter({ period, timestamp: at.getTime() })
}

/**
 * The 30-second step whose code was typed (RFC 6238), undefined when it is none of the present one, the one
 * before and the one after: clocks differ a little. An empty seed has no codes: anybody could work them out.
 */
export function stepOfCode(seed: string, code: string, at: Date): number | undefined {
  const totp = totpOf(seed)
  const timestamp = at.getTime()
  const delta =
    seed !== '' && /^\d{6}$/.test(code) ? totp.validate({ token: code, timestamp, window: 1 }) : null
  return delta === null ? undefined : stepAt(at) + delta
}

import { off, type Switched } from '../settings.ts'
import type { TabKey } from '../tabs.ts'

/** The password the vendor gave: when it was stored and what for. The password itself is never read here. */
type StoredPassword = { setAt: string; storedFor: string; storedUser: string }

export type VendorInput = { interface: string; userName: string }

export type VendorSettings = VendorInput &
  Switched & {
    password: StoredPassword | null
    /** When the key was lost that the password was sealed with: it must be typed again. */
    passwordLostAt: string | null
  }

/** An interface that is a user name and a password at a vendor. */
export type Vendor = {
  key: TabKey
  label: string
  table: string
  interfaces: readonly { value: string; label: string }[]
}

export const labels = { interface: 'Interface', userName: 'User Name', password: 'Password' } as const

/** A stored password serves only the interface and the user name it was entered for. */
export function passwordFits(settings: VendorSettings, input: VendorInput) {
  const { password } = settings
  return password !== null && password.storedFor === input.interface && password.storedUser === input.userName
}

/**
 * The interface a newly typed password is for: the chosen one or, while turning it off, the one that was on.
 * Undefined when neither says, so that a password is never stored for nothing.
 */
export function passwordIsFor(settings: VendorSettings, chosen: string): string | undefined {
  if (chosen !== off.value) return chosen
  return settings.interface !== off.value ? settings.interface : settings.password?.storedFor
}

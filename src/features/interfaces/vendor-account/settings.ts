import type { Cell, Section } from '../../../settings/section.ts'
import { off, type VendorInterface } from '../registry.ts'
import { type Switched, switched } from '../settings.ts'

/** The password the vendor gave: when it was stored and what for. The password itself is never read here. */
type StoredPassword = { setAt: string; storedFor: string; storedUser: string; storedServer: string }

export type VendorInput = { interface: string; userName: string }

export type VendorSettings = VendorInput &
  Switched & {
    password: StoredPassword | null
    /** When the key was lost that the password was sealed with: it must be typed again. */
    passwordLostAt: string | null
  }

declare module '../../../settings/snapshot.ts' {
  interface Settings extends Record<VendorInterface['name'], VendorSettings> {}
}

export function vendorSection({ name, key, table, label, choices }: VendorInterface) {
  return {
    ...switched,
    name,
    subject: key,
    label,
    table,
    fields: {
      interface: { label: 'Interface', choices },
      userName: { label: 'User Name' },
      password: { label: 'Password', isSecret: true },
    },
    joins: {
      password: {
        table: 'secrets',
        on: { owner: table, field: 'password' },
        columns: ['set_at', 'stored_for', 'stored_user', 'stored_server', 'lost_at'],
      },
    },
    more: (cell) => ({ ...switched.more(cell), ...passwordOf(cell) }),
  } satisfies Section<keyof VendorInput | 'password'>
}

function passwordOf(cell: Cell): Pick<VendorSettings, 'password' | 'passwordLostAt'> {
  const passwordLostAt = cell('password_lost_at')
  const setAt = passwordLostAt ? null : cell('password_set_at')
  if (!setAt) return { password: null, passwordLostAt }
  return {
    password: {
      setAt,
      storedFor: cell('password_stored_for'),
      storedUser: cell('password_stored_user'),
      storedServer: cell('password_stored_server'),
    },
    passwordLostAt,
  }
}

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

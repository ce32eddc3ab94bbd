import type { Connection } from '../../../connections/connection.ts'
import { fingerprintOf, keysSeen } from '../../../connections/login-keys.ts'
import { connectionIn, isForAnother, serverOf } from '../../../connections/settings.ts'
import { formatDateIn } from '../../../lib/dates.ts'
import { labelOf, type Submitted } from '../../../lib/form.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { off, type VendorInterface } from '../registry.ts'

/** What the page Connection shows beside its fields: whose login it is, and what is stored of it. */
export function connectionView(
  all: Settings,
  { choices, askWhom }: VendorInterface,
  connection: Connection,
  submitted: Submitted | undefined,
) {
  const account = all[connection.account]
  const set = connectionIn(all, connection)
  const isOthers = isForAnother(set, account.interface)
  const on = (at: string) => formatDateIn(all.organization.timeZone, at)
  const typed = { server: set.server, port: String(set.port), ...submitted }
  const server = serverOf({ server: typed.server.trim().toLowerCase(), port: Number(typed.port) })
  const { password } = account
  const isKept =
    password !== null &&
    password.storedFor === account.interface &&
    password.storedUser === account.userName &&
    password.storedServer === server
  return {
    askWhom,
    isOff: account.interface === off.value,
    provider: labelOf(choices, account.interface),
    userName: account.userName,
    /** Filled in, and not saved by anybody yet. */
    isFilledIn: (set.version === 0 || isOthers) && set.publicFacts[account.interface] !== undefined,
    /** The provider that it was saved for, where that is another one. */
    savedFor: isOthers && labelOf(choices, set.setFor ?? ''),
    password: password && { words: `Set ${on(password.setAt)}${forServer(password.storedServer)}`, isKept },
    nextPassword:
      set.nextPassword && `Set ${on(set.nextPassword.setAt)}${forServer(set.nextPassword.storedServer)}`,
    keys: [
      { label: 'Public key', publicKey: set.publicKey },
      { label: 'New public key, not in use yet', publicKey: set.nextPublicKey },
    ].flatMap(({ label, publicKey }) =>
      publicKey === null ? [] : [{ label, publicKey, fingerprint: fingerprintOf(publicKey) }],
    ),
    hasNextKey: set.nextPublicKey !== null,
    keysSeen: keysSeen(set),
  }
}

function forServer(server: string) {
  return server === '' ? ', before there was a server' : ` for ${server}`
}

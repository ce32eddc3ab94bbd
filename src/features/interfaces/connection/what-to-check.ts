import type { Connection } from '../../../connections/connection.ts'
import { folderFields } from '../../../connections/fields.ts'
import { type Login, openLogin, targetOf } from '../../../connections/open-target.ts'
import { vendorTargetOf } from '../../../connections/open-vendor.ts'
import {
  boundServer,
  type ConnectionInput,
  type ConnectionSettings,
  connectionIn,
  isByHand,
} from '../../../connections/settings.ts'
import type { ToTry } from '../../../connections/try-connection.ts'
import type { Deps } from '../../../deps.ts'
import { versionOf } from '../../../multispeak/version.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { off } from '../registry.ts'
import type { VendorForm } from '../vendor-account/form.ts'
import type { ConnectionForm } from './form.ts'

/** What a check tries, or the sentence that says why there is nothing to try. */
export type ToCheck = (ToTry & { isSaved: boolean }) | { missing: string; leadsToConnection: boolean }

const chooseFirst = 'The interface is off: choose it first, with the User Name and Password you were given.'
const byHand = 'Files are exchanged by hand, so there is no connection to check.'

/** The tab's user name and password as typed, at the server that is saved. */
export async function tabToCheck(
  deps: Deps,
  connection: Connection,
  askWhom: string,
  { interface: chosen, userName, password }: VendorForm,
  all: Settings,
): Promise<ToCheck> {
  const set: ConnectionSettings = connectionIn(all, connection, chosen)
  const account = all[connection.account]
  if (chosen === off.value) return { missing: chooseFirst, leadsToConnection: false }
  if (isByHand(set, chosen)) return { missing: byHand, leadsToConnection: true }
  if (boundServer(set, chosen) === '') {
    const missing = versionOf(chosen)
      ? `There is no Address yet. Ask ${askWhom} for it, and type it on Connection.`
      : `There is no Server yet. Ask ${askWhom} for its server and port, and type them on Connection.`
    return { missing, leadsToConnection: true }
  }
  const isByPassword = versionOf(chosen) !== undefined || set.loginBy === 'password'
  const typed = password !== '' && isByPassword ? { password } : undefined
  return tryAs(deps, connection, { chosen, userName, typed }, set, {
    isSaved: !typed && chosen === account.interface && userName === account.userName,
  })
}

/** All of the page Connection as typed, with the user name that is saved on the tab. */
export async function pageToCheck(
  deps: Deps,
  connection: Connection,
  { password, nextPassword, tryNextKey = false, ...input }: ConnectionForm,
  all: Settings,
): Promise<ToCheck> {
  const { interface: chosen, userName } = all[connection.account]
  if (chosen === off.value) return { missing: chooseFirst, leadsToConnection: false }
  if (isByHand(input, chosen)) return { missing: byHand, leadsToConnection: false }
  const saved = all[connection.settings]
  const isTyped = password !== '' || nextPassword !== ''
  const isAsSaved =
    saved.version > 0 &&
    Object.keys(connection.fields).every(
      (field) =>
        !(field in input) || input[field as keyof ConnectionInput] === saved[field as keyof ConnectionInput],
    )
  const typed = isTyped
    ? { ...(password !== '' && { password }), ...(nextPassword !== '' && { nextPassword }) }
    : undefined
  const isSaved = isAsSaved && !isTyped && !tryNextKey
  return tryAs(deps, connection, { chosen, userName, typed, tryNextKey }, input, { isSaved })
}

type Who = {
  chosen: string
  userName: string
  typed: { password?: string; nextPassword?: string } | undefined
  tryNextKey?: boolean
}

async function tryAs(
  deps: Deps,
  connection: Connection,
  { chosen, userName, typed, tryNextKey }: Who,
  set: ConnectionInput,
  { isSaved }: { isSaved: boolean },
): Promise<ToCheck> {
  const version = versionOf(chosen)
  const loginBy = version ? 'password' : tryNextKey ? 'next-key' : set.loginBy
  const bound = { storedFor: chosen, storedUser: userName, storedServer: boundServer(set, chosen) }
  const stored =
    typed?.password !== undefined && loginBy === 'password'
      ? { password: typed.password }
      : await openLogin(deps, connection, loginBy, bound)
  if ('missing' in stored) return { ...stored, leadsToConnection: true }
  const login: Login = 'password' in stored ? { ...stored, ...typed } : stored
  if (version && 'address' in set && 'password' in login) {
    const vendor = vendorTargetOf(deps, set, version, { userName, ...login })
    return { vendor, whoAsks: set.whoAsks, isSaved }
  }
  const fields: Record<string, { label: string }> = connection.fields
  const folders = folderFields.flatMap((field) => {
    const label = fields[field]?.label
    return label === undefined ? [] : [{ label, path: String(set[field as keyof ConnectionInput]) }]
  })
  return { target: targetOf(deps, set, userName, login), folders, isSaved }
}

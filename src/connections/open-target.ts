import type { Deps } from '../deps.ts'
import { versionOf } from '../multispeak/version.ts'
import type { Target } from '../outbound/target.ts'
import { openSecret } from '../secrets/secrets-store.ts'
import { type Connection, type ConnectionName, connectionCalled } from './connection.ts'
import { type ConnectionSettings, connectionIn, serverOf } from './settings.ts'

/** A sentence that says what is still to be set up, and where. */
export type Missing = { missing: string }

/** What the login of a connection is, and whom it is for: a sealed login is opened for that alone. */
type LoginPlace = { storedFor: string; storedUser: string; storedServer: string }

export type Login = Target['login']

/**
 * The server of files to connect to, with its login opened: only for the message to a working process, and never kept. Jobs
 * prepare their work with it.
 */
export async function openTarget(deps: Deps, name: ConnectionName): Promise<Target | Missing> {
  const connection: Connection = connectionCalled(name)
  const all = await deps.settings.now()
  const account = all[connection.account]
  const set = connectionIn(all, connection)
  if (account.interface === 'none') return { missing: `The ${connection.tab} interface is off.` }
  if (versionOf(account.interface))
    return { missing: `The ${connection.tab} interface that is chosen exchanges no files.` }
  if (set.exchange === 'by-hand') return { missing: 'Files are exchanged by hand, so nothing is sent.' }
  if (set.server === '')
    return { missing: 'There is no Server yet: ask for server and port, and type them on Connection.' }
  const place = { storedFor: account.interface, storedUser: account.userName, storedServer: serverOf(set) }
  const login = await openLogin(deps, connection, set.loginBy, place)
  return 'missing' in login ? login : targetOf(deps, set, account.userName, login)
}

export function targetOf(
  { config }: Pick<Deps, 'config'>,
  set: Pick<ConnectionSettings, 'server' | 'port' | 'serverKey' | 'nextServerKey' | 'oldAlgorithms'>,
  userName: string,
  login: Login,
): Target {
  return {
    ...{ host: set.server, port: set.port, userName, login },
    serverKeys: [set.serverKey, set.nextServerKey].filter((key) => key !== ''),
    usesOldAlgorithms: set.oldAlgorithms,
    allowed: config.outboundAllow,
  }
}

/** Opens the stored login if it was stored for exactly this interface, user name and server. */
export async function openLogin(
  { db, keys }: Pick<Deps, 'db' | 'keys'>,
  connection: Connection,
  by: ConnectionSettings['loginBy'] | 'next-key',
  place: LoginPlace,
): Promise<Login | Missing> {
  if (by === 'password') return openPassword({ db, keys }, connection, place)
  const field = by === 'key' ? 'privateKey' : 'nextPrivateKey'
  const key = await openSecret(db, keys, { owner: connection.accountTable, field })
  return key
    ? { privateKey: key.text }
    : { missing: 'There is no key to log in with yet: make one on Connection.' }
}

/** The same for a login that is a password. */
export async function openPassword(
  { db, keys }: Pick<Deps, 'db' | 'keys'>,
  { accountTable: owner }: Connection,
  place: LoginPlace,
): Promise<{ password: string; nextPassword?: string } | Missing> {
  const open = async (field: string) => {
    const found = await openSecret(db, keys, { owner, field })
    const fits =
      found?.storedFor === place.storedFor &&
      found.storedUser === place.storedUser &&
      found.storedServer === place.storedServer
    return fits ? found.text : undefined
  }
  const password = await open('password')
  if (password === undefined)
    return {
      missing: `The Password is not stored for ${place.storedServer} and the User Name ${place.storedUser}: type it again on Connection.`,
    }
  const nextPassword = await open('nextPassword')
  return { password, ...(nextPassword !== undefined && { nextPassword }) }
}

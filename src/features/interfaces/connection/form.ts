import { billProvider, type Connection } from '../../../connections/connection.ts'
import type { PrepaidConnectionInput } from '../../../connections/fields.ts'
import {
  boundServer,
  type ConnectionInput,
  type ConnectionSettings,
  connectionIn,
} from '../../../connections/settings.ts'
import { FormReader, type FormResult, type Submitted } from '../../../lib/form.ts'
import { withoutLogin, withoutPrivateKeys } from '../../../lib/without-secrets.ts'
import { versionOf } from '../../../multispeak/version.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { off } from '../registry.ts'
import { passwordIsFor, type VendorSettings } from '../vendor-account/settings.ts'
import { readFetching } from './fetching-form.ts'
import { readFiles } from './files-form.ts'
import { readMessages } from './messages-form.ts'

export type ConnectionForm = ConnectionInput & {
  password: string
  nextPassword: string
  removeNextPassword: boolean
  /** A check tries the new key, which is not in use yet. */
  tryNextKey?: boolean
  /** A button beside a check was pressed, which accepts the key that it found. */
  acceptsKey: boolean
  /** Who asks, where that is another one than was saved. */
  turnsTo?: PrepaidConnectionInput['whoAsks'] | undefined
  version: number
}

type Known = { connection: Connection; askWhom: string; now: Date }

/** The interface that a page Connection is about: the chosen one, or while there is none the one it was set up for. */
export function isAbout(all: Settings, { account, settings }: Connection): string {
  const { interface: chosen } = all[account]
  return chosen === off.value ? (all[settings].setFor ?? chosen) : chosen
}

/** Reads the form against the login on the tab above it and what is saved: it has the fields of what is chosen there. */
export function readConnectionForm(
  body: unknown,
  all: Settings,
  { connection, askWhom, now }: Known,
): FormResult<ConnectionForm> {
  const form = new FormReader(body)
  const { fields } = connection
  const account = all[connection.account]
  const saved: ConnectionSettings = all[connection.settings]
  const version = versionOf(isAbout(all, connection))
  const files = version ? undefined : readFiles(form, fields, askWhom)
  const input = {
    ...unsent(all, connection),
    ...(files ?? readMessages(form, askWhom, now)),
  } as ConnectionInput
  const password = form.password('password', fields.password.label, { limit: 256 })
  const next = files ? readNext(form, connection, saved) : { nextPassword: '', removeNextPassword: false }
  const fetching = connection.name === billProvider ? readFetching(form) : {}

  for (const [field, typed] of [
    ['password', password],
    ['nextPassword', next.nextPassword],
  ] as const) {
    if (typed !== '' && passwordIsFor(account, account.interface) === undefined)
      form.addError(field, 'Choose the Interface on the tab above first: a password is stored for it.')
  }
  const server = boundServer(input, isAbout(all, connection))
  const isByPassword = !files || (files.exchange === 'sftp' && files.loginBy === 'password')
  if (isByPassword && password === '' && server !== '') {
    const error = missingPassword(account, server, askWhom)
    if (error) form.addError('password', error)
  }
  if (files?.exchange === 'sftp' && files.loginBy === 'key' && saved.publicKey === null)
    form.addError('loginBy', `There is no key yet: press Make a key, and give its public part to ${askWhom}.`)
  const result = form.result<ConnectionForm>({
    ...{ ...input, ...fetching, password, ...next },
    turnsTo: turnsTo(input, saved),
    acceptsKey: form.raw('acceptKey', '') + form.raw('acceptNextKey', '') !== '',
    version: form.version(),
  })
  // Where the form comes back for something else, the accepted key is in its box, and no secret that was pasted is.
  const { address = '', certificateAuthority = '' } = result.submitted
  const boxes: Submitted = files
    ? { serverKey: files.serverKey, nextServerKey: files.nextServerKey }
    : { address: withoutLogin(address), certificateAuthority: withoutPrivateKeys(certificateAuthority) }
  return { ...result, submitted: { ...result.submitted, ...boxes } }
}

function turnsTo(input: ConnectionInput, saved: ConnectionSettings) {
  const isOther = 'whoAsks' in input && 'whoAsks' in saved && input.whoAsks !== saved.whoAsks
  return isOther && saved.version > 0 ? input.whoAsks : undefined
}

/** What is set up and on no page now, because what is chosen does not use it. */
function unsent(all: Settings, connection: Connection) {
  const set = connectionIn(all, connection)
  const stored = Object.entries(connection.fields).filter(([, field]) => !('isSecret' in field))
  return Object.fromEntries(stored.map(([field]) => [field, set[field as keyof typeof set]]))
}

function readNext(form: FormReader, { fields }: Connection, saved: ConnectionSettings) {
  const nextPassword = form.password('nextPassword', fields.nextPassword.label, { limit: 256 })
  const removeNextPassword =
    saved.nextPassword !== null && form.checkbox('removeNextPassword', 'Remove the next password')
  const tryNextKey =
    saved.nextPublicKey !== null && form.checkbox('tryNextKey', 'Check connection tries the new key')
  if (nextPassword !== '' && removeNextPassword)
    form.addError(
      'removeNextPassword',
      'A new Next password is typed and the stored one marked to be removed. Do one or the other.',
    )
  return { nextPassword, removeNextPassword, tryNextKey }
}

/** Why the stored password is not one for this server; undefined when it is, or while the interface is off. */
function missingPassword(
  { interface: chosen, userName, password }: VendorSettings,
  server: string,
  askWhom: string,
) {
  if (chosen === off.value) return undefined
  const again = 'Type the Password again:'
  if (!password) return `Type the Password that ${askWhom} gave you.`
  if (password.storedFor !== chosen || password.storedUser !== userName)
    return `${again} the stored one belongs to another interface or User Name.`
  if (password.storedServer === server) return undefined
  return password.storedServer === ''
    ? `${again} it was typed before there was ${versionOf(chosen) ? 'an Address' : 'a Server'}, and is sent only to the one it is typed for.`
    : `${again} the stored one was typed for ${password.storedServer}, and is sent to no other server.`
}

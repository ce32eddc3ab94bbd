import { billProvider, type Connection } from '../../../connections/connection.ts'
import { exchanges, fetchDays, hours, loginWays, whoAsksChoices } from '../../../connections/fields.ts'
import { fingerprintOf, keysSeen } from '../../../connections/login-keys.ts'
import {
  boundServer,
  type ConnectionSettings,
  connectionIn,
  isForAnother,
} from '../../../connections/settings.ts'
import { paths } from '../../../http/paths.ts'
import { formatCertificates } from '../../../lib/certificates.ts'
import { formatDateIn } from '../../../lib/dates.ts'
import { labelOf, type Submitted } from '../../../lib/form.ts'
import { versionOf } from '../../../multispeak/version.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { off, type VendorInterface } from '../registry.ts'
import { isAbout } from './form.ts'

/** What the page Connection shows beside its fields: whose login it is, and what is stored of it. */
export function connectionView(
  all: Settings,
  { choices, askWhom }: VendorInterface,
  connection: Connection,
  submitted: Submitted | undefined,
) {
  const account = all[connection.account]
  const set: ConnectionSettings = connectionIn(all, connection)
  const isOthers = isForAnother(set, account.interface)
  const on = (at: string) => formatDateIn(all.organization.timeZone, at)
  const about = isAbout(all, connection)
  const { password } = account
  const isKept =
    password !== null &&
    password.storedFor === account.interface &&
    password.storedUser === account.userName &&
    password.storedServer === boundServer(typedServer(set, submitted), about)
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
    ...(versionOf(about) ? messagesView(set) : filesView(set, connection, on)),
    ...wordsOf(connection, about, { provider: labelOf(choices, account.interface), askWhom }),
  }
}

/** What is typed instead of what is set. */
function typedServer(set: ConnectionSettings, submitted: Submitted = {}) {
  const { server = set.server, port = set.port, address = 'address' in set ? set.address : '' } = submitted
  return { server: server.trim().toLowerCase(), port: Number(port), address: address.trim() }
}

function messagesView(set: ConnectionSettings) {
  return {
    speaks: true,
    whoAsks: whoAsksChoices,
    authorities: formatCertificates('certificateAuthority' in set ? set.certificateAuthority : ''),
    ...{ balances: paths.prepaidBalances, vendorLogin: paths.vendorLogin },
  }
}

function filesView(set: ConnectionSettings, { name, fields }: Connection, on: (at: string) => string) {
  return {
    ...{ exchanges, loginWays },
    folders: folders.filter((folder) => folder.name in fields),
    ...(name === billProvider && { fetchDays, hours }),
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

/** To the bill provider files go and come back, to the others they only go. */
function wordsOf({ name }: Connection, about: string, whom: { provider: string; askWhom: string }) {
  const { provider, askWhom } = whom
  const comeBack = name === billProvider
  const byHand = comeBack
    ? 'staff download the bills here and upload the payments file here'
    : 'staff download the files here'
  return {
    intro: versionOf(about)
      ? `How ${askWhom} is reached over ${provider}`
      : `How files go to ${provider}${comeBack ? ' and come back' : ''}`,
    exchangeHint: [
      `SFTP: files go to a server of ${askWhom}${comeBack ? ' and are fetched there' : ''}.`,
      `By hand: ${byHand}. Server and Logging in are then not used.`,
    ],
  }
}

const whereEmpty = 'Empty: where the login begins.'
const folders = [
  {
    name: 'billsFolder',
    label: 'Folder for bills',
    hint: `Where bills are put on the server. ${whereEmpty}`,
  },
  {
    name: 'paymentsFolder',
    label: 'Folder for payments',
    hint: `Where payment files are fetched. ${whereEmpty}`,
  },
  { name: 'folder', label: 'Folder', hint: `Where files are put on the server. ${whereEmpty}` },
]

function forServer(server: string) {
  return server === '' ? ', before there was a server' : ` for ${server}`
}

import type { Health } from '../jobs/health-store.ts'
import { dateIn, formatDate, momentIn } from '../lib/dates.ts'
import { versionOf } from '../multispeak/version.ts'
import type { Settings } from '../settings/snapshot.ts'
import { type Connection, connectionCalled } from './connection.ts'
import { boundServer, connectionIn, isByHand } from './settings.ts'

/** How a connection is: `good` where it works, `bad` where a person has to do something; `inShort` for a row of tabs. */
export type ConnectionState = {
  words: string
  inShort: string
  mood?: 'good' | 'bad'
  /** Nothing goes on by itself until a person has changed something. */
  isStopped?: true
}

const stateOf = (inShort: string, more = '', mood?: 'good' | 'bad'): ConnectionState => ({
  words: `${inShort}${more}`,
  inShort,
  ...(mood && { mood }),
})

/** The matter of each fault, to end a sentence that begins with a day. */
const matters: Record<string, string> = {
  'name-unknown': 'the server’s name has no address',
  'address-not-allowed': 'the server’s address is not allowed',
  unreachable: 'the server does not answer',
  'timed-out': 'the server does not answer',
  dropped: 'the server ends the connection',
  'server-key-new': 'the server key is not accepted yet',
  'server-key-changed': 'the server key has changed',
  'only-old-algorithms': 'the server has only old encryption',
  'login-refused': 'the login is refused',
  'password-expired': 'the password has expired',
  'no-file-session': 'the server opens no file session',
  'folder-missing': 'a folder is missing',
  'not-permitted': 'the server does not permit it',
  'disk-full': 'the server has no room left',
  'certificate-unknown': 'the certificate is not trusted',
  'certificate-expired': 'the certificate has expired',
  'certificate-other-name': 'the certificate is for another name',
  'not-tls': 'the server does not speak HTTPS',
  redirected: 'the server refers to another address',
  refused: 'the server refuses what it is asked',
  'no-service': 'nothing is at the address',
  'not-multispeak': 'the server does not answer in MultiSpeak',
  'not-production': 'the vendor answers as its training or test system',
  'server-failed': 'the server fails',
}

export function connectionState(
  all: Settings,
  connection: Connection,
  health: Health,
  now: Date,
): ConnectionState {
  const { timeZone } = all.organization
  const account = all[connection.account]
  const set = connectionIn(all, connection)
  const { succeededAt, triedAt, troubleSince, troubleCode, isStopped } = health
  const { interface: chosen } = account
  if (chosen === 'none') return stateOf('Off')
  if (isByHand(set, chosen)) {
    const last = succeededAt ? `last ${dayOf(timeZone, succeededAt, now)}` : 'nothing yet'
    return stateOf('Exchanged by hand', `, ${last}`, 'good')
  }
  const loginBy = versionOf(chosen) ? 'password' : set.loginBy
  const hasPlace = boundServer(set, chosen) !== ''
  if (account.password === null && loginBy === 'password' && hasPlace)
    return stateOf('Trouble', ': the password is missing', 'bad')
  if (troubleSince) {
    const matter = matterOf(troubleCode, loginBy)
    const state = stateOf(`Trouble since ${dayOf(timeZone, troubleSince, now)}`, `: ${matter}`, 'bad')
    return isStopped ? { ...state, isStopped } : state
  }
  if (succeededAt)
    return stateOf('Connected', `, last exchange ${momentOf(timeZone, succeededAt, now)}`, 'good')
  if (triedAt) return stateOf('Connected', ', nothing exchanged yet', 'good')
  const missing = versionOf(chosen) && !hasPlace ? ': the Address of the vendor is missing' : ''
  return stateOf('Set up, not connected yet', missing)
}

/** What the trouble of a connection is, for the pages of the work that goes over it. */
export function connectionTrouble(all: Settings, name: string, health: Health) {
  const connection = connectionCalled(name)
  const { troubleSince, trouble, isStopped } = health
  if (!connection || troubleSince === null) return undefined
  const { interface: chosen } = all[connection.account]
  if (chosen === 'none' || isByHand(connectionIn(all, connection), chosen)) return undefined
  return { since: momentIn(all.organization.timeZone, troubleSince), words: trouble, isStopped }
}

function matterOf(code: string | null, loginBy: string) {
  if (code === 'login-refused') return `the ${loginBy} is refused`
  return matters[code ?? ''] ?? 'something failed'
}

/** `Oct 29`, with its year where that is not this one. */
function dayOf(timeZone: string, at: string, now: Date) {
  const day = dateIn(timeZone, new Date(at))
  const isThisYear = day.slice(0, 4) === dateIn(timeZone, now).slice(0, 4)
  return isThisYear ? formatDate(day).replace(/, \d{4}$/, '') : formatDate(day)
}

/** `Oct 30 4:12 PM` */
function momentOf(timeZone: string, at: string, now: Date) {
  return `${dayOf(timeZone, at, now)} ${momentIn(timeZone, at).split(', ').at(-1)}`
}

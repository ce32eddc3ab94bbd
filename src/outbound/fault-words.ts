import { type FaultCode, OutboundFault, type Stage } from './fault.ts'
import { httpsWords } from './https-fault-words.ts'
import type { Target } from './target.ts'

export type Words = { sentence: string; forProvider: string }

/** Whose faults are told: where the server is, who signs in, and what it speaks where that is not SFTP. */
export type About = Pick<Target, 'host' | 'port' | 'userName' | 'login'> & {
  usesOldAlgorithms?: boolean
  speaks?: string
}

/** What belongs to the fault beside its code: `found` is what it was found by, `words` are in place of the usual ones. */
export type FaultDetails = {
  said?: string | undefined
  serverKey?: string
  found?: string | undefined
  words?: Words | undefined
}

/** A fault of the connection itself, in words; those of one file are said where they are met. */
export function faultOf(
  about: About,
  stage: Stage,
  code: FaultCode,
  details: FaultDetails = {},
): OutboundFault {
  const { said, serverKey, found = '' } = details
  const words = details.words ?? httpsWords(about, code, found) ?? wordsOf(about, stage, code, serverKey)
  return new OutboundFault({ stage, code, ...words, said, serverKey })
}

const while_: Record<Stage, string> = {
  name: 'its name was being looked up',
  allowed: 'its address was being looked up',
  reached: 'it was being connected to',
  'server-key': 'encryption was being agreed on',
  'signed-in': 'the login was being checked',
  'file-session': 'the file session was being opened',
  folders: 'a folder was being looked at',
  transfer: 'a file was being transferred',
  certificate: 'encryption was being agreed on',
  answered: 'its answer was being waited for',
  methods: 'its list of methods was being waited for',
}

function wordsOf(about: About, stage: Stage, code: FaultCode, serverKey = ''): Words {
  const { host, port, userName, speaks = 'SFTP' } = about
  const at = `${host}, port ${port}`
  switch (code) {
    case 'name-unknown':
      return {
        sentence: `The server name ${host} has no address: it is misspelled, or no longer in use.`,
        forProvider: `We find no address for ${host}. What is the name of the server now?`,
      }
    case 'unreachable':
      return {
        sentence: `The server ${host} does not take connections on port ${port}.`,
        forProvider: `We cannot connect to ${at}. Is the server running, and must our address be allowed first?`,
      }
    case 'timed-out':
      return {
        sentence: `The server ${host} did not answer in time, while ${while_[stage]}.`,
        forProvider: `${at}, did not answer us, while ${while_[stage]}. Is the server in order, and must our address be allowed first?`,
      }
    case 'server-key-new':
      return {
        sentence: `The server ${host} shows a server key that nobody has compared yet: ${serverKey}. No password was sent.`,
        forProvider: `Is ${serverKey} the fingerprint of the server key of ${at}?`,
      }
    case 'server-key-changed':
      return {
        sentence: `The server ${host} shows another server key than the accepted one: ${serverKey}. It may be another server, so no password was sent.`,
        forProvider: `${at}, shows another server key than before: ${serverKey}. Did you change it?`,
      }
    case 'only-old-algorithms':
      return about.usesOldAlgorithms
        ? {
            sentence: `The server ${host} offers only kinds of encryption that are not used here, not even the old ones.`,
            forProvider: `${at}, offers only encryption that is no longer safe. Can it offer curve25519-sha256 with aes256-ctr?`,
          }
        : {
            sentence: `The server ${host} offers only old encryption that is no longer safe. It is used only where an administrator chooses it for this connection.`,
            forProvider: `${at}, offers only old encryption, such as SHA-1 or CBC. Can it offer curve25519-sha256 with aes256-ctr?`,
          }
    case 'login-refused':
      return loginRefused(about)
    case 'password-expired':
      return {
        sentence: `The server ${host} takes the password of ${userName} only to have it changed: it has expired.`,
        forProvider: `The password of the account ${userName} at ${at}, has expired. Please give us a new one.`,
      }
    case 'no-file-session':
      return {
        sentence: `The server ${host} takes the login of ${userName}, but opens no file session. The password may have to be changed, or the account may not be set up for files.`,
        forProvider: `The account ${userName} can sign in at ${at}, but gets no SFTP session. Has its password expired, or is SFTP not turned on for it?`,
      }
    case 'dropped':
      return {
        sentence: `The connection to ${host} ended while ${while_[stage]}.`,
        forProvider: `Our connection to ${at}, ended while ${while_[stage]}. Did the server end it?`,
      }
    default:
      return {
        sentence: `The server ${host} did not understand, or was not understood, while ${while_[stage]}.`,
        forProvider: `Does ${at}, speak ${speaks}? It answered unlike one while ${while_[stage]}.`,
      }
  }
}

function loginRefused({ host, port, userName, login }: About): Words {
  if ('privateKey' in login) {
    return {
      sentence: `The server ${host} refuses the key for ${userName}. It was tried once.`,
      forProvider: `Our key for the account ${userName} at ${host}, port ${port}, is refused. Is its public part entered for that account, and is the account open?`,
    }
  }
  return {
    sentence: `The server ${host} refuses the user name ${userName} with this password. It was tried once.`,
    forProvider: `The login of ${userName} at ${host}, port ${port}, is refused. Is the account open, and did its password change?`,
  }
}

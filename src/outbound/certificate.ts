import type { PeerCertificate } from 'node:tls'
import { dateIn, formatDate } from '../lib/dates.ts'
import { type FaultCode, plainText } from './fault.ts'

const soonDays = 30
const dayMs = 24 * 60 * 60_000

/** Who issued a certificate and until when it is valid, and how soon that is where it is soon; '' where it says no date. */
export function certificateWords(certificate: PeerCertificate, at: Date): string {
  const until = new Date(certificate.valid_to)
  if (Number.isNaN(until.getTime())) return ''
  const days = Math.ceil((until.getTime() - at.getTime()) / dayMs)
  const soon = days > 0 && days <= soonDays ? `, which is in ${days === 1 ? '1 day' : `${days} days`}` : ''
  return `issued by ${issuerOf(certificate)}, valid until ${formatDate(dateIn('UTC', until))}${soon}`
}

/** The same of one that is not valid yet. */
export function beginningWords(certificate: PeerCertificate): string {
  const from = new Date(certificate.valid_from)
  const day = Number.isNaN(from.getTime()) ? 'later' : `from ${formatDate(dateIn('UTC', from))}`
  return `issued by ${issuerOf(certificate)}, valid only ${day}`
}

const longestIssuer = 100

function issuerOf({ issuer }: PeerCertificate) {
  const name = [issuer?.O ?? issuer?.CN ?? 'nobody named'].flat().join(', ')
  return plainText(name).slice(0, longestIssuer)
}

const untrusted = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|CRL_|INVALID_|PATH_LENGTH_|ERR_OSSL_X509)/
const plain =
  /^ERR_SSL_(WRONG_VERSION_NUMBER|HTTP_REQUEST|HTTPS_PROXY_REQUEST|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE|RECORD_LAYER_FAILURE)$/
const old = /^ERR_SSL_.*(PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|KEY_TOO_SMALL)$/

/** What it means that no encryption was agreed on. */
export function codeOfHandshake(code = ''): FaultCode {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'certificate-expired'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'certificate-other-name'
  if (untrusted.test(code)) return 'certificate-unknown'
  if (plain.test(code)) return 'not-tls'
  if (old.test(code)) return 'only-old-algorithms'
  if (code === 'ETIMEDOUT') return 'timed-out'
  return code.startsWith('ERR_SSL') ? 'failed' : 'dropped'
}

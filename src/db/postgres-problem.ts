import { encodedSigns } from '../lib/postgres-address.ts'
import type { DatabaseError, Problem, ProblemKind } from './problem.ts'

type Words = (error: DatabaseError) => string

/** The server's own words, without the statement that Knex sets before them, which may hold values. */
export function said({ message }: DatabaseError): string {
  return message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '')
}

const authority =
  'add ?sslrootcert=FILE to DATABASE_URL, with the certificate of the authority that issued it'

/** What the server names between quotation marks, in whichever language it speaks. */
function named({ message }: DatabaseError): string {
  const name = /["«»„“]\s?([^"«»„“”]+?)\s?["«»“”]/.exec(message)?.[1]
  return name === undefined ? 'of DATABASE_URL' : `"${name}"`
}

const unanswered: Words = (error) => {
  const { code, address, port } = error
  return `PostgreSQL${address ? ` at ${address}${port ? `, port ${port},` : ''}` : ' at DATABASE_URL'} does not answer (${code ?? said(error)}): see that host and port are right, that it runs, and that no firewall is between.`
}

const unknownName: Words = ({ hostname, code }) =>
  `The host "${hostname}" of DATABASE_URL has no address (${code}): write it as it is called, or its address; in the name and password before it ${encodedSigns}.`

const full: Words = (error) =>
  `The disk of PostgreSQL is full (${said(error)}): make room on it. What was saved before is kept.`

const tooMany: Words = (error) =>
  `PostgreSQL has no connection left (${said(error)}): end others, or raise its limit, max_connections or that of the role or database.`

const starting: Words = (error) =>
  `PostgreSQL is starting or stopping (${said(error)}): wait until it runs and try again.`

const wrongPassword: Words = (error) =>
  `PostgreSQL does not take the password of the role ${named(error)}: correct it in DATABASE_URL, where ${encodedSigns}.`

const noSuchDatabase: Words = (error) =>
  `PostgreSQL has no database ${named(error)}: correct the name at the end of DATABASE_URL, or make it, with the role there as its owner: CREATE DATABASE … OWNER ….`

/** By the code: of the system, of TLS, or of PostgreSQL (appendix A of its manual). */
const byCode: Record<string, [ProblemKind, Words]> = {
  ENOTFOUND: ['noDatabase', unknownName],
  EAI_AGAIN: ['noDatabase', unknownName],
  ECONNREFUSED: [
    'noDatabase',
    ({ address, port }) =>
      `Nothing listens where DATABASE_URL leads (${address}, port ${port}): start PostgreSQL, or write its host and port.`,
  ],
  ETIMEDOUT: ['noDatabase', unanswered],
  EHOSTUNREACH: ['noDatabase', unanswered],
  ENETUNREACH: ['noDatabase', unanswered],
  ECONNRESET: ['noDatabase', unanswered],
  EPIPE: ['noDatabase', unanswered],
  '57P01': ['noDatabase', starting],
  '57P02': ['noDatabase', starting],
  '57P03': ['noDatabase', starting],
  '53300': ['noDatabase', tooMany],
  '53100': ['full', full],
  '28P01': ['notLetIn', wrongPassword],
  '28000': [
    'notLetIn',
    (error) =>
      `PostgreSQL lets nobody in like this (${said(error)}): ${
        /no (SSL )?encryption/.test(said(error))
          ? 'add ?sslmode=verify-full to DATABASE_URL, or allow it in pg_hba.conf'
          : 'correct the name in DATABASE_URL, or allow it in pg_hba.conf or with ALTER ROLE'
      }.`,
  ],
  '3D000': ['notLetIn', noSuchDatabase],
  '42501': ['rights', (error) => `The role of DATABASE_URL may not do what is needed: ${said(error)}.`],
  '25006': [
    'readOnly',
    (error) => `PostgreSQL takes no changes (${said(error)}): name the server that does in DATABASE_URL.`,
  ],
  '42P07': [
    'damaged',
    (error) =>
      `The database holds tables of another program (${said(error)}): name one of our own in DATABASE_URL.`,
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'certificate',
    () =>
      'The certificate of PostgreSQL is signed by nobody but itself: add ?sslrootcert=FILE to DATABASE_URL, with a copy of that certificate.',
  ],
  CERT_HAS_EXPIRED: [
    'certificate',
    () => 'The certificate of PostgreSQL has ended: renew it there (or is the clock of this machine wrong?).',
  ],
  CERT_NOT_YET_VALID: [
    'certificate',
    () =>
      'The certificate of PostgreSQL is not valid yet: see that the clock of this machine is right, and which certificate is there.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'certificate',
    (error) =>
      `The certificate of PostgreSQL is for another name than the host in DATABASE_URL (${afterColon(said(error))}): write the host as the certificate does.`,
  ],
}

function afterColon(message: string): string {
  return message.slice(message.indexOf(': ') + 2).replace(/\.$/, '')
}

/** What node-postgres and a pooler say without a code of their own for it. */
const byMessage: [RegExp, ProblemKind, Words][] = [
  [
    /does not support SSL connections/,
    'certificate',
    () =>
      'PostgreSQL speaks no TLS, which another machine needs: turn it on there (ssl = on), or, on a network that is private to the two, add ?sslmode=disable to DATABASE_URL.',
  ],
  [
    /^unsupported startup parameter/,
    'unfitServer',
    (error) =>
      `A pooler stands before PostgreSQL and refuses our settings (${said(error)}): in pgbouncer.ini, ignore_startup_parameters = statement_timeout, lock_timeout, idle_in_transaction_session_timeout.`,
  ],
  [
    /transaction blocks not allowed in statement pooling mode/,
    'unfitServer',
    () =>
      'A pooler stands before PostgreSQL and gives each statement another connection: in pgbouncer.ini, pool_mode = session, or transaction.',
  ],
  // PgBouncer has one code for all that it says itself.
  [/^password authentication failed/, 'notLetIn', wrongPassword],
  [/^database .* does not exist/, 'notLetIn', noSuchDatabase],
  [/Connection terminated|timeout expired|Query read timeout/, 'noDatabase', unanswered],
]

/** Of a connection to PostgreSQL; the names of roles and databases are said, nothing of a password. */
export function postgresProblem(error: DatabaseError): Problem | undefined {
  const { code = '', message = '', syscall } = error
  // Where a socket is named instead of a host.
  if (syscall === 'connect' && (code === 'ENOENT' || code === 'EACCES')) {
    return { kind: 'noDatabase', words: unanswered(error) }
  }
  if (code === '42501' && /permission denied for database/.test(message)) {
    const words = `PostgreSQL does not let the role of DATABASE_URL into this database: GRANT CONNECT ON DATABASE ${named(error)} to it.`
    return { kind: 'rights', words }
  }
  const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined
  if (known) return { kind: known[0], words: known[1](error) }
  // What OpenSSL has against a certificate, by names such as UNABLE_TO_VERIFY_LEAF_SIGNATURE.
  if (/^(UNABLE_TO_|SELF_SIGNED_|CERT_|CRL_|INVALID_CA|HOSTNAME_MISMATCH)/.test(code)) {
    const words = `The certificate of PostgreSQL is by an authority that is not known here (${code}): ${authority}.`
    return { kind: 'certificate', words }
  }
  if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)) {
    return {
      kind: 'certificate',
      words: `PostgreSQL and this machine agree on no TLS (${code}): see its ssl_ settings.`,
    }
  }
  const said = byMessage.find(([pattern]) => pattern.test(message))
  return said && { kind: said[1], words: said[2](error) }
}

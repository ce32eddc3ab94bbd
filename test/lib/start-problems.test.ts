import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { exitCodes } from '../../src/exit-codes.ts'
import { CannotListen, inOneSentence } from '../../src/startup-errors.ts'

const document = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
const rows = [...document.matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \|/gm)].map(
  ([, code, beginnings = '']) => ({
    code: Number(code),
    beginnings: beginnings.split(' · '),
  }),
)

test('docs/operations.md has each exit code once, in their order', () => {
  expect(rows.map(({ code }) => code)).toEqual(Object.values(exitCodes).sort((a, b) => a - b))
})

const fault = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { code }, more)
const heard = (code: string, more: object = {}) =>
  new CannotListen({ host: 'town.example', port: 80 }, fault(code, 'listen', more))

/** What drivers and the system answer, as they did, and what of it a person has to be told. */
const faults: [code: keyof typeof exitCodes, Error, RegExp][] = [
  ['address', heard('ENOTFOUND'), /^HOST "town.example" is a name that has no address here/],
  ['address', heard('EADDRNOTAVAIL'), /^HOST "town.example" is not an address of this machine/],
  ['address', heard('EADDRINUSE'), /^PORT 80 is in use by another program/],
  ['address', heard('EACCES'), /^PORT 80 needs rights .*: name one above 1023/],
  ['address', heard('ESTRANGE'), /^HOST town.example and PORT 80 cannot be listened at/],
  [
    'noDatabase',
    fault('ENOTFOUND', 'getaddrinfo', { hostname: 'db.town.example', syscall: 'getaddrinfo' }),
    /^The host "db.town.example" of DATABASE_URL has no address \(ENOTFOUND\)/,
  ],
  [
    'noDatabase',
    fault('ECONNREFUSED', 'connect', { address: '127.0.0.1', port: 5432 }),
    /^Nothing listens .* \(127.0.0.1, port 5432\)/,
  ],
  [
    'noDatabase',
    fault('ENOENT', 'connect ENOENT', { syscall: 'connect', address: '/run/none/.s.PGSQL.5432' }),
    /^PostgreSQL at \/run\/none\/.s.PGSQL.5432 does not answer \(ENOENT\)/,
  ],
  ['noDatabase', new Error('timeout expired'), /^PostgreSQL at DATABASE_URL does not answer \(timeout/],
  [
    'noDatabase',
    fault('53300', 'sorry, too many clients already'),
    /^PostgreSQL has no connection left .*max_connections/,
  ],
  ['noDatabase', fault('57P03', 'the database system is starting up'), /^PostgreSQL is starting or stopping/],
  ['noDatabase', fault('08006', 'broken'), /^The database cannot be reached \(08006\)/],
  [
    'notLetIn',
    fault('28P01', 'Passwort-Authentifizierung für Benutzer »town« fehlgeschlagen'),
    /^PostgreSQL does not take the password of the role "town": .*@ %40/,
  ],
  [
    'notLetIn',
    fault('28000', 'no pg_hba.conf entry for host "10.0.0.5", user "town", database "d", no encryption'),
    /^PostgreSQL lets nobody in like this \(no pg_hba.conf .*\): add \?sslmode=verify-full/,
  ],
  [
    'notLetIn',
    fault('28000', 'role "town" is not permitted to log in'),
    /\(role "town" is not permitted to log in\): .*ALTER ROLE/,
  ],
  [
    'notLetIn',
    fault('3D000', 'database "twon" does not exist'),
    /^PostgreSQL has no database "twon": .*CREATE DATABASE/,
  ],
  [
    'rights',
    fault('42501', 'permission denied for database "d"'),
    /^PostgreSQL does not let the role .*GRANT CONNECT ON DATABASE "d"/,
  ],
  [
    'rights',
    fault('42501', 'update "users" set "name" = \'Ann - Lee\' - permission denied for table users'),
    /^The role of DATABASE_URL may not do what is needed: permission denied for table users\.$/,
  ],
  ['notLetIn', fault('08P01', 'password authentication failed'), /^PostgreSQL does not take the password/],
  ['notLetIn', fault('08P01', 'database "twon" does not exist'), /^PostgreSQL has no database "twon"/],
  [
    'unfitServer',
    fault('08P01', 'transaction blocks not allowed in statement pooling mode'),
    /^A pooler .*pool_mode = session/,
  ],
  [
    'certificate',
    fault('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
    /^The certificate of PostgreSQL is signed by nobody but itself: add \?sslrootcert=FILE/,
  ],
  [
    'certificate',
    fault('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
    /^The certificate of PostgreSQL is by an authority that is not known here .*sslrootcert/,
  ],
  ['certificate', fault('CERT_HAS_EXPIRED', 'certificate has expired'), /PostgreSQL has ended: renew it/],
  ['certificate', fault('CERT_NOT_YET_VALID', 'x'), /PostgreSQL is not valid yet: .*clock/],
  [
    'certificate',
    fault(
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: DNS:other.example",
    ),
    /^The certificate of PostgreSQL is for another name .*localhost.*DNS:other.example/,
  ],
  [
    'certificate',
    new Error('The server does not support SSL connections'),
    /^PostgreSQL speaks no TLS, .*ssl = on.*sslmode=disable/,
  ],
  ['certificate', fault('EPROTO', 'write EPROTO'), /^PostgreSQL and this machine agree on no TLS/],
  ['readOnly', fault('25006', 'cannot execute UPDATE in a read-only transaction'), /takes no changes/],
  ['full', fault('53100', 'could not extend file'), /^The disk of PostgreSQL is full/],
  ['full', fault('XX000', 'could not write init file'), /^The disk of the database is full/],
  ['full', fault('SQLITE_FULL', 'database or disk is full'), /^The disk of the database is full/],
  [
    'full',
    fault('ENOSPC', 'no space', { syscall: 'mkdir', path: '/x' }),
    /^The disk of the database is full/,
  ],
  ['folder', fault('SQLITE_READONLY', 'x'), /^The database in DATA_DIR cannot be written/],
  ['folder', fault('SQLITE_IOERR', 'disk I/O error'), /^The disk of DATA_DIR .*network drive/],
  [
    'folder',
    fault('EROFS', 'x', { syscall: 'mkdir', path: '/srv/x' }),
    /^\/srv\/x lies on a disk that is mounted read-only/,
  ],
  ['folder', fault('EACCES', 'x', { syscall: 'mkdir', path: '/srv/x' }), /^\/srv\/x cannot be made by this/],
  [
    'folder',
    fault('ENOENT', 'x', { syscall: 'mkdir', path: '/srv/x' }),
    /^The folder \/srv\/x cannot be made/,
  ],
  ['folder', fault('EEXIST', 'x', { syscall: 'mkdir', path: '/srv/x' }), /^DATA_DIR is not a folder/],
  ['damaged', fault('SQLITE_CORRUPT', 'x'), /^The database file in DATA_DIR is damaged/],
  ['damaged', fault('42P07', 'relation "users" already exists'), /tables of another program .*"users"/],
  ['busy', fault('SQLITE_BUSY', 'x'), /^The database is busy/],
  [
    'unfitServer',
    fault('08P01', 'unsupported startup parameter: statement_timeout'),
    /^A pooler .*ignore_startup_parameters = statement_timeout,/,
  ],
  ['setting', fault('ENOENT', 'x', { syscall: 'open', path: '/srv/y' }), /^The file \/srv\/y is missing/],
  ['unforeseen', new Error('that again'), /^The product could not start: that again$/],
]
test.each(faults)('%s: %s is said in one sentence', (kind, error, words) => {
  const { message, exitCode } = inOneSentence(error)
  expect(exitCode).toBe(exitCodes[kind])
  expect(message).toMatch(words)
  expect(message).not.toMatch(/\n|undefined|null/)
  const beginnings = rows.find(({ code }) => code === exitCode)?.beginnings ?? []
  const isAnyPath = message.startsWith('/') && beginnings.some((words) => words.startsWith('the '))
  expect(isAnyPath || beginnings.some((words) => message.startsWith(words)), message).toBe(true)
})

test('a command says that it did not work where it is no start', () => {
  expect(inOneSentence(new Error('that again'), 'This did not work').message).toBe(
    'This did not work: that again',
  )
})

test.each([
  ['postgres://town:se/cret@db.town.example/utility'],
  ['postgres://town:12/cret@db.town.example/utility'],
  ['postgres://town:se#cret@db.town.example/utility'],
  ['postgres://town:12#cret@db.town.example/utility'],
  ['postgres://town:se?cret@db.town.example/utility'],
  ['postgres://town:12?cret@db.town.example/utility'],
  ['postgres://town:12?cret=x@db.town.example/utility'],
  ['postgres://town:se%cret@db.town.example/utility'],
  ['postgres://town:se%@db.town.example/utility'],
  ['postgres://town:se cret@db.town.example/utility'],
  ['postgres://t@own:12/cret@db.town.example/utility'],
])('%s is refused, with how to write it and without any of it', (address) => {
  let said = ''
  try {
    readConfig({ DATABASE_URL: address })
  } catch (error) {
    const { message, exitCode } = inOneSentence(error)
    expect(exitCode).toBe(exitCodes.setting)
    said = message
  }
  expect(said).toMatch(/^DATABASE_URL cannot be read as .* \/ is written %2F, # %23/)
  expect(said).not.toMatch(/town|cret|12\b/)
})

test.each([
  ['postgres://town:se%2F%23%3F%40%3A%25cret@db.town.example:5433/utility?sslmode=verify-full'],
  ['postgres://town:a@b:c@db.town.example/utility'],
  ['postgresql://db.town.example/utility?user=me@town.example&password=x'],
  ['postgres:///utility?host=/run/postgresql'],
])('%s is taken', (address) => {
  expect(readConfig({ DATABASE_URL: address }).databaseUrl).toBe(address)
})

test.each([
  'true',
  '1',
  'yes',
  '*',
  '0.0.0.0/0',
  '::/0',
  '0.0.0.0',
  '::',
  '10.0.0.0/33',
  'proxy.town.example',
  '10.0.0.1;10.0.0.2',
  '127.0.0.1,',
])('TRUST_PROXY=%s is refused, with what to write instead', (value) => {
  expect(() => readConfig({ TRUST_PROXY: value })).toThrow(/^TRUST_PROXY must name the proxy, .*127\.0\.0\.1/)
})

test.each(['127.0.0.1', '::1', '10.0.0.0/24, fd00::/8', 'loopback', 'linklocal,uniquelocal'])(
  'TRUST_PROXY=%s is taken, by Fastify too',
  async (value) => {
    const { fastify } = await import('fastify')
    const { trustProxy } = readConfig({ TRUST_PROXY: value })
    await fastify({ trustProxy }).close()
    expect(trustProxy).toBe(value.replaceAll(' ', ''))
  },
)

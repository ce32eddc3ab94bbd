import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { openTown } from '../../src/open-town.ts'
import { inOneSentence } from '../../src/startup-errors.ts'
import { type CertificateFiles, certificateIn, certificates } from '../support/certificate.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

describe.skipIf(process.env.TEST_ENGINE !== 'postgres')('PostgreSQL', () => {
  let fresh: FreshDatabase
  beforeEach(async () => {
    fresh = await freshDatabase()
  })
  afterEach(() => fresh.drop())

  /** Undefined where the town opens. */
  async function refusal(address: string) {
    try {
      const env = { DATA_DIR: join(fresh.dataDir, 'data'), KEY_FILE: join(fresh.dataDir, 'keys/secret.key') }
      const { db } = await openTown(readConfig({ ...env, DATABASE_URL: address }), new Date())
      await db.destroy()
    } catch (error) {
      return inOneSentence(error)
    }
    return undefined
  }

  async function say(statement: string, address = fresh.databaseUrl) {
    const db = connect({ dataDir: '', databaseUrl: address })
    try {
      return await db.raw(statement)
    } finally {
      await db.destroy()
    }
  }

  const signs = 'p/a#s?s@w:o%r d'

  async function newRole() {
    const role = `role_${randomBytes(4).toString('hex')}`
    await say(`create role ${role} login password '${signs.replace('?', '\\?')}'`)
    const address = new URL(String(fresh.databaseUrl))
    const url = `postgres://${role}:${encodeURIComponent(signs)}@${address.host}${address.pathname}`
    return { role, url, drop: () => say(`drop owned by ${role}; drop role ${role}`) }
  }

  /** Runs the statements that a refusal names. */
  const sayWhatItNames = async (message: string | undefined, address = fresh.databaseUrl) => {
    const statements = message?.match(/\b(GRANT|ALTER) [^;]+;/g) ?? []
    expect(statements).not.toEqual([])
    for (const statement of statements) await say(statement, address)
  }

  test('a role is told the very statement that it lacks, and its password of signs is taken', async () => {
    const owner = await newRole()
    const other = await newRole()
    const noCreate = await refusal(owner.url)
    expect(noCreate).toMatchObject({
      exitCode: 20,
      message: expect.stringContaining(`GRANT CREATE ON SCHEMA public TO ${owner.role};`),
    })
    await sayWhatItNames(noCreate?.message)
    expect(await refusal(owner.url)).toBeUndefined()

    const noWrite = await refusal(other.url)
    expect(noWrite).toMatchObject({
      exitCode: 20,
      message: expect.stringContaining('may not write the table'),
    })
    await sayWhatItNames(noWrite?.message)
    expect(await refusal(other.url)).toBeUndefined()

    await say(`delete from knex_migrations where id = (select max(id) from knex_migrations)`)
    await say(`grant create on schema public to ${other.role}`)
    expect(await refusal(other.url)).toMatchObject({
      exitCode: 20,
      message: expect.stringMatching(
        new RegExp(`may not change the table \\w+, which belongs to ${owner.role}`),
      ),
    })
    await say('drop schema public cascade')
    expect(await refusal(other.url)).toMatchObject({
      exitCode: 20,
      message: expect.stringContaining(`CREATE SCHEMA ${other.role} AUTHORIZATION ${other.role};`),
    })
    await owner.drop()
    await other.drop()
  })

  test('a database that takes no changes says where that was set', async () => {
    const url = new URL(String(fresh.databaseUrl))
    await say(`alter database ${url.pathname.slice(1)} set default_transaction_read_only = on`)
    const refused = await refusal(url.href)
    expect(refused).toMatchObject({
      exitCode: 25,
      message: expect.stringContaining('is set to take no changes'),
    })
    await sayWhatItNames(refused?.message, inject('postgresUrl'))
    expect(await refusal(url.href)).toBeUndefined()
  })

  test('a name, a password and a database that are none are told apart from a port where nobody is', async () => {
    const given = new URL(String(fresh.databaseUrl))
    const as = (change: (url: URL) => void) => {
      const url = new URL(given)
      change(url)
      return refusal(url.href)
    }
    const wrongPassword = await as((url) => (url.password = 'not-this'))
    expect(wrongPassword).toMatchObject({
      exitCode: 19,
      message: expect.stringMatching(/^PostgreSQL does not take the password of the role "postgres"/),
    })
    expect(wrongPassword?.message).not.toContain('not-this')
    expect(await as((url) => (url.pathname = 'none'))).toMatchObject({
      exitCode: 19,
      message: expect.stringMatching(/has no database "none"/),
    })
    expect(await as((url) => (url.port = '1'))).toMatchObject({ exitCode: 6 })
    expect(await as((url) => (url.hostname = 'nowhere.invalid'))).toMatchObject({
      exitCode: 6,
      message: expect.stringMatching(/^The host "nowhere.invalid" of DATABASE_URL has no address/),
    })
  })

  test('what a certificate of PostgreSQL lacks is said of it, and not of TLS_CERT_FILE', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'postgres-certificates-'))
    const { authority, ...made } = certificates()
    writeFileSync(join(folder, 'authority.pem'), authority)
    const byHost = new URL(String(fresh.databaseUrl))
    byHost.hostname = 'localhost'
    const checked = `${byHost.href}?sslmode=verify-full`
    const withAuthority = `${byHost.href}?sslmode=verify-full&sslrootcert=${join(folder, 'authority.pem')}`
    expect(await refusal(checked)).toMatchObject({
      exitCode: 18,
      message: expect.stringMatching(/^PostgreSQL speaks no TLS/),
    })

    const served = { cert: join(folder, 'served.pem'), key: join(folder, 'served.key') }
    async function serve(files: CertificateFiles) {
      copyFileSync(files.cert, served.cert)
      copyFileSync(files.key, served.key)
      chmodSync(folder, 0o755)
      chmodSync(served.cert, 0o644)
      chmodSync(served.key, 0o600)
      if (process.getuid?.() === 0) {
        chownSync(served.key, Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })), 0)
      }
      await say('select pg_reload_conf()', inject('postgresUrl'))
    }
    const set = async (statement: string) => say(`alter system ${statement}`, inject('postgresUrl'))
    await set(`set ssl_cert_file = '${served.cert}'`)
    await set(`set ssl_key_file = '${served.key}'`)
    await set('set ssl = on')
    const cases: [CertificateFiles, string, RegExp][] = [
      [made.untrusted, withAuthority, /by an authority that is not known here .*sslrootcert/],
      [made.expired, withAuthority, /has ended: renew it/],
      [made.otherName, withAuthority, /for another name than the host .*localhost.*other.example/],
      [certificateIn(folder, 'localhost'), checked, /signed by nobody but itself: .*sslrootcert/],
    ]
    try {
      for (const [files, address, words] of cases) {
        await serve(files)
        await expect
          .poll(() => refusal(address), { timeout: 60_000 })
          .toMatchObject({ exitCode: 18, message: expect.stringMatching(words) })
      }
      await serve(made.valid)
      await expect.poll(() => refusal(withAuthority), { timeout: 60_000 }).toBeUndefined()
    } finally {
      for (const name of ['ssl', 'ssl_cert_file', 'ssl_key_file']) await set(`reset ${name}`)
      await say('select pg_reload_conf()', inject('postgresUrl'))
      rmSync(folder, { recursive: true })
    }
  })
})

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { pino } from 'pino'
import { buildApp } from '../../src/app.ts'
import { openChainKey } from '../../src/audit/chain-key.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { type ConnectOptions, connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Deps } from '../../src/deps.ts'
import { readJob, removeJob } from '../../src/features/transactions/import/jobs.ts'
import { paths } from '../../src/http/paths.ts'
import { jobKinds, jobScript } from '../../src/job-kinds.ts'
import { jobRunner } from '../../src/jobs/runner.ts'
import { workerStarter } from '../../src/jobs/worker.ts'
import { makeKeyFile } from '../../src/lib/key-file.ts'
import { hashPassword } from '../../src/lib/password-hash.ts'
import type { Role } from '../../src/lib/permissions.ts'
import { followKeyFile } from '../../src/lib/watched-key-ring.ts'
import { insertUser } from '../../src/people/user-store.ts'
import { lineOptions } from '../../src/server-log.ts'
import { settingsReader } from '../../src/settings/snapshot.ts'
import { sections } from '../../src/settings-sections.ts'
import { freshDatabase } from './database.ts'
import { jobProcessHere, workerHere } from './jobs-here.ts'
import { Visitor } from './visitor.ts'

export const setUpCode = 'code-for-the-tests'
export const password = 'the password of a test user'
/** One hash for every test user: hashing is slow on purpose. */
let hash: Promise<string> | undefined

/** The product on a fresh database, with a clock that stands still until a test moves it. */
export type Town = {
  app: FastifyInstance
  db: Knex
  deps: Deps
  /** Everything the log said. */
  log: string[]
  clock: { now: Date; forward(minutes: number): void }
  /** Someone who is not signed in. */
  visitor(address?: string): Visitor
  /** Someone with an account of their own, signed in. */
  signIn(role?: Role, name?: string): Promise<Visitor>
  addUser(name: string, role: Role): Promise<number>
  /** How many statements the database gets while `act` runs. */
  statements(act: () => Promise<unknown>): Promise<string[]>
  /** Does what goes on by itself, until nothing is due now; nothing of it but imports goes on meanwhile. */
  runJobs(): Promise<void>
  close(): Promise<void>
}

export type TownOptions = ConnectOptions & {
  env?: Record<string, string>
  /** The address by which PostgreSQL is reached, where that is not its own. */
  through?: string
  /** What goes on in the background is done in processes of its own, as in the product; to begin one takes most of a second. */
  hasProcesses?: boolean
}

export async function startTown({
  env,
  through,
  hasProcesses = false,
  ...connection
}: TownOptions = {}): Promise<Town> {
  const database = await freshDatabase({ migrated: true })
  const keyFolder = `${database.dataDir}-keys`
  const keyFile = join(keyFolder, 'secret.key')
  const config: Config = readConfig({
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.databaseUrl && address(database.databaseUrl, through),
    KEY_FILE: keyFile,
    LOG_LEVEL: 'debug',
    ...env,
  })
  const db = connect(config, connection)
  await migrate(db)
  // A restored town has its key already.
  if (config.keyFile === keyFile) makeKeyFile(keyFile)
  const keys = followKeyFile(config.keyFile)
  const log: string[] = []
  const clock = {
    now: new Date('2026-11-23T16:00:00.000Z'),
    forward(minutes: number) {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000)
    },
  }
  const deps: Deps = {
    config,
    db,
    keys,
    chainKey: await openChainKey(db, keys),
    settings: settingsReader(db, sections),
    jobs: { wake: () => void importSoon(), cutOff: (connection, kind) => imports.cutOff(connection, kind) },
    startWorker: hasProcesses ? workerStarter({ config, db }) : workerHere(config),
    now: () => clock.now,
    log: pino({ ...lineOptions, level: config.logLevel }, { write: (line: string) => void log.push(line) }),
  }
  const how = hasProcesses ? {} : { begin: () => jobProcessHere(deps) }
  const runner = jobRunner(deps, jobKinds, jobScript, how)
  // A page waits for an import: it goes on by itself, all else when a test says so.
  const imports = jobRunner(deps, [readJob, removeJob], jobScript, how)
  const importing = new Set<Promise<void>>()
  function importSoon() {
    const ended = imports.runDue().catch(() => undefined)
    importing.add(ended)
    return ended.finally(() => importing.delete(ended))
  }
  const app = await buildApp(deps, { setUpCode })
  await app.ready()

  async function addUser(name: string, role: Role) {
    hash ??= hashPassword(password)
    const id = await insertUser(db, { name, role, hash: await hash, at: clock.now })
    if (id === undefined) throw new Error(`there is a user ${name} already`)
    return id
  }

  return {
    app,
    db,
    deps,
    log,
    clock,
    addUser,
    visitor: (address) => new Visitor(app, address),
    async signIn(role = 'administrator', name = `Test ${role}`) {
      await addUser(name, role)
      const visitor = new Visitor(app)
      const page = await visitor.get(paths.signIn)
      await visitor.submit(page, { Name: name, Password: password }, { button: 'Sign in', follow: false })
      return visitor
    },
    async statements(act) {
      const seen: string[] = []
      const note = ({ sql }: { sql: string }) => void seen.push(sql)
      db.on('query', note)
      try {
        await act()
      } finally {
        db.removeListener('query', note)
      }
      return seen
    },
    runJobs: () => runner.runDue(),
    async close() {
      await app.close()
      await runner.close()
      await imports.close()
      await Promise.all(importing)
      await db.destroy()
      await database.drop()
      await rm(keyFolder, { recursive: true, force: true })
    },
  }
}

/** The same database by way of another host and port. */
function address(databaseUrl: string, through = databaseUrl) {
  const url = new URL(databaseUrl)
  url.host = new URL(through).host
  return url.href
}

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { findPostgres } from './find-programs.js'
import { freePort } from './free-port.ts'
import { type Content, contentOf } from './reused-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the throwaway cluster's own database; tests make theirs beside it. */
    postgresUrl: string
    templateContent: Content
  }
}

// The cluster lives as long as the keeper's input is open: it also ends when the tests are killed.
const keeperScript = `
  bin=$1 dir=$2 port=$3
  cleanUp() { "$bin/pg_ctl" stop -D "$dir/data" -m immediate >/dev/null 2>&1; rm -rf "$dir"; }
  trap cleanUp EXIT
  trap 'exit 1' HUP INT TERM
  "$bin/initdb" -D "$dir/data" -U postgres -A password --pwfile "$dir/password" \
    -E UTF8 --locale C.UTF-8 --no-sync >"$dir/log" 2>&1 &&
  "$bin/pg_ctl" start -w -D "$dir/data" -l "$dir/log" -o "-p $port -h 127.0.0.1 -k '' \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" >/dev/null ||
  { cat "$dir/log" >&2; exit 1; }
  echo ready
  read -r end
`

export default async function startPostgres(project: TestProject) {
  const { url, stop } = await startCluster()
  project.provide('postgresUrl', url)
  project.provide('templateContent', await makeTemplate(url))
  return stop
}

/** The database that a town's is copied from: to migrate each anew takes four times as long. */
export const template = 'town'

async function makeTemplate(url: string) {
  const cluster = connect({ dataDir: '', databaseUrl: url })
  await cluster.raw(`create database ${template}`)
  await cluster.destroy()
  const address = new URL(url)
  address.pathname = template
  const db = connect({ dataDir: '', databaseUrl: address.href })
  await migrate(db)
  // Before the first copy is made: nobody may be in it then.
  const content = await contentOf(db)
  await db.destroy()
  return content
}

/** A throwaway cluster on a free port; it also ends with this process. */
export async function startCluster(): Promise<{ url: string; stop(): Promise<void> }> {
  const bin = findPostgres()
  if (!bin) throw new Error("PostgreSQL's server programs are missing: run `npm test`, which installs them.")
  const dir = mkdtempSync(join(tmpdir(), 'utility-interfaces-postgres-'))
  const password = randomBytes(16).toString('hex')
  writeFileSync(join(dir, 'password'), password, { mode: 0o600 })
  const port = await freePort()
  const user = unprivilegedUser()
  if (user) for (const path of [dir, join(dir, 'password')]) chownSync(path, user.uid, user.gid)

  const args = ['-c', keeperScript, 'keeper', bin, dir, `${port}`]
  const keeper = spawn('/bin/sh', args, { ...user, cwd: dir, detached: true })
  await ready(keeper)
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      const closed = new Promise((resolve) => keeper.once('close', resolve))
      keeper.stdin.end()
      await closed
    },
  }
}

// PostgreSQL refuses to run as root; Debian's package brings the user that it runs as.
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return undefined
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function ready(keeper: ChildProcessWithoutNullStreams) {
  return new Promise<void>((resolve, reject) => {
    let errors = ''
    keeper.stderr.on('data', (text) => (errors += text))
    keeper.stdout.once('data', () => resolve())
    keeper.once('error', reject)
    keeper.once('close', () => reject(new Error(`PostgreSQL did not start:\n${errors}`)))
  })
}

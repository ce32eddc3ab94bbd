import { spawn } from 'node:child_process'
import { chownSync, existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Refusal } from '../../lib/refusal.ts'
import type { Programs } from './program.ts'

/** The cluster lives as long as the keeper's input is open: it also ends when this process is killed. */
const keeperScript = `
  bin=$1 dir=$2
  cleanUp() { "$bin/pg_ctl" stop -D "$dir/cluster" -m immediate >/dev/null 2>&1; rm -rf "$dir"; }
  trap cleanUp EXIT
  trap 'exit 1' HUP INT TERM
  "$bin/initdb" -D "$dir/cluster" -U rehearsal -A trust -E UTF8 --locale C --no-sync >"$dir/log" 2>&1 &&
  "$bin/pg_ctl" start -w -D "$dir/cluster" -l "$dir/log" -o "-h '' -k '$dir' \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=10" >/dev/null ||
  { tail -n 1 "$dir/log" >&2; exit 1; }
  echo ready
  read -r end
`

/**
 * A PostgreSQL of its own in a private folder, reached by a socket in it and by nothing else. When `act` has ended it is
 * gone, and the folder with it. Throws Refusal where none can be begun.
 */
export async function withScratchCluster<Result>(
  folder: string,
  programs: Programs,
  act: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const bin = programs('initdb').find((place) =>
    ['initdb', 'pg_ctl', 'postgres'].every((name) => existsSync(join(place, name))),
  )
  if (!bin) throw new Refusal(`There is no PostgreSQL server on this machine to restore into. ${instead}`)
  const owner = ownerOf(dirname(folder))
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const keeper = spawn('/bin/sh', ['-c', keeperScript, 'keeper', bin, folder], {
    ...owner,
    cwd: folder,
    env: {},
  })
  const closed = new Promise((resolve) => keeper.once('close', resolve))
  try {
    await new Promise<void>((resolve, reject) => {
      let said = ''
      keeper.stderr.setEncoding('utf8').on('data', (text) => (said += text))
      keeper.stdout.once('data', () => resolve())
      keeper.once('close', () =>
        reject(new Refusal(`PostgreSQL could not be begun to restore into: ${said.trim()} ${instead}`)),
      )
    })
    return await act(`postgres://rehearsal@localhost/postgres?host=${encodeURIComponent(folder)}`)
  } finally {
    keeper.stdin.end()
    await closed
  }
}

const instead =
  'Install it (on Debian and Ubuntu: apt-get install postgresql), or name an empty database in DATABASE_URL: nothing stays in it.'

/** PostgreSQL does not run as root: it then runs as the user whom the folder belongs to. */
function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = statSync(folder)
  if (uid !== 0) return { uid, gid }
  throw new Refusal(`PostgreSQL does not run as root: run this as the user that the product runs as.`)
}

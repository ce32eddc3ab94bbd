import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Refusal } from '../../lib/refusal.ts'
import type { Db } from '../db.ts'

/** Where PostgreSQL's programs may lie: folders, for the name of one. */
export type Programs = (name: string) => string[]

/**
 * The program of the version of a server, or of the next one there is: an older one does not know the server, and what
 * a much newer one writes the server may not know. Throws Refusal where there is none.
 */
export async function findProgram(
  name: 'pg_dump' | 'pg_restore',
  programs: Programs,
  serverVersion: number,
): Promise<string> {
  const there = await Promise.all(programs(name).map((folder) => versionOf(join(folder, name))))
  const inOrder = there.filter((one) => one !== undefined).sort((a, b) => a.version - b.version)
  const fitting = inOrder.find(({ version }) => version >= serverVersion)
  if (fitting) return fitting.file
  const newest = inOrder.at(-1)
  const why = newest
    ? `The ${name} of this machine is of PostgreSQL ${newest.version}, older than the server (${serverVersion}).`
    : `There is no ${name} on this machine.`
  throw new Refusal(
    `${why} Install PostgreSQL's programs for clients, version ${serverVersion} or later; on Debian and Ubuntu: apt-get install postgresql-client-${serverVersion}`,
  )
}

async function versionOf(file: string): Promise<{ file: string; version: number } | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { env: {} })
    const [, version] = /\(PostgreSQL\) (\d+)/.exec(stdout) ?? []
    return version ? { file, version: Number(version) } : undefined
  } catch {
    return undefined
  }
}

/** Such as 15. */
export async function serverVersion(db: Db): Promise<number> {
  const { rows } = await db.raw("select current_setting('server_version_num') as version")
  return Math.floor(Number(rows[0].version) / 10_000)
}

type Running = {
  /** What it writes, where that goes to no file. */
  output: AsyncIterable<Buffer>
  /** Throws Refusal, or an error with the code ENOSPC (53100 for the server's disk), where it did not do all. */
  ended: Promise<void>
  stop(): void
}

/** Starts a program with these variables and no other. Its output goes to an open file or is to be read. */
export function startProgram(
  file: string,
  args: string[],
  { env = {}, to = 'pipe' }: { env?: Record<string, string>; to?: number | 'pipe' } = {},
): Running {
  // In the language that its messages are read in.
  const child = spawn(file, args, { env: { ...env, LC_ALL: 'C' }, stdio: ['ignore', to, 'pipe'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 10_000) said += text
  })
  const ended = once(child, 'close').then(([code, signal]) => {
    if (code !== 0) throw whyItFailed(said, signal, env.PGPASSWORD)
  })
  // It may be over before somebody asks.
  ended.catch(() => {})
  return { output: child.stdout ?? noOutput(), ended, stop: () => child.kill() }
}

async function* noOutput() {}

/**
 * What a program of PostgreSQL said was wrong, in its first words: what follows may quote rows. Nothing of it where the
 * password is in it.
 */
function whyItFailed(said: string, signal: string | null, password: string | undefined): Error {
  // Of the server's own disk it tells what the server said.
  const [, there] = /\bERROR: +(.*No space left on device.*)/.exec(said) ?? []
  if (there) return Object.assign(new Error(there), { code: '53100' })
  if (said.includes('No space left on device')) return Object.assign(new Error(said), { code: 'ENOSPC' })
  const [words] = /^pg_\w+: (?:error|fatal): .*/m.exec(said) ?? []
  const isTold = words && !(password && words.includes(password))
  const why = signal ? `it was ended by ${signal}` : isTold ? words.slice(0, 300) : 'it did not say why'
  return new Refusal(`A program of PostgreSQL did not do its work: ${why}`)
}

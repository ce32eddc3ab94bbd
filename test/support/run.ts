import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { compiledSources } from './compile-cache.ts'
import type { Town } from './town.ts'

const root = resolve(import.meta.dirname, '../..')

/** How a program of the product ended, and what it said. */
type Ended = { code: number | null; output: string }

/** The environment that makes a command work on a town's database with the town's key. */
export function environmentOf({ deps }: Town, more: Record<string, string> = {}): Record<string, string> {
  const { dataDir, databaseUrl, keyFile } = deps.config
  return {
    DATA_DIR: dataDir,
    KEY_FILE: keyFile,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...more,
  }
}

/** Starts `node FILE ARGS` as a process of its own, with only these variables, PATH and where compiled sources are kept. */
export function start(file: string, args: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [resolve(root, file), ...args], {
    // An .env of whoever runs the tests must not be read.
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '', ...compiledSources, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs it to its end, or, where it says `until`, until then and then stops it. */
export function run(
  file: string,
  args: string[],
  env: Record<string, string>,
  { until }: { until?: RegExp } = {},
): Promise<Ended> {
  const child = start(file, args, env)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      output += text
      if (until?.test(output)) child.kill('SIGTERM')
    })
  }
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => done({ code, output }))
  })
}

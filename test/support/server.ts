import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/**
 * What `npm start` gives Node: below half a gigabyte it gives back sooner what crypto and zlib hold outside its heap, and
 * no signal opens the debugger.
 */
export const asStarted = ['--max-old-space-size=512', '--max-semi-space-size=4', '--disable-sigusr1']

/** What `npm start` tells glibc, which would keep the 19 MB of a password's hash once for each thread. */
export const memorySettings = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '4194304' }

/** The product as its own process, as `npm start` runs it. */
export type Server = {
  process: ChildProcess
  url: string
  /** The address with the one-time code, while there is no user. */
  setUpUrl: string | undefined
  folder: string
  output(): string
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export async function newFolder() {
  return mkdtemp(join(tmpdir(), 'utility-interfaces-server-'))
}

export function environment(folder: string, env: Record<string, string> = {}) {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATA_DIR: join(folder, 'data'),
    KEY_FILE: join(folder, 'keys', 'secret.key'),
    PORT: '0',
    LOG_LEVEL: 'warn',
    ...memorySettings,
    ...env,
  }
}

/**
 * Runs the server until it listens; `folder` is kept from an earlier run to start on the same database. `product` is
 * where a copy of the product lies.
 */
export async function startServer(
  folder: string,
  env: Record<string, string> = {},
  product = root,
): Promise<Server> {
  const child = spawn(process.execPath, [...asStarted, join(product, 'src/start.js')], {
    // An .env of whoever runs the tests must not be read.
    cwd: folder,
    env: environment(folder, env),
  })
  return untilItListens(child, folder)
}

/** The server that a process is about to be; throws with what it said where it ends instead. */
export async function untilItListens(child: ChildProcessWithoutNullStreams, folder: string): Promise<Server> {
  let output = ''
  const listening = new Promise<string>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)))
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        const found = output.match(/(https?:\/\/[\d.:]+\d)\S*\n/)
        if (found) resolve(found[1] as string)
      })
    }
  })
  const url = await listening
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return {
    process: child,
    url,
    folder,
    setUpUrl: output.match(/https?:\S+code=\S+/)?.[0],
    output: () => output,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** Runs the server where it is expected to refuse: answers its exit code and what it said. */
export async function startRefused(folder: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...asStarted, join(root, 'src/start.js')], {
    cwd: folder,
    env: environment(folder, env),
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  // Only one that does not refuse comes to this.
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(timer)
  return { code, said: said.trim() }
}

export function removeFolder(folder: string) {
  return rm(folder, { recursive: true, force: true })
}

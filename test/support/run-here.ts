import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { format } from 'node:util'
import { SerialQueue } from '../../src/lib/serial-queue.ts'

const root = resolve(import.meta.dirname, '../..')
const queue = new SerialQueue(100)
let runs = 0

type Ended = { code: number; output: string; out: string; err: string }

/**
 * As `run`, in this process, which begins nothing and compiles nothing: for what a command does and says, one at a time.
 * How it ends as a process, and what is done to it meanwhile, is for `run`.
 */
export function runHere(
  file: string,
  args: string[],
  env: Record<string, string>,
  input = '',
): Promise<Ended> {
  return queue.run(async () => {
    const said = { output: '', out: '', err: '' }
    const say =
      (to: 'out' | 'err') =>
      (...words: unknown[]) => {
        const line = `${format(...words)}\n`
        said[to] += line
        said.output += line
      }
    const { argv, env: environment, exitCode } = process
    const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor
    const { log, error } = console
    const folder = process.cwd()
    const mask = process.umask()
    try {
      process.argv = [process.execPath, resolve(root, file), ...args]
      process.env = { PATH: environment.PATH, ...env }
      process.exitCode = undefined
      Object.defineProperty(process, 'stdin', { ...stdin, get: () => Readable.from([Buffer.from(input)]) })
      Object.assign(console, { log: say('out'), error: say('err') })
      // An .env of whoever runs the tests must not be read.
      process.chdir(tmpdir())
      // A command is done when its file is read to its end, which is so once under each name.
      await import(/* @vite-ignore */ `${resolve(root, file)}?run=${++runs}`)
      return { code: Number(process.exitCode ?? 0), ...said }
    } finally {
      Object.assign(process, { argv, env: environment, exitCode })
      Object.defineProperty(process, 'stdin', stdin)
      Object.assign(console, { log, error })
      process.chdir(folder)
      process.umask(mask)
    }
  })
}

import { resolve } from 'node:path'
import process from 'node:process'
import { lockDataFolder } from '../db/server-lock.ts'
import { Refusal } from '../lib/refusal.ts'
import { inOneSentence } from '../startup-errors.ts'
import { takeFolder } from './folder.ts'
import type { Front } from './front.ts'
import { people } from './people.ts'
import { openSampleTown } from './sample-town.ts'

const customers = 1_800
const firstPort = 3_000
const portsTried = 50
const stopWithinMs = 3_000

/** On this machine alone, at the first port that is free. */
async function listen({ server }: Front): Promise<string> {
  for (let port = firstPort; ; port++) {
    try {
      return await server.listen({ host: '127.0.0.1', port })
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isTaken || port === firstPort + portsTried) throw error
    }
  }
}

async function start([name = 'demo']: string[]) {
  process.umask(0o077)
  const folder = resolve(name)
  takeFolder(folder)
  const unlock = await lockDataFolder(folder)
  const { front, signIns } = await openSampleTown({
    ...{ folder, customers, now: () => new Date() },
    beginning: () => console.log('Making the sample town: four months of a town with 1,800 customers …'),
  })
  const address = await listen(front)

  let stopping = false
  async function stop() {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(0), stopWithinMs).unref()
    await front.close()
    await unlock()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  const longest = Math.max(...people.map(({ name }) => name.length))
  console.log(`
The sample town of Ashgrove. Nothing in it is real, and only this machine can open it.

  ${people
    .map(({ name, may }) => `${name.padEnd(longest)}   ${signIns.get(name)?.password}   may ${may}`)
    .join('\n  ')}

The passwords work until this is stopped (Ctrl+C). What you do stays in ${folder}; Start over makes it new.
`)
  // Last: who waits for these words may ask at once.
  console.log(`Sign in at ${address}`)
}

try {
  await start(process.argv.slice(2))
} catch (error) {
  const { message, exitCode } =
    error instanceof Refusal ? { message: error.message, exitCode: 1 } : inOneSentence(error)
  console.error(message)
  process.exit(exitCode)
}

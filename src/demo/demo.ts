import { resolve } from 'node:path'
import process from 'node:process'
import { Refusal } from '../lib/refusal.ts'
import { productAndVersion } from '../lib/version.js'
import { roleLabel } from '../people/user-view.ts'
import { inOneSentence } from '../startup-errors.ts'
import { stopWhenAsked } from '../stop-when-asked.ts'
import { people } from './people.ts'
import { type OpenedTown, openSampleTown } from './sample-town.ts'

const customers = 1_800
const firstPort = 3_000
const portsTried = 50

/** On this machine alone, at the first port that is free. */
async function listen({ server }: OpenedTown): Promise<string> {
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
  let town: OpenedTown | undefined
  stopWhenAsked(async () => {
    if (town) await town.close()
    else console.log('Stopped before the sample town was made. The next start makes it.')
  })

  town = await openSampleTown({
    ...{ folder, customers, now: () => new Date() },
    beginning: () => console.log('Making the sample town: four months of a town with 1,800 customers …'),
  })
  const address = await listen(town)

  const { signIns } = town
  const rows = people.map(({ name, role, may }) => [
    name,
    signIns.get(name)?.password ?? '',
    `${roleLabel(role)}: may ${may}`,
  ])
  const lines = [['Name', 'Password', 'Who'], ...rows].map(
    ([name = '', password = '', who]) => `  ${name.padEnd(13)}${password.padEnd(16)}${who}`,
  )
  console.log(`
${productAndVersion}: the sample town of Ashgrove.
Nothing in it is real, and only this machine can open it.

${lines.join('\n')}

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

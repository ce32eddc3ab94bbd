import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { buildApp } from '../app.ts'
import { keepCheckpoint } from '../audit/keep-checkpoint.ts'
import { type Config, readConfig } from '../config.ts'
import { writeBackWhenIdle } from '../db/write-back.ts'
import type { Deps } from '../deps.ts'
import { removeLeftOver } from '../features/transactions/import/import-cleanup.ts'
import { jobKinds, jobScript } from '../job-kinds.ts'
import { jobRunner } from '../jobs/runner.ts'
import { openTown } from '../open-town.ts'
import { askOf } from './ask-of.ts'
import { startBeside } from './beside.ts'
import type { Place } from './folder.ts'
import { makePast } from './make-past.ts'
import { letIn, type Person, type SignIn } from './people.ts'

/** Pages that are only looked at for an hour must not sign anybody out. */
const idleMinutes = 120

/** What the environment says is not asked: a sample town is never on another address or another database. */
function configOf({ dataDir, keyFile }: Place): Config {
  return readConfig({
    ...{ HOST: '127.0.0.1', DATA_DIR: dataDir, KEY_FILE: keyFile },
    ...{ LOG_LEVEL: 'warn', SESSION_IDLE_MINUTES: String(idleMinutes) },
  })
}

async function open(place: Place, now: () => Date): Promise<Deps> {
  const config = configOf(place)
  const town = await openTown(config, now())
  const log = pino({ level: config.logLevel, base: undefined })
  return { config, ...town, jobs: { wake() {}, cutOff() {} }, now, log }
}

/** Makes a whole town in a place where nothing is. */
export async function makeTown(place: Place, now: () => Date, customers: number) {
  const deps = await open(place, now)
  try {
    await makePast(deps, { customers })
  } finally {
    await deps.db.destroy()
  }
}

export type RunningTown = { app: FastifyInstance; close(): Promise<void> }

type Options = {
  now: () => Date
  signIns: Map<Person, SignIn>
  startOver: () => Promise<void>
}

/** Opens a town as the server does, with those let in who work there; it answers requests that are handed to it. */
export async function runTown(place: Place, { now, signIns, startOver }: Options): Promise<RunningTown> {
  const town = await open(place, now)
  const jobs: Deps['jobs'] = {
    wake: () => runner.wake(),
    cutOff: (connection, kind) => runner.cutOff(connection, kind),
    isAlive: () => runner.isAlive(),
  }
  const deps: Deps = { ...town, jobs }
  const runner = jobRunner(deps, jobKinds, jobScript)
  await letIn(deps, signIns)
  const history = await keepCheckpoint(deps)
  const endSweeping = await removeLeftOver(deps)
  const writingBack = writeBackWhenIdle(deps.config)
  const beside = await startBeside(
    deps,
    askOf(() => app),
  )
  const app = await buildApp(deps, { setUpCode: undefined, sampleTown: { startOver, ...beside.handsIn } })
  await app.ready()
  await runner.start()
  return {
    app,
    async close() {
      endSweeping()
      await app.close()
      await runner.close()
      await beside.close()
      await history.end()
      await writingBack.stop()
      await deps.db.destroy()
    },
  }
}

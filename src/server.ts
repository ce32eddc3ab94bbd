import process from 'node:process'
import { addressToOpen } from './address-to-open.ts'
import { buildApp } from './app.ts'
import { keepCheckpoint } from './audit/keep-checkpoint.ts'
import { readConfig } from './config.ts'
import { lockDataFolder } from './db/server-lock.ts'
import { inTurn } from './db/wait.ts'
import { writeBackWhenIdle } from './db/write-back.ts'
import type { Deps } from './deps.ts'
import { latestMoment } from './features/history/store.ts'
import { removeLeftOver } from './features/transactions/import/import-cleanup.ts'
import { jobKinds, jobScript } from './job-kinds.ts'
import { jobRunner } from './jobs/runner.ts'
import { latestTrue } from './lib/time-left.ts'
import { openTown } from './open-town.ts'
import { openSetUpCode } from './people/set-up-code.ts'
import { serverLog } from './server-log.ts'
import { CannotListen, inOneSentence } from './startup-errors.ts'
import { stopWhenAsked } from './stop-when-asked.ts'

async function start() {
  process.umask(0o077)
  // Until it listens there is nothing to finish: what a start writes, it writes whole.
  let close = async () => {}
  stopWhenAsked(() => close())
  const config = readConfig()
  const unlock = config.databaseUrl ? undefined : await lockDataFolder(config.dataDir)
  const town = await openTown(config, new Date(), { waitSeconds: config.databaseWaitSeconds })
  const { db, keys } = town
  const setUpCode = await inTurn(db, () => openSetUpCode(db, keys, new Date()))
  const log = serverLog(config.logLevel)
  const jobs: Deps['jobs'] = {
    wake: () => runner.wake(),
    cutOff: (connection, kind) => runner.cutOff(connection, kind),
    isAlive: () => runner.isAlive(),
  }
  const deps: Deps = { config, ...town, jobs, now: () => new Date(), log }
  const runner = jobRunner(deps, jobKinds, jobScript)
  const history = await keepCheckpoint(deps)
  await warnOfTheFuture(deps)
  const endSweeping = await removeLeftOver(deps)
  const writingBack = config.databaseUrl ? undefined : writeBackWhenIdle(config)
  const app = await buildApp(deps, { setUpCode })
  const address = await app.listen({ host: config.host, port: config.port }).catch((error) => {
    throw new CannotListen(config, error)
  })
  await runner.start()

  close = async () => {
    endSweeping()
    await app.close()
    await runner.close()
    await history.end()
    await writingBack?.stop()
    await db.destroy()
    await unlock?.()
  }

  if (!history.continues) {
    console.error(
      'The history is not whole: records are missing or were replaced. Run npm run history -- verify',
    )
  }
  if (!history.isOutside) {
    console.error(
      `${config.historyFolder} cannot be written, and is to hold how far history went: name a folder for it in HISTORY_FOLDER (docs/keys-and-history.md).`,
    )
  }
  // Last: a script that waits for these words may stop the process right after them.
  console.log(addressToOpen(config, address, setUpCode))
}

/** Either the clock is wrong now, or it was when they were made. */
async function warnOfTheFuture({ db, log, now }: Deps) {
  const latest = await latestMoment(db)
  if (latest && latest > latestTrue(now())) {
    log.warn({ latest }, 'history has records from the future: see that the clock of this machine is right')
  }
}

try {
  await start()
} catch (error) {
  const { message, exitCode } = inOneSentence(error)
  console.error(message)
  process.exit(exitCode)
}

import { flushCompileCache } from 'node:module'
import process from 'node:process'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { jobRunner } from '../../src/jobs/runner.ts'
import { followKeyFile } from '../../src/lib/watched-key-ring.ts'
import { settingsReader } from '../../src/settings/snapshot.ts'
import { testKind, testScript } from './test-jobs.ts'

// A server without pages, to be killed: does the jobs of the tests until then.
process.once('message', async (env: Record<string, string>) => {
  const config = readConfig(env)
  const db = connect(config)
  const jobs = { wake: () => runner.wake(), cutOff() {} }
  const log = pino({ level: 'silent' })
  const deps = { config, db, jobs, log, now: () => new Date(), chainKey: Buffer.alloc(32) }
  const ofThis = { keys: followKeyFile(config.keyFile), settings: settingsReader(db, []) }
  const runner = jobRunner({ ...deps, ...ofThis }, [testKind('test'), testKind('test-send')], testScript)
  await runner.start()
  process.send?.('started')
})
flushCompileCache()
process.send?.('ready')

import { flushCompileCache } from 'node:module'
import process from 'node:process'
import { pino } from 'pino'
import { openChainKey } from '../../src/audit/chain-key.ts'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { jobKinds, jobScript } from '../../src/job-kinds.ts'
import { jobRunner } from '../../src/jobs/runner.ts'
import { workerStarter } from '../../src/jobs/worker.ts'
import { followKeyFile } from '../../src/lib/watched-key-ring.ts'
import { settingsReader } from '../../src/settings/snapshot.ts'
import { sections } from '../../src/settings-sections.ts'
import { testKinds, testScript } from './test-jobs.ts'

// A server without pages, to be killed: does the jobs of the tests, or those of the product, until then.
const isProduct = process.argv[2] === 'product-jobs'
process.once('message', async (env: Record<string, string>) => {
  const config = readConfig(env)
  const db = connect(config)
  const jobs = { wake: () => runner.wake(), cutOff() {} }
  const log = pino({ level: 'silent' })
  const deps = { config, db, jobs, log, now: () => new Date(), chainKey: Buffer.alloc(32) }
  const keys = followKeyFile(config.keyFile)
  const chainKey = isProduct ? await openChainKey(db, keys) : deps.chainKey
  const ofThis = { keys, chainKey, settings: settingsReader(db, isProduct ? sections : []) }
  const startWorker = workerStarter({ config, db })
  const [kinds, script] = isProduct ? [jobKinds, jobScript] : [testKinds, testScript]
  const runner = jobRunner({ ...deps, ...ofThis, startWorker }, kinds, script)
  await runner.start()
  process.send?.('started')
})
flushCompileCache()
process.send?.('ready')

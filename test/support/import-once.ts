import { flushCompileCache } from 'node:module'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { followKeyFile } from '../../src/lib/watched-key-ring.ts'
import { importHere } from './importing.ts'

// A process to be killed in the middle of an import: waits for its file, says when it begins and when it is done.
process.once('message', async ({ env, file }: { env: Record<string, string>; file: string }) => {
  const config = readConfig(env)
  const db = connect(config)
  await db('organization').first()
  process.send?.('begun')
  const unused = undefined as never
  const log = pino({ level: 'silent' })
  await importHere(
    {
      config,
      db,
      keys: followKeyFile(config.keyFile),
      chainKey: Buffer.alloc(32),
      settings: unused,
      jobs: unused,
      startWorker: unused,
      now: () => new Date(),
      log,
    },
    file,
  )
  process.send?.('done')
})
// The next one starts sooner; one that is killed would not keep what it compiled.
flushCompileCache()
process.send?.('ready')

import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Db } from './db/db.ts'
import type { StartWorker } from './jobs/worker.ts'
import type { KeyRing } from './lib/key-ring.ts'
import type { SettingsReader } from './settings/snapshot.ts'

/** What is passed down: everything an act or a route needs from outside itself. */
export type Deps = {
  config: Config
  db: Db
  keys: KeyRing
  /** What history records are chained with. */
  chainKey: Buffer
  settings: SettingsReader
  /**
   * What goes on by itself. An act that added a job wakes it once its transaction has ended; one that ended what a job is
   * for cuts that job off. `isAlive`: this server looks for jobs.
   */
  jobs: { wake(): void; cutOff(connection: string, kind: string): void; isAlive?(): boolean }
  /** Begins what takes long or holds much, in a process of its own. */
  startWorker: StartWorker
  /** The one clock, so that a test can move it. */
  now: () => Date
  log: FastifyBaseLogger
}

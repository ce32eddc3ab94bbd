import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { engineOf } from '../../db/engine.ts'
import type { Deps } from '../../deps.ts'
import { productVersion } from '../../lib/version.js'
import { states, type TownReading } from '../health/town-watch.ts'
import { gauge, type Told } from './exposition.ts'

const seconds = (moment: string | undefined) => (moment ? Date.parse(moment) / 1_000 : undefined)
const bit = (is: boolean | undefined) => (is ? 1 : 0)
/** One value without labels, where it is known. */
const one = (value: number | undefined) => (value === undefined ? [] : [[{}, value] as const])

/** Milliseconds between two looks at how late the process comes to what is due. */
const everyMs = 50

/** Returns what tells how the process is. */
export function watchProcess() {
  const late = monitorEventLoopDelay({ resolution: everyMs })
  late.enable()
  const lateBy = (nanoseconds: number) => Math.max(0, (nanoseconds || 0) / 1e9 - everyMs / 1_000)
  return {
    told(): Told[] {
      const delays = [
        [{ quantile: '0.99' }, lateBy(late.percentile(99))],
        [{ quantile: '1' }, lateBy(late.max)],
      ] as const
      late.reset()
      const { user, system } = process.cpuUsage()
      const start = performance.timeOrigin / 1_000
      return [
        gauge(
          'process_start_time_seconds',
          'When the process began, in seconds since 1970.',
          one(Math.round(start)),
        ),
        {
          ...gauge('process_cpu_seconds_total', 'Processor time it took.', one((user + system) / 1e6)),
          type: 'counter',
        },
        gauge('process_resident_memory_bytes', 'Memory it has.', one(process.memoryUsage.rss())),
        gauge(
          'utility_event_loop_delay_seconds',
          'How late it came to what was due, since it was asked last.',
          delays,
        ),
      ]
    },
    end: () => void late.disable(),
  }
}

/** How the town is. What the database did not say in time has no line. */
export function townTold({ db }: Deps, reading: TownReading): Told[] {
  const { state, town, freeSpace, keys, runnerIsAlive } = reading
  const info = { version: productVersion, engine: engineOf(db), node: process.versions.node }
  const connections = town?.connections ?? []
  return [
    gauge('utility_build_info', 'What runs here.', [[info, 1]]),
    gauge(
      'utility_state',
      'How it is, as /health says it: 1 for what is so.',
      states.map((one) => [{ state: one }, bit(one === state)]),
    ),
    gauge('utility_database_bytes', 'Size of the database on its disk.', one(town?.databaseBytes)),
    gauge(
      'utility_free_bytes',
      'What is free on the disk of a folder.',
      Object.entries(freeSpace).map(([folder, free]) => [{ folder }, free]),
    ),
    gauge('utility_sessions', 'Sessions that are open.', one(town?.sessions)),
    gauge(
      'utility_jobs',
      'What goes on by itself and is not done yet.',
      Object.entries(town?.jobs ?? {}).map(([state, number]) => [{ state }, number]),
    ),
    gauge(
      'utility_job_oldest_due_timestamp_seconds',
      'When that was due which has waited longest.',
      one(seconds(town?.oldestDueAt)),
    ),
    gauge('utility_job_runner_alive', 'Whether this process looks for what is due.', one(bit(runnerIsAlive))),
    gauge(
      'utility_last_backup_timestamp_seconds',
      'When the last backup was made.',
      one(seconds(town?.lastBackupAt)),
    ),
    gauge(
      'utility_last_exchange_timestamp_seconds',
      'When something was exchanged with the other side last.',
      connections.flatMap(({ connection, succeededAt }) =>
        one(seconds(succeededAt ?? undefined)).map(([, at]) => [{ connection }, at] as const),
      ),
    ),
    gauge(
      'utility_connection_stopped',
      'Whether nothing is tried until a person has put something right.',
      connections.map(({ connection, isStopped }) => [{ connection }, bit(isStopped)]),
    ),
    gauge(
      'utility_keys_open',
      'Whether the keys open everything that is sealed.',
      one(keys.open === undefined ? undefined : bit(keys.open)),
    ),
  ]
}

import { dirname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { freeBytesToWrite } from '../../db/disk.ts'
import { type DatabaseLook, DatabaseWatch } from '../../db/watch.ts'
import type { Deps } from '../../deps.ts'
import type { TemplateState } from '../../http/render.ts'
import { checkKeys } from '../../keys/verify-keys.ts'
import { onceAtATime } from './once-at-a-time.ts'
import { readTown } from './town-store.ts'

/** How it is in one word. Nobody can work but in the first two. */
export const states = ['ok', 'busy', 'full', 'gone', 'read-only', 'damaged'] as const
export type State = (typeof states)[number]

/** Opening all that is sealed takes a while in a large office, and keys seldom change. */
const keysEveryMs = 60_000

function stateOf(isThere: boolean, { state }: DatabaseLook, templates: TemplateState): State {
  if (!isThere || state === 'away') return 'gone'
  if (state !== 'ok' && state !== 'busy') return state
  return templates === 'gone' ? 'damaged' : state
}

export type TownWatch = ReturnType<typeof watchTown>
export type TownReading = Awaited<ReturnType<TownWatch['read']>>

/** Knows how the town is, within about a second also while its database works for somebody or has gone silent. */
export function watchTown(app: FastifyInstance, deps: Deps, databaseIsThere: () => boolean) {
  const { config, keys, now } = deps
  const database = new DatabaseWatch(config, deps.db)
  app.addHook('onClose', () => database.close())

  const town = onceAtATime(() => {
    const before = (minutes: number) => new Date(now().getTime() - minutes * 60_000).toISOString()
    return readTown(database.db, {
      seen: before(config.sessionIdleMinutes),
      started: before(config.sessionHours * 60),
    })
  })

  let keysWere: { at: number; newest: string; open: boolean } | undefined
  const keysOpen = onceAtATime(async () => {
    const newest = keys.newest.id
    const at = performance.now()
    if (keysWere?.newest === newest && at - keysWere.at < keysEveryMs) return keysWere.open
    const open = (await checkKeys(database.db, keys)).errors.length === 0
    keysWere = { at, newest, open }
    return open
  })

  const folders = { data: config.dataDir, keys: dirname(config.keyFile), history: config.historyFolder }
  /** Bytes by what lies there; nothing of a folder that is not there or cannot be written. */
  const freeSpace = onceAtATime(async () => {
    const found = Object.entries(folders).map(async ([name, folder]) => {
      const free = await freeBytesToWrite(folder)
      return free === undefined ? [] : [[name, free] as const]
    })
    return Object.fromEntries((await Promise.all(found)).flat()) as Partial<
      Record<keyof typeof folders, number>
    >
  })

  async function look(isThere = databaseIsThere()) {
    const seen = isThere ? await database.look() : { state: 'away' as const, reads: false, writes: false }
    const templates = app.templates()
    return { state: stateOf(isThere, seen, templates), database: seen, templates }
  }

  return {
    /** In one word, and what it is made of. */
    look: () => look(),

    /** All of it. What the database did not say in time is left out. */
    async read() {
      const isThere = databaseIsThere()
      // Each waits its second, so all at once.
      const [{ state, database, templates }, read, open, free] = await Promise.all([
        look(isThere),
        isThere ? town() : undefined,
        isThere ? keysOpen() : undefined,
        freeSpace(),
      ])
      return {
        state,
        database,
        templates,
        town: read,
        keys: { newest: keys.newest.id, open },
        freeSpace: free ?? {},
        runnerIsAlive: deps.jobs.isAlive?.() ?? false,
      }
    },
  }
}

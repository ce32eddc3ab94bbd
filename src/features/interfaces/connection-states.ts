import { type Connection, connectionCalled } from '../../connections/connection.ts'
import { type ConnectionState, connectionState } from '../../connections/state.ts'
import type { Deps } from '../../deps.ts'
import { readHealth } from '../../jobs/health-store.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { interfaces, off } from './registry.ts'

/** By the key of the interface; only those that have a connection and are on. */
export type ConnectionStates = Partial<Record<string, ConnectionState>>

/**
 * How the connections are. It changes without a record in history, so it is not in the snapshot of the settings and is read
 * for each page, but not while every one of them is off.
 */
export async function connectionStates({ db, now }: Deps, all: Settings): Promise<ConnectionStates> {
  const states: ConnectionStates = {}
  for (const connection of connectionsInUse(all)) {
    const health = await readHealth(db, connection.name)
    states[connection.name] = connectionState(all, connection, health, now())
  }
  return states
}

/** Of the interfaces that are on. */
export function connectionsInUse(all: Settings): Connection[] {
  return interfaces.flatMap((entry) => {
    const connection = connectionCalled(entry.key)
    return connection && all[entry.name].interface !== off.value ? [connection] : []
  })
}

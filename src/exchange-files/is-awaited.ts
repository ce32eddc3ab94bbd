import type { Deps } from '../deps.ts'
import { readHealth } from '../jobs/health-store.ts'
import { sendState } from './send-state.ts'

type Awaited = Parameters<typeof sendState>[0] & { dueAt: string }

/** Whether somebody may wait at the page: not for a time of another day, nor for a connection that waits for a decision. */
export async function isAwaited(
  { db, now }: Deps,
  connection: string,
  send: Awaited | undefined,
): Promise<boolean> {
  if (!send) return false
  const state = sendState(send)
  if (state === 'sending') return true
  if (state !== 'ready' || send.dueAt > now().toISOString()) return false
  return !(await readHealth(db, connection)).isStopped
}

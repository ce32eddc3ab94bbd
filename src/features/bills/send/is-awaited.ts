import { billProvider } from '../../../connections/connection.ts'
import type { Deps } from '../../../deps.ts'
import { readHealth } from '../../../jobs/health-store.ts'
import { sendState } from '../send-state.ts'
import type { Send } from '../sends-store.ts'

/** Whether somebody may wait at the page: not for a time of another day, nor for a connection that waits for a decision. */
export async function isAwaited({ db, now }: Deps, send: Send | undefined): Promise<boolean> {
  if (!send) return false
  const state = sendState(send)
  if (state === 'sending') return true
  if (state !== 'ready' || send.dueAt > now().toISOString()) return false
  return !(await readHealth(db, billProvider)).isStopped
}

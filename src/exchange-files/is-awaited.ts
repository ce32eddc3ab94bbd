import type { Deps } from '../deps.ts'
import { sendState } from './send-state.ts'

type Awaited = Parameters<typeof sendState>[0] & { dueAt: string }

/** Whether somebody may wait at the page: not for a time of another day, nor for a connection that is stopped until a person decides. */
export function isAwaited(
  { now }: Pick<Deps, 'now'>,
  send: Awaited | undefined,
  isStopped: boolean,
): boolean {
  if (!send) return false
  const state = sendState(send)
  if (state === 'sending') return true
  if (state !== 'ready' || send.dueAt > now().toISOString()) return false
  return !isStopped
}

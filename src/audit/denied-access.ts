import type { Deps } from '../deps.ts'
import { timeLeft } from '../lib/time-left.ts'
import { type Actor, appendEvent } from './append.ts'
import { event, named, text } from './event.ts'

const onceInMs = 60_000

export const accessEvents = {
  refused: event(
    'access.refused',
    'Access refused',
    named,
    ({ to }) =>
      `${to('method') === 'GET' || to('method') === 'HEAD' ? 'Tried to open' : 'Tried to change something at'} {subject}, which their role does not allow`,
    { fields: { method: text('Method') } },
  ),
}

/**
 * Records that somebody signed in was refused for want of permission: once a minute for each person and
 * route, so that the history cannot be flooded; the log has every one.
 */
export function deniedAccessRecorder(deps: Deps) {
  const recent = new Map<string, number>()
  return async (actor: Actor, { method, route }: { method: string; route: string }) => {
    const now = deps.now()
    for (const [key, at] of recent) if (timeLeft(at, onceInMs, now) === 0) recent.delete(key)
    const key = `${actor.id} ${method} ${route}`
    if (recent.has(key)) return
    recent.set(key, now.getTime())
    await appendEvent(deps, deps.db, actor, accessEvents.refused(route, { method }))
  }
}

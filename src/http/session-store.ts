import { hash } from 'node:crypto'
import type { SessionStore } from '@fastify/session'
import type { Session } from 'fastify'
import type { Deps } from '../deps.ts'
import type { Role } from '../lib/permissions.ts'

export type SignedInUser = {
  id: number
  name: string
  role: Role
  /** The number of the newest history record: every change raises it, so what was read at it is current. */
  revision: number
}

/** How often the last sign of life is written: reading pages must not cost a durable write each. */
const seenEveryMs = 60_000

/** The id itself is never stored: a stolen database or backup opens no session. */
export function sessionIdHash(id: string) {
  return hash('sha256', id, 'base64url')
}

type Row = {
  user_id: number
  started_at: string
  seen_at: string
  data: string
  name: string
  role: Role
  revision: number | null
}

/** Sessions in the database, so that a restart signs nobody out and a disabled user is out at the next request. */
export function sessionStore({ db, now, config }: Deps): SessionStore {
  const idleMs = config.sessionIdleMinutes * 60_000
  const wholeMs = config.sessionHours * 3_600_000

  async function get(id: string): Promise<Session | null> {
    const idHash = sessionIdHash(id)
    const row: Row | undefined = await db('sessions as s')
      .join('users as u', 'u.id', 's.user_id')
      .where('s.id_hash', idHash)
      .whereNull('u.disabled_at')
      .first('s.user_id', 's.started_at', 's.seen_at', 's.data', 'u.name', 'u.role', {
        revision: db('history').max('id'),
      })
    if (!row) return null
    const at = now().getTime()
    const seen = Date.parse(row.seen_at)
    if (at - seen >= idleMs || at - Date.parse(row.started_at) >= wholeMs) return null
    if (at - seen >= seenEveryMs) {
      await db('sessions')
        .where({ id_hash: idHash })
        .update({ seen_at: new Date(at).toISOString() })
    }
    const { draft } = JSON.parse(row.data)
    return {
      userId: row.user_id,
      startedAt: row.started_at,
      user: { id: row.user_id, name: row.name, role: row.role, revision: row.revision ?? 0 },
      ...(draft ? { draft } : {}),
    } as Session
  }

  async function set(id: string, session: Session) {
    // Nobody is signed in yet: nothing worth a write.
    if (!session.userId) return
    const at = now().toISOString()
    const data = JSON.stringify({ draft: session.draft })
    await db('sessions')
      .insert({
        id_hash: sessionIdHash(id),
        user_id: session.userId,
        started_at: session.startedAt ?? at,
        seen_at: at,
        data,
      })
      .onConflict('id_hash')
      .merge({ data })
  }

  async function destroy(id: string) {
    await db('sessions')
      .where({ id_hash: sessionIdHash(id) })
      .delete()
  }

  return {
    get: (id, done) => void get(id).then((session) => done(null, session), done),
    set: (id, session, done) => void set(id, session).then(() => done(), done),
    destroy: (id, done) => void destroy(id).then(() => done(), done),
  }
}

/** Removes what nobody can use any more; run at start and at each sign-in. */
export async function removeEndedSessions({ db, now, config }: Deps) {
  const before = (ms: number) => new Date(now().getTime() - ms).toISOString()
  await db('sessions')
    .where('seen_at', '<', before(config.sessionIdleMinutes * 60_000))
    .orWhere('started_at', '<', before(config.sessionHours * 3_600_000))
    .delete()
}

import { hash, randomBytes } from 'node:crypto'
import type { SessionStore } from '@fastify/session'
import type { Session } from 'fastify'
import type { Tables } from '../db/db.ts'
import type { Deps } from '../deps.ts'
import type { Role } from '../lib/permissions.ts'
import { latestTrue, timeLeft } from '../lib/time-left.ts'
import { type LastSeen, writeEveryMs } from './last-seen.ts'

export type SignedInUser = {
  id: number
  name: string
  role: Role
  /** The number of the newest history record: every change raises it, so what was read at it is current. */
  revision: number
  hasTwoStep: boolean
  /** Until the session ends when nothing more is asked for. */
  secondsLeft: number
  /** Until the session ends however much it is used. */
  secondsInAll: number
  /** The password is a one-time one; nothing else is open until it is changed. */
  mustChangePassword: boolean
}

/** The id itself is never stored: a stolen database or backup opens no session. */
export function sessionIdHash(id: string) {
  return hash('sha256', id, 'base64url')
}

const ofSession = ['user_id', 'round', 'started_at', 'seen_at', 'data', 'code_is_due'] as const
const ofUser = ['name', 'role', 'two_step_at', 'password_expires_at'] as const

type Row = Pick<Tables['sessions'], (typeof ofSession)[number]> &
  Pick<Tables['users'], (typeof ofUser)[number]> & { revision: number | null }

/** How long the code may take after the password. */
const codeWithinMs = 10 * 60_000

/** Sessions in the database, so that a restart signs nobody out and a disabled user is out at the next request. */
export function sessionStore({ db, now, config }: Deps, lastSeen: LastSeen): SessionStore {
  const idleMs = config.sessionIdleMinutes * 60_000
  const wholeMs = config.sessionHours * 3_600_000

  async function get(id: string): Promise<Session | null> {
    const idHash = sessionIdHash(id)
    const row: Row | undefined = await db('sessions as s')
      .join('users as u', { 'u.id': 's.user_id', 'u.session_epoch': 's.round' })
      .where('s.id_hash', idHash)
      .whereNull('u.disabled_at')
      .first(...ofSession.map((name) => `s.${name}`), ...ofUser.map((name) => `u.${name}`), {
        revision: db('history').max('id'),
      })
    if (!row) return null
    const at = now()
    const expiresAt = row.password_expires_at
    if (expiresAt !== null && at.getTime() >= Date.parse(expiresAt)) return null
    const idleLeft = timeLeft(lastSeen.of(idHash, row.seen_at), idleMs, at)
    const wholeLeft = timeLeft(Date.parse(row.started_at), row.code_is_due ? codeWithinMs : wholeMs, at)
    if (idleLeft === 0 || wholeLeft === 0) return null
    lastSeen.note(idHash, row.seen_at)
    const { draft, enrolment } = JSON.parse(row.data)
    const kept = {
      startedAt: row.started_at,
      ...(draft ? { draft } : {}),
      ...(enrolment ? { enrolment } : {}),
    }
    if (row.code_is_due) return { ...kept, pendingUserId: row.user_id, round: row.round } as Session
    return {
      ...kept,
      userId: row.user_id,
      user: {
        id: row.user_id,
        name: row.name,
        role: row.role,
        revision: row.revision ?? 0,
        hasTwoStep: row.two_step_at !== null,
        secondsLeft: Math.floor(Math.min(idleMs, wholeLeft) / 1000),
        secondsInAll: Math.floor(wholeLeft / 1000),
        mustChangePassword: expiresAt !== null,
      },
    } as Session
  }

  async function set(id: string, session: Session) {
    // Nobody is signed in yet: nothing worth a write.
    const userId = session.userId ?? session.pendingUserId
    if (!userId) return
    const at = now().toISOString()
    const data = JSON.stringify({ draft: session.draft, enrolment: session.enrolment })
    const row = { id_hash: sessionIdHash(id) }
    // A session that came from here may have been ended meanwhile, and stays ended.
    if (session.user) return db('sessions').where(row).update({ data })
    await db('sessions')
      .insert({
        ...row,
        public_id: randomBytes(16).toString('base64url'),
        user_id: userId,
        code_is_due: !session.userId,
        round: session.round ?? 0,
        address: session.address ?? '',
        agent: session.agent ?? '',
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

/** Removes what nobody can use any more; run at each sign-in. */
export async function removeEndedSessions({ db, now, config }: Deps) {
  const before = (ms: number) => new Date(now().getTime() - ms).toISOString()
  await db('sessions')
    // What is written may be a little older than what was seen.
    .where('seen_at', '<', before(config.sessionIdleMinutes * 60_000 + writeEveryMs))
    .orWhere('started_at', '<', before(config.sessionHours * 3_600_000))
    .orWhere('seen_at', '>', latestTrue(now()))
    .orWhere('started_at', '>', latestTrue(now()))
    .delete()
}

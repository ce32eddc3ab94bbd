import cookie from '@fastify/cookie'
import session from '@fastify/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { refusals } from './errors.ts'
import { sessionStore } from './session-store.ts'

/** Browsers keep a cookie with this prefix to one host and to TLS; without TLS they would drop it. */
export function cookieName(name: string, secure: boolean) {
  return secure ? `__Host-${name}` : name
}

export async function registerSession(app: FastifyInstance, deps: Deps, { secure }: { secure: boolean }) {
  // A browser would drop the secure cookie, and signing in would lead back to the sign-in page for ever.
  if (secure) {
    app.addHook('onRequest', async ({ protocol }) => {
      if (protocol !== 'https') throw refusals.needsTls()
    })
  }
  await app.register(cookie)
  await app.register(session, {
    secret: deps.keys.deriveAll('session').map((key) => key.toString('base64url')),
    cookieName: cookieName('session', secure),
    store: sessionStore(deps),
    // Both defaults would cost a durable write and a cookie on every answer.
    rolling: false,
    saveUninitialized: false,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  })
}

/** Gives the browser a new session id; whoever knew the old one knows nothing. */
export async function beginSession(
  request: FastifyRequest,
  session: { userId: number; startedAt: string | undefined; round: number },
) {
  await request.session.regenerate()
  Object.assign(request.session, session, {
    address: request.ip,
    agent: String(request.headers['user-agent'] ?? '').slice(0, 400),
  })
}

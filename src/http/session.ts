import cookie, { Signer } from '@fastify/cookie'
import session from '@fastify/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import type { KeyRing } from '../lib/key-ring.ts'
import { LastSeen } from './last-seen.ts'
import { needsTls } from './needs-tls.ts'
import { paths } from './paths.ts'
import { sessionStore } from './session-store.ts'

/** Browsers keep a cookie with this prefix to one host and to TLS; without TLS they would drop it. */
export function cookieName(name: string, secure: boolean) {
  return secure ? `__Host-${name}` : name
}

export async function registerSession(app: FastifyInstance, deps: Deps, { secure }: { secure: boolean }) {
  // A browser would drop the secure cookie, and signing in would lead back to the sign-in page endlessly.
  if (secure) {
    app.addHook('onRequest', async (request) => {
      if (request.line !== 'tls') throw needsTls(request, deps.config.publicAddress)
    })
  }
  const name = cookieName('session', secure)
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  const signer = signerOf(deps.keys)
  await app.register(cookie)
  const lastSeen = new LastSeen(deps)
  app.addHook('onClose', () => lastSeen.close())
  await app.register(session, {
    secret: signer,
    cookieName: name,
    store: sessionStore(deps, lastSeen),
    // Both defaults would cost a durable write and a cookie on every answer.
    rolling: false,
    saveUninitialized: false,
    cookie: options,
  })
  // At once, not with the next page: until then a browser may give back one of those it was signed in for.
  app.addHook('onSend', async (request, reply) => {
    if (request.session === null) reply.clearCookie(name, options)
  })
  // A session outlives its key: its cookie is signed anew, so that the old key can be dropped. After the session is
  // read, because the key may have changed meanwhile, and a cookie other than the session's own is taken away.
  app.addHook('onRequest', async (request, reply) => {
    const signed = request.cookies[name]
    const { sessionId, encryptedSessionId: fresh } = request.session
    if (!signed || signed === fresh || signed.slice(0, signed.lastIndexOf('.')) !== sessionId) return
    request.cookies[name] = fresh
    reply.setCookie(name, fresh, options)
  })
}

/** Signs with the newest key and accepts all of them, as they are now. */
function signerOf(ring: KeyRing) {
  let made: { keys: KeyRing['keys']; signer: Signer } | undefined
  function signer() {
    const { keys } = ring
    if (made?.keys !== keys) {
      const secrets = keys.map((key) => key.derive('session').toString('base64url'))
      made = { keys, signer: new Signer(secrets) }
    }
    return made.signer
  }
  return { sign: (value: string) => signer().sign(value), unsign: (value: string) => signer().unsign(value) }
}

/** Gives the browser a new session id; to know the old one helps nobody. */
export async function beginSession(
  request: FastifyRequest,
  session: { userId?: number; pendingUserId?: number; startedAt: string | undefined; round: number },
) {
  await request.session.regenerate()
  Object.assign(request.session, session, {
    address: request.ip,
    agent: String(request.headers['user-agent'] ?? '').slice(0, 400),
  })
}

/** One small request keeps a session alive; it answers the seconds until the session would end. */
export function extendSessionRoutes(scope: FastifyInstance) {
  scope.post(
    paths.extendSession,
    { config: { permission: 'account.own', beforePasswordChange: true, beforeTwoStep: true } },
    (request, reply) => reply.type('text/plain; charset=utf-8').send(String(request.user.secondsLeft)),
  )
}

import { createHmac, randomBytes } from 'node:crypto'
import Tokens from '@fastify/csrf'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import type { FieldError, FormResult } from '../lib/form.ts'
import { httpProblems } from './errors.ts'
import { originIn } from './forwarded.ts'
import { cookieName } from './session.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** A token for the forms of this answer, bound to the session. */
    csrfToken(): string
  }
}

/**
 * Every unsafe request is judged by where the browser says it comes from, and by a token. The token's
 * secret is made from the session's id, so a token of another sign-in is refused and nothing is stored;
 * for the signed-out, from a cookie of their own.
 */
export function registerCsrf(app: FastifyInstance, deps: Deps, { secure }: { secure: boolean }) {
  const tokens = Tokens() as Tokens.TokensSimple
  const visitorCookie = cookieName('visitor', secure)

  // A page made before a rotation of the keys can still be saved after it.
  const secretsOf = (id: string) =>
    deps.keys.deriveAll('csrf').map((key) => createHmac('sha256', key).update(id).digest('base64url'))

  function sessionOf(request: FastifyRequest): string | undefined {
    return request.session?.userId ? request.session.sessionId : request.cookies?.[visitorCookie]
  }

  app.decorateRequest('tokenIsStale', false)
  app.decorateReply('csrfToken', function csrfToken(this: FastifyReply) {
    let id = sessionOf(this.request)
    if (!id) {
      id = randomBytes(16).toString('base64url')
      this.setCookie(visitorCookie, id, { path: '/', httpOnly: true, sameSite: 'lax', secure })
    }
    return tokens.create(secretsOf(id)[0] as string)
  })

  // Judged before the body is read: what another site made the browser send goes no further.
  app.addHook('onRequest', async (request) => {
    if (isUnsafe(request) && !isFromHere(request)) throw fromElsewhere(request)
  })

  app.addHook('preHandler', async (request) => {
    if (!isUnsafe(request)) return
    const id = sessionOf(request)
    const token = (request.body as { _csrf?: unknown } | undefined)?._csrf
    if (typeof token === 'string') {
      const fits = (bearer: string) => secretsOf(bearer).some((secret) => tokens.verify(secret, token))
      if (id && fits(id)) return
      // A sign-in page that another tab of this browser overtook still signs in.
      const visitor = request.routeOptions.config.open && request.cookies?.[visitorCookie]
      if (visitor && fits(visitor)) return
    }
    // The pages for the signed-out set it with each form.
    if (!id && request.routeOptions.config.open) throw httpProblems.noCookie()
    // A form that can be drawn again is: a stale token must not cost anyone their typing. It is never
    // filled in for a request that the browser does not vouch for. Whose session has ended is asked to sign in.
    const { keptFields, open } = request.routeOptions.config
    const isEnded = !open && !request.session?.userId
    if (!(keptFields || isEnded) || !isVouchedFor(request)) throw httpProblems.token()
    request.tokenIsStale = true
  })
}

export const staleToken = (button: string): FieldError => ({
  field: '',
  message: `This page was open too long, so nothing was done. What you typed is still here: press ${button} again.`,
})

/** The form with the status of its answer: a stale token refuses it before what is wrong in it, and keeps what was typed. */
export function refuseStale<Value>(request: FastifyRequest, form: FormResult<Value>, button: string) {
  if (!request.tokenIsStale) return { ...form, status: form.ok ? 200 : 422 }
  return { ...form, ok: false as const, status: 403, errors: [staleToken(button), ...form.lost] }
}

function isUnsafe({ method }: FastifyRequest) {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}

/** A proxy may change the host that a request is for; where people open the product is ours all the same. */
function isOwn(origin: string | undefined, request: FastifyRequest) {
  return origin === originIn(request) || origin === request.ownOrigin
}

function isFromHere(request: FastifyRequest) {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = request.headers
  // Browsers leave the first header out on plain HTTP. Tools send neither; for them the token alone decides.
  return origin === undefined || isOwn(origin, request)
}

/** Where only the address speaks against it, a proxy may have changed that, and who runs it is told so. */
function fromElsewhere(request: FastifyRequest) {
  const { origin = '', 'sec-fetch-site': site } = request.headers
  const sent = URL.parse(origin)
  if (site !== undefined || !sent?.host) return httpProblems.otherSite()
  const remedy =
    sent.host === request.host
      ? 'the proxy in front has to say X-Forwarded-Proto, and TRUST_PROXY has to name it'
      : `the proxy in front has to pass on the header Host (nginx: proxy_set_header Host $http_host;), or PUBLIC_ADDRESS has to be ${sent.origin}`
  return httpProblems.otherSite(
    `It was sent by a page at ${sent.origin}, and came here as ${originIn(request)}. Nothing was saved. If both are this product, ${remedy}.`,
  )
}

function isVouchedFor(request: FastifyRequest) {
  return request.headers['sec-fetch-site'] === 'same-origin' || isOwn(request.headers.origin, request)
}

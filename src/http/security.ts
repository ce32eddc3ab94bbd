import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** htmx asks for a panel alone; the page around it is there already. */
export function isPanelRequest(request: FastifyRequest) {
  return request.headers['hx-request-type'] === 'partial'
}

const panelHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
}

/** What is no page shows nothing that a policy could protect, but its address can be opened like one. */
const otherHeaders = { 'content-security-policy': "frame-ancestors 'none'" }

const policyOfAPage = (more = ["style-src 'self'", "connect-src 'self'"]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    ...more,
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join(';')

/** The policy of a page before signing in: it has this one style inside, and its script asks for nothing. */
export function policyWithStyle(style: string) {
  return policyOfAPage([`style-src 'self' 'sha256-${hash('sha256', style, 'base64')}'`])
}

const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': policyOfAPage(),
  // `no-referrer` would make browsers send `Origin: null` with forms.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

const hsts = { 'strict-transport-security': 'max-age=31536000' }

/** Only with TLS: HSTS would lock people out of an office network without it, and browsers complain about the others. */
const pageHeadersWithTls = {
  ...pageHeaders,
  ...hsts,
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
}

declare module 'fastify' {
  interface FastifyInstance {
    /** For answers that no hook sees, such as those to a malformed address. */
    pageHeaders: Record<string, string>
  }
}

/**
 * Pages carry the whole set of headers; a panel answered alone carries the short one, because the
 * page that holds it already has the policy and every byte counts on a thin line.
 */
export function registerSecurityHeaders(app: FastifyInstance, { secure }: { secure: boolean }) {
  app.decorate('pageHeaders', secure ? pageHeadersWithTls : pageHeaders)
  const always = secure ? hsts : {}
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config?.asset) reply.headers({ ...always, ...otherHeaders })
    else if (isPanelRequest(request)) reply.headers({ ...always, ...panelHeaders })
    else reply.headers(app.pageHeaders)
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode >= 300 && reply.statusCode < 400) {
      for (const name of Object.keys(app.pageHeaders)) reply.removeHeader(name)
      reply.headers({ ...always, ...otherHeaders, 'x-content-type-options': 'nosniff' })
    }
    done()
  })
}

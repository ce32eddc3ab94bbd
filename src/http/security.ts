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

/** An asset is no document, but its address can be opened like one. */
const assetHeaders = { 'content-security-policy': panelHeaders['content-security-policy'] }

const policyOfAPage = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
]

const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': policyOfAPage.join(';'),
  'cross-origin-resource-policy': 'same-origin',
  // `no-referrer` would make browsers send `Origin: null` with forms.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
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
    if (request.routeOptions.config?.asset) reply.headers({ ...always, ...assetHeaders })
    else if (isPanelRequest(request)) reply.headers({ ...always, ...panelHeaders })
    else reply.headers(app.pageHeaders)
    done()
  })
  // A redirect shows nothing that a policy could protect.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode >= 300 && reply.statusCode < 400) {
      for (const name of Object.keys(app.pageHeaders)) reply.removeHeader(name)
      reply.headers({ ...always, ...panelHeaders })
    }
    done()
  })
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import helmet from 'helmet'

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

/** Set for each page on its way; made once, because making them costs more than sending them. */
type Headers = Record<string, string>

function headersOfAPage(secure: boolean): Headers {
  const headers = new Map<string, string>()
  const answer = {
    setHeader: (name: string, value: string) => headers.set(name.toLowerCase(), value),
    removeHeader: (name: string) => headers.delete(name.toLowerCase()),
  }
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Only with TLS: on an office network without it, the header would lock people out.
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // `no-referrer` would make browsers send `Origin: null` with forms.
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    // Browsers ignore both on plain HTTP and complain about it in their console.
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
    // Obsolete or for other products: Internet Explorer downloads, Flash policies, XSS auditors.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    dnsPrefetchControl: false,
  })({} as never, answer as never, () => undefined)
  return Object.fromEntries(headers)
}

declare module 'fastify' {
  interface FastifyInstance {
    /** For answers that no hook sees, such as those to a malformed address. */
    pageHeaders: Headers
  }
}

/**
 * Pages carry the whole set of headers; a panel answered alone carries the short one, because the
 * page that holds it already has the policy and every byte counts on a thin line.
 */
export function registerSecurityHeaders(app: FastifyInstance, { secure }: { secure: boolean }) {
  app.decorate('pageHeaders', { 'cache-control': 'no-store', ...headersOfAPage(secure) })
  const hsts = 'strict-transport-security'
  const always = secure ? { [hsts]: app.pageHeaders[hsts] } : {}
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config?.asset) reply.headers({ ...always, ...assetHeaders })
    else if (isPanelRequest(request)) reply.headers({ ...always, ...panelHeaders })
    else reply.headers(app.pageHeaders)
    done()
  })
  // A redirect shows nothing that a policy could protect.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode >= 300 && reply.statusCode < 400) {
      for (const name of Object.keys(app.pageHeaders)) if (name !== hsts) reply.removeHeader(name)
      reply.headers(panelHeaders)
    }
    done()
  })
}

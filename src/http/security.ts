import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** htmx asks for a panel alone; the page around it is there already. */
export function isPanelRequest(request: FastifyRequest) {
  return request.headers['hx-request-type'] === 'partial'
}

const shortPolicy = "default-src 'none';frame-ancestors 'none'"

/**
 * Pages carry the whole set of headers; a panel answered alone carries the short one, because the
 * page that holds it already has the policy and every byte counts on a thin line.
 */
export async function registerSecurityHeaders(app: FastifyInstance, { secure }: { secure: boolean }) {
  await app.register(helmet, {
    global: false,
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
    // Browsers ignore it on plain HTTP and complain about it in their console.
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
    // Obsolete or for other products: Internet Explorer downloads, Flash policies, XSS auditors.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    dnsPrefetchControl: false,
  })
  app.addHook('onRequest', async (request, reply) => {
    await setSecurityHeaders(request, reply)
  })
}

export async function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply) {
  if (request.routeOptions.config?.asset) return
  reply.header('cache-control', 'no-store')
  if (isPanelRequest(request)) {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('content-security-policy', shortPolicy)
  } else {
    await reply.helmet()
  }
}

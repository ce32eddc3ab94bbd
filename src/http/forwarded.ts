import { compile } from '@fastify/proxy-addr'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { plainForwardedFor } from '../lib/network-address.ts'

/**
 * How a request came: over TLS; without it, straight or to the proxy that is trusted; by such a proxy that does not say; or
 * by one that nobody told the product of, which may say anything.
 */
export type Line = 'tls' | 'plain' | 'plain-at-proxy' | 'unsaid' | 'untrusted'

declare module 'fastify' {
  interface FastifyRequest {
    line: Line
    /** Where the product is opened, as `https://host:port`: as it is set, else as this request says. */
    ownOrigin: string
  }
}

/** By them a proxy says who called it, and how. An office's own way out adds others. */
const saidByProxies = ['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip']

/** Tells how each request came, before anything asks for it, and points out once what a proxy says in vain. */
export function readForwarded(app: FastifyInstance, { trustProxy, publicAddress }: Config) {
  const trusts = trustProxy === false ? () => false : compile(trustProxy.split(','))
  const isByTrusted = ({ raw }: FastifyRequest) => trusts(raw.socket.remoteAddress ?? '', 0)
  const saidOf = ({ headers }: FastifyRequest) => saidByProxies.filter((name) => headers[name] !== undefined)

  app.decorateRequest('line', {
    getter(this: FastifyRequest): Line {
      if (this.protocol === 'https') return 'tls'
      if (isByTrusted(this)) return this.headers['x-forwarded-proto'] ? 'plain-at-proxy' : 'unsaid'
      return saidOf(this).length > 0 ? 'untrusted' : 'plain'
    },
  })
  app.decorateRequest('ownOrigin', {
    getter(this: FastifyRequest) {
      return publicAddress ?? originIn(this)
    },
  })

  let isTold = false
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw, headers } = request
    const header = headers['x-forwarded-for']
    // With a port behind it every connection would be somebody else.
    if (typeof header === 'string') raw.headers['x-forwarded-for'] = plainForwardedFor(header)
    if (!isTold && saidOf(request).length > 0 && !isByTrusted(request)) {
      isTold = true
      app.log.warn(
        { address: raw.socket.remoteAddress, headers: saidOf(request) },
        'a proxy that is not trusted passes requests on: if it is yours, name its address in TRUST_PROXY',
      )
    }
    done()
  })
}

/** As the request itself says. */
export function originIn({ protocol, host }: FastifyRequest) {
  return `${protocol}://${host}`
}

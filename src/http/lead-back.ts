import type { FastifyContextConfig, FastifyInstance } from 'fastify'

/**
 * Addresses that only take what a form sends are opened all the same: by a reload after an answer that stayed there, or by
 * the way back from signing in again. Each leads to the page above it, where the form is.
 */
export function leadBack(scope: FastifyInstance, config: FastifyContextConfig, addresses: string[]) {
  for (const address of addresses) {
    scope.get(address, { config }, ({ url }, reply) =>
      reply.redirect(url.replace(/\/[^/?]*(\?.*)?$/, '') || '/', 303),
    )
  }
}

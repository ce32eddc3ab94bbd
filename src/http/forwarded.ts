import type { FastifyInstance } from 'fastify'
import { plainForwardedFor } from '../lib/network-address.ts'

/** Before anything asks for the caller's address: with a port behind it every connection would be somebody else. */
export function readForwardedFor(app: FastifyInstance) {
  app.addHook('onRequest', (request, _reply, done) => {
    const header = request.headers['x-forwarded-for']
    if (typeof header === 'string') request.raw.headers['x-forwarded-for'] = plainForwardedFor(header)
    done()
  })
}

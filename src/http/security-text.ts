import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'
import { paths } from './paths.ts'

const yearMs = 365 * 24 * 3_600_000

/** RFC 9116: where to report a weakness. The town that runs the product names its contact. */
export function securityTextRoutes(app: FastifyInstance, { config, now }: Deps) {
  app.get(paths.securityText, { config: { open: true } }, (_request, reply) => {
    const expires = new Date(now().getTime() + yearMs).toISOString()
    return reply
      .type('text/plain; charset=utf-8')
      .send(`Contact: ${config.securityContact}\nExpires: ${expires}\nPreferred-Languages: en\n`)
  })
}

import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.ts'
import { paths } from './paths.ts'

/** For whatever watches over the product: 200 when a page could be answered, 503 when the database is away. */
export function healthRoutes(app: FastifyInstance, { db }: Deps) {
  app.get(paths.health, { config: { open: true } }, async (_request, reply) => {
    reply.type('text/plain; charset=utf-8')
    try {
      await db('organization').first('id')
      return 'ok\n'
    } catch {
      return reply.status(503).send('The database cannot be reached.\n')
    }
  })
}

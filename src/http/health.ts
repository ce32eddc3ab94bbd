import type { FastifyInstance } from 'fastify'
import { DatabaseWatch } from '../db/watch.ts'
import type { Deps } from '../deps.ts'
import { paths } from './paths.ts'

const answers = {
  ok: [200, 'ok'],
  busy: [200, 'busy'],
  full: [503, 'There is no room left on the disk.'],
  away: [503, 'The database cannot be reached.'],
} as const

/**
 * For whatever watches over the product, which must not start it anew because the database works for somebody: 200
 * as long as the process answers and the database is there, 503 when it is gone or its disk is full.
 */
export function healthRoutes(app: FastifyInstance, { config, db }: Deps) {
  const watch = new DatabaseWatch(config, db)
  app.addHook('onClose', () => watch.close())
  app.get(paths.health, { config: { open: true } }, async (_request, reply) => {
    const [status, words] = answers[await watch.state()]
    return reply.status(status).type('text/plain; charset=utf-8').send(`${words}\n`)
  })
}

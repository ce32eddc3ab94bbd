import type { FastifyInstance } from 'fastify'

/** One line a request: no body, no cookie, and the address without its query, which may hold a code. */
export function registerRequestLog(app: FastifyInstance) {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        user: request.user?.id,
      },
      'answered',
    )
  })
}

import type { FastifyInstance } from 'fastify'
import { paths } from './paths.ts'

/** One small request keeps a session alive; it answers the seconds until the session would end. */
export function extendSessionRoutes(scope: FastifyInstance) {
  scope.post(
    paths.extendSession,
    { config: { permission: 'account.own', beforePasswordChange: true, beforeTwoStep: true } },
    (request, reply) => reply.type('text/plain; charset=utf-8').send(String(request.user.secondsLeft)),
  )
}

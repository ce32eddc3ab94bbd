import { finished } from 'node:stream'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { limits } from '../http/limits.ts'
import type { RunningTown } from './run-town.ts'

type Serving = { town: RunningTown; answering: number; whenIdle?: () => void }

export type Front = ReturnType<typeof openFront>

/** One address for one town after the other: each request is answered whole by the town that it came to. */
export function openFront(first: RunningTown) {
  let serving: Serving = { town: first, answering: 0 }

  function pass(request: FastifyRequest, reply: FastifyReply) {
    const by = serving
    by.answering += 1
    finished(reply.raw, () => {
      by.answering -= 1
      if (by.answering === 0) by.whenIdle?.()
    })
    reply.hijack()
    by.town.app.routing(request.raw, reply.raw)
  }

  // It has no routes of its own; what it has of the product are its limits for connections.
  const server = fastify({
    ...limits,
    frameworkErrors: (_error, request, reply) => pass(request as FastifyRequest, reply as FastifyReply),
  })
  server.addHook('onRequest', (request, reply, _done) => pass(request, reply))

  return {
    server,
    /** From now on the next town answers; the one before is closed once it has answered what it was asked. */
    handOverTo(town: RunningTown, closed: () => void) {
      const before = serving
      serving = { town, answering: 0 }
      const close = () => {
        delete before.whenIdle
        void before.town.close().finally(closed)
      }
      if (before.answering === 0) close()
      else before.whenIdle = close
    },
    async close() {
      await server.close()
      await serving.town.close()
    },
  }
}

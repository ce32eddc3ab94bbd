import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Seldom } from '../lib/seldom.ts'
import { HttpProblem } from './errors.ts'

/** The address without its query, which may hold a code. */
function whatOf(request: FastifyRequest) {
  return { method: request.method, path: request.url.split('?', 1)[0], user: request.user?.id }
}

/** An attempt that was refused as not allowed or not ours: of somebody signed in each, of an address once a minute. */
export function logRefusal(request: FastifyRequest, reason: string) {
  const { log, ip: address, server } = request
  const line = { ...whatOf(request), address, reason }
  const say = (again: number) => log.warn(again > 0 ? { ...line, again } : line, 'refused')
  if (request.user) say(0)
  else server.refusals.tell(`${address} ${reason}`, say)
}

/** Milliseconds after which a request that hangs is worth a line, also if it never ends. */
const hangsAfter = 5_000

/** One line a request: no body, no cookie; and one for each attempt that was refused as not allowed or not ours. */
export function registerRequestLog(app: FastifyInstance) {
  const refusals = new Seldom()
  app.decorate('refusals', refusals)
  app.addHook('onClose', async () => refusals.end())
  app.addHook('onRequest', async (request, reply) => {
    let timer: NodeJS.Timeout | undefined
    const arrived = () => {
      // Refused before all of it was here.
      if (reply.raw.writableEnded) return
      timer = setTimeout(() => request.log.warn(whatOf(request), 'still not answered'), hangsAfter).unref()
    }
    // As long as a file is on its way, it is the other side that takes long.
    if (request.raw.complete || request.method === 'GET') arrived()
    else request.raw.once('end', arrived)
    for (const end of ['finish', 'close']) reply.raw.once(end, () => clearTimeout(timer))
  })
  app.addHook('onError', async (request, _reply, error) => {
    if (error instanceof HttpProblem && error.status === 403) logRefusal(request, error.title)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (request.tokenIsStale) logRefusal(request, 'stale token')
    request.log.info(
      { ...whatOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
}

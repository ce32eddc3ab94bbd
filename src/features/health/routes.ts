import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { logRefusal } from '../../http/log.ts'
import { paths } from '../../http/paths.ts'
import { isFromThisMachine, tokenOf } from '../../http/watcher.ts'
import { healthReport } from './report.ts'
import type { State, TownWatch } from './town-watch.ts'

/** Whatever watches over the product must not start it anew because the database works for somebody. */
const statusOf = (state: State) => (state === 'ok' || state === 'busy' ? 200 : 503)

/** 503 when nobody can work. One word for anybody; all of it for this machine itself, and for whoever has the token. */
export function healthRoutes(app: FastifyInstance, deps: Deps, watch: TownWatch) {
  app.get(paths.health, { config: { open: true, watches: true } }, async (request, reply) => {
    const token = tokenOf(request, deps.config.monitoringToken)
    if (token === 'wrong') logRefusal(request, 'wrong monitoring token')
    if (token === 'right' || (token === 'none' && isFromThisMachine(request))) {
      const report = healthReport(deps, await watch.read())
      return reply.status(statusOf(report.state)).send(report)
    }
    const { state } = await watch.look()
    return reply.status(statusOf(state)).type('text/plain; charset=utf-8').send(`${state}\n`)
  })
}

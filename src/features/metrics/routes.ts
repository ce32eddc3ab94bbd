import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { logRefusal } from '../../http/log.ts'
import { paths } from '../../http/paths.ts'
import { tokenOf } from '../../http/watcher.ts'
import type { TownWatch } from '../health/town-watch.ts'
import { countRequests } from './count.ts'
import { contentType, write } from './exposition.ts'
import { townTold, watchProcess } from './told.ts'

/** For Prometheus, where a token is set up: otherwise there is no such page, and nothing is counted. */
export function metricsRoutes(app: FastifyInstance, deps: Deps, watch: TownWatch) {
  const { monitoringToken } = deps.config
  if (monitoringToken === undefined) return
  const counted = countRequests(app, deps)
  const ours = watchProcess()
  app.addHook('onClose', async () => ours.end())
  app.get(paths.metrics, { config: { open: true, watches: true } }, async (request, reply) => {
    const token = tokenOf(request, monitoringToken)
    if (token !== 'right') {
      logRefusal(request, token === 'none' ? 'no monitoring token' : 'wrong monitoring token')
      reply.status(401).header('www-authenticate', 'Bearer').type('text/plain; charset=utf-8')
      return reply.send('Show the token of MONITORING_TOKEN: Authorization: Bearer …\n')
    }
    const told = [...townTold(deps, await watch.read()), ...counted(), ...ours.told()]
    return reply.type(contentType).send(write(told))
  })
}

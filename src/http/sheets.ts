import type { FastifyInstance, FastifyRequest } from 'fastify'
import { paths } from './paths.ts'
import { isPanelRequest } from './security.ts'

/** The settings have a short sheet of their own, so that the first of them is there soon on a thin line. */
export function isSettings(path: string) {
  // A page below a tab has more to show than the tabs.
  if (/\/(connection|vendor-login)(?![^/?])/.test(path)) return false
  return [paths.general, paths.interfaces].some((above) => path.startsWith(above))
}

/** From the settings to any other page leads a whole page, with the sheet that page needs. A sample town has one sheet. */
export function registerSheets(app: FastifyInstance) {
  app.addHook('preHandler', async (request, reply) => {
    const isLink = request.method === 'GET' && isPanelRequest(request) && request.headers['hx-boosted']
    if (app.isSampleTown || !isLink || isSettings(request.url) || !isSettings(shownPath(request))) return
    return reply.header('hx-redirect', request.url).send('')
  })
}

function shownPath({ headers }: FastifyRequest) {
  return URL.parse(String(headers['hx-current-url']))?.pathname ?? ''
}

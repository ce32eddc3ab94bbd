import { fileURLToPath } from 'node:url'
import view from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { may } from '../lib/permissions.ts'
import type { AssetPaths } from './assets.ts'
import { menu } from './menu.ts'
import { paths } from './paths.ts'
import { isPanelRequest } from './security.ts'

type Page = {
  /** A template under views/, without its ending. */
  template: string
  title: string
  data: object
  /** Seconds after which the page comes again where script is off. */
  refresh?: number
}

export async function registerViews(app: FastifyInstance, assets: AssetPaths) {
  const folder = fileURLToPath(new URL('../../views/', import.meta.url))
  await app.register(view, {
    engine: { eta: new Eta({ views: folder, cache: true, rmWhitespace: true }) },
    root: folder,
    production: true,
    viewExt: 'eta',
    defaultContext: { paths, assets, may, menu },
  })
}

/**
 * Answers with a page, or with its panel alone when htmx asks for that: one template either way.
 * `Error: ` before the title is the caller's to add.
 */
export async function renderPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { template, title, data, refresh }: Page,
) {
  const user = request.user ?? undefined
  let token: string | undefined
  // Made when a form on the page asks for it: a page without a form sets no cookie.
  const csrf = () => {
    token ??= reply.csrfToken()
    return token
  }
  const body = await reply.viewAsync(template, { ...data, user, csrf })
  const layout = isPanelRequest(request) ? 'layouts/panel' : 'layouts/page'
  const html = await reply.viewAsync(layout, {
    title,
    body,
    user,
    csrf,
    refresh,
    url: request.url,
    unencrypted: user?.role === 'administrator' && isUnencrypted(request),
  })
  return reply.send(html)
}

/** Plain HTTP to anything but the machine itself: anyone on the same network can read along. */
function isUnencrypted({ protocol, hostname, ip }: FastifyRequest) {
  const here = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/
  return protocol === 'http' && !(here.test(hostname) && (here.test(ip) || ip === '::ffff:127.0.0.1'))
}

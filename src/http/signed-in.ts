import type { FastifyInstance } from 'fastify'
import type { Typed } from '../lib/form.ts'
import { may } from '../lib/permissions.ts'
import { refusals } from './errors.ts'
import { ownPath, paths } from './paths.ts'
import { renderPage } from './render.ts'
import { isPanelRequest } from './security.ts'

/**
 * Closes the scope it is called on: whoever is not signed in is sent to the sign-in page and comes back
 * afterwards, and a route without a permission of its own cannot be registered.
 */
export function closeToTheSignedOut(scope: FastifyInstance) {
  scope.addHook('onRoute', ({ config, url }) => {
    if (!config?.permission) throw new Error(`${url} is in the signed-in scope but names no permission`)
  })

  scope.addHook('preHandler', async (request, reply) => {
    const { user } = request.session ?? {}
    if (user) {
      request.user = user
      if (user.mustChangePassword && !request.routeOptions.config.beforePasswordChange) {
        if (isPanelRequest(request)) return reply.header('hx-redirect', paths.accountPassword).send('')
        return reply.redirect(paths.accountPassword, 303)
      }
      if (!may(user.role, request.routeOptions.config.permission as never)) throw refusals.forbidden()
      return
    }
    if (request.method === 'GET' || request.method === 'HEAD') {
      const signIn = `${paths.signIn}?to=${encodeURIComponent(ownPath(request.url))}`
      if (isPanelRequest(request)) return reply.header('hx-redirect', signIn).send('')
      return reply.redirect(signIn, 303)
    }
    return renderPage(request, reply.status(401), {
      template: 'users/sign-in',
      title: 'Sign in again',
      data: {
        to: request.url,
        draft: JSON.stringify(keptOf(request.body, request.routeOptions.config.keeps ?? [])),
        ended: true,
      },
    })
  })
}

/** What a person typed into the fields that a form keeps. */
function keptOf(body: unknown, keeps: readonly string[]): Typed {
  const fields = (body ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    keeps.filter((name) => typeof fields[name] === 'string').map((name) => [name, fields[name] as string]),
  )
}

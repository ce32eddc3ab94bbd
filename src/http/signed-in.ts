import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { may, twoStepIsRequired } from '../lib/permissions.ts'
import { askToSignIn, keptOf, pageWith } from './ask-to-sign-in.ts'
import { httpProblems } from './errors.ts'
import { ownPath, paths } from './paths.ts'
import { actorOf } from './request.ts'
import { isPanelRequest } from './security.ts'

type NoteRefusal = (actor: Actor, act: { method: string; route: string }) => Promise<void>

/**
 * Closes the scope it is called on: anyone who is not signed in gets the sign-in page in place of what was asked for,
 * and a route without a permission of its own cannot be registered.
 */
export function closeToTheSignedOut(scope: FastifyInstance, { config, db }: Deps, noteRefusal: NoteRefusal) {
  scope.addHook('onRoute', ({ config, url }) => {
    if (!config?.permission) throw new Error(`${url} is in the signed-in scope but names no permission`)
  })

  scope.addHook('preHandler', async (request, reply) => {
    const { user } = request.session ?? {}
    if (user) {
      request.user = user
      const { beforePasswordChange, beforeTwoStep, keptFields } = request.routeOptions.config
      if (user.mustChangePassword && !beforePasswordChange) {
        return goTo(request, reply, paths.ownPassword)
      }
      if (!beforeTwoStep && !user.hasTwoStep && twoStepIsRequired(config.twoStep, user.role)) {
        const submitted = keptOf(request.body, keptFields ?? [])
        if (Object.keys(submitted).length > 0) request.session.draft = { path: request.url, submitted }
        return goTo(request, reply, paths.twoStep)
      }
      if (may(user.role, request.routeOptions.config.permission as never)) {
        // Asks only whether the address may be opened: nothing is recorded, begun or taken for an answer nobody sees.
        return request.method === 'HEAD' ? reply.send() : undefined
      }
      await note(request, noteRefusal)
      throw httpProblems.forbidden()
    }
    return askToSignIn(db, request, reply)
  })
}

/** Sends the browser to another page first, which leads back afterwards. */
function goTo(request: FastifyRequest, reply: FastifyReply, path: string) {
  const there = `${path}?to=${encodeURIComponent(ownPath(pageWith(request.url)))}`
  if (isPanelRequest(request)) return reply.header('hx-redirect', there).send('')
  return reply.redirect(there, 303)
}

/** The request is refused whether or not that could be recorded. */
async function note(request: FastifyRequest, noteRefusal: NoteRefusal) {
  const { method, routeOptions } = request
  try {
    await noteRefusal(actorOf(request), { method, route: routeOptions.url ?? '' })
  } catch (error) {
    request.log.error({ code: (error as { code?: string }).code }, 'a refusal could not be recorded')
  }
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { ownPath, paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import type { FieldError } from '../../lib/form.ts'
import { wrongNameOrPassword } from '../../login-throttling/lockout-limits.ts'
import { readCodeForm } from '../my-account/two-step/form.ts'
import { checkCode } from './check-code.ts'
import { startSession, withReturn } from './start-session.ts'

function codePage(request: FastifyRequest, reply: FastifyReply, to: string, errors?: FieldError[]) {
  return renderPage(request, reply.status(errors ? 422 : 200), {
    template: 'sign-in/code',
    title: 'Code - Sign in',
    data: { to, errors },
  })
}

/** The page between the password and being signed in. */
export function codeRoutes(app: FastifyInstance, deps: Deps) {
  const open = { config: { open: true } }

  app.get(paths.signInCode, open, async (request, reply) => {
    const { to } = request.query as { to?: unknown }
    if (!request.session.pendingUserId) return reply.redirect(withReturn(paths.signIn, to), 303)
    return codePage(request, reply, ownPath(to))
  })

  app.post(paths.signInCode, open, async (request, reply) => {
    const to = ownPath((request.body as { to?: unknown }).to)
    const userId = request.session.pendingUserId
    if (!userId) {
      reply.flash('late')
      return reply.redirect(withReturn(paths.signIn, to), 303)
    }
    const form = readCodeForm(request.body)
    if (!form.ok) return codePage(request, reply, to, form.errors)
    const user = await checkCode(deps, { userId, code: form.value.code, address: request.ip })
    if (user === 'wrong') {
      request.isWrongGuess = true
      return codePage(request, reply, to, [{ field: 'code', message: wrongNameOrPassword }])
    }
    if ('waitSeconds' in user) throw httpProblems.tooManyTries(user.waitSeconds)
    // Of the epoch in which the password was right: if all sessions were ended since, this one has ended too.
    await startSession(deps, request, { ...user, sessionEpoch: request.session.round ?? user.sessionEpoch })
    return reply.redirect(to, 303)
  })
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { askToSignIn } from '../../http/ask-to-sign-in.ts'
import { refuseStale } from '../../http/csrf.ts'
import { httpProblems } from '../../http/errors.ts'
import { ownPath, paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { beginSession } from '../../http/session.ts'
import { sessionIdHash } from '../../http/session-store.ts'
import type { FieldError } from '../../lib/form.ts'
import { changePassword } from './change-password.ts'
import { readPasswordForm } from './form.ts'

const wrong: FieldError = {
  field: 'currentPassword',
  message: 'This is not your current password. Type it again.',
}

const unchanged: FieldError = {
  field: 'newPassword',
  message: 'This is the password you have now. Use a different one.',
}

function passwordPage(request: FastifyRequest, reply: FastifyReply, errors?: FieldError[], status = 422) {
  const { to } = (request.body ?? request.query ?? {}) as { to?: unknown }
  return renderPage(request, reply.status(errors ? status : 200), {
    template: 'my-account/password',
    title: `${request.user.mustChangePassword ? 'Choose a password' : 'Change password'} - My account`,
    data: { errors, to: ownPath(to) },
  })
}

/** Changing one's own password; the one page that a one-time password opens. */
export function passwordRoutes(scope: FastifyInstance, deps: Deps) {
  const config = { permission: 'account.own', beforePasswordChange: true, beforeTwoStep: true } as const

  scope.get(paths.ownPassword, { config }, (request, reply) => passwordPage(request, reply))

  // Nothing typed here is kept, but whose session has ended is led to sign in and back.
  scope.post(paths.ownPassword, { config: { ...config, keptFields: [] } }, async (request, reply) => {
    const { id, name, revision, mustChangePassword } = request.user
    const { organization } = await deps.settings.at(revision)
    const names = { userName: name, organization: organization.name }
    // Who is here with a one-time password has just typed it.
    const read = readPasswordForm(request.body, names, { asksForCurrent: !mustChangePassword })
    const form = refuseStale(request, read, 'Save')
    if (!form.ok) return passwordPage(request, reply, form.errors, form.status)
    const { sessionId, startedAt } = request.session
    const thisSession = sessionIdHash(sessionId)
    const changed = await changePassword(deps, actorOf(request), { ...form.value, thisSession })
    if (changed === 'ended') return askToSignIn(deps.db, request, reply)
    if (changed === 'wrong') return passwordPage(request, reply, [wrong])
    if (changed === 'same') return passwordPage(request, reply, [unchanged])
    if ('waitSeconds' in changed) throw httpProblems.tooManyTries(changed.waitSeconds)
    await beginSession(request, { userId: id, startedAt, round: changed.round })
    if (mustChangePassword) return reply.redirect(ownPath((request.body as { to?: unknown }).to), 303)
    reply.flash('password')
    return reply.redirect(paths.myAccount, 303)
  })
}

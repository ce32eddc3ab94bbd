import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import type { Messages } from '../../http/flash.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import { momentIn } from '../../lib/dates.ts'
import { unlockUser } from '../../people/unlock.ts'
import { findUser } from '../../people/user-store.ts'
import { roleLabel } from '../../people/user-view.ts'
import { removeTwoStep } from '../my-account/two-step/change-two-step.ts'
import { type ChangeOutcome, changeRole, disableUser, enableUser, endSessionsOf } from './change-user.ts'
import { oneTimePasswordPage, oneUserPage, type UserView } from './one-user-page.ts'
import { resetPassword } from './reset-password.ts'
import { readAccessForm, readRoleForm } from './user-form.ts'

const messages: Record<string, (name: string, role: string) => string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  role: (name, role) => `The role of ${name} is now ${role}.`,
  disabled: (name) => `${name} is disabled, signed out, and cannot sign in.`,
  enabled: (name) => `${name} is enabled and can sign in.`,
  unlocked: (name) => `${name} can try to sign in again now.`,
  'two-step-off': (name) => `Two-step sign-in is off for ${name}.`,
  sessions: (name) => `All sessions of ${name} have ended.`,
}

const lastAdministrator =
  'This is the last administrator who can sign in. Nothing was changed: make someone else an administrator first.'

/** One user, and each act on the account at an address of its own. */
export function oneUserRoutes(scope: FastifyInstance, deps: Deps) {
  const config = { permission: 'users.change' } as const
  const pathOf = (id: number) => `${paths.users}/${id}`

  async function show(request: FastifyRequest, reply: FastifyReply, id: number, view: UserView) {
    const user = await findUser(deps.db, id)
    if (!user) throw httpProblems.notFound()
    return oneUserPage(request, reply, deps, user, view)
  }

  async function saidOf(code: string | undefined, id: number): Promise<Messages> {
    if (code === 'unchanged') return { note: 'Nothing was changed, so nothing was saved.' }
    const user = code ? await findUser(deps.db, id) : undefined
    return { message: user && messages[code ?? '']?.(user.name, roleLabel(user.role)) }
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    { outcome, code, field, role }: { outcome: ChangeOutcome; code: string; field: string; role?: string },
  ) {
    if (outcome === 'unknown') throw httpProblems.notFound()
    if (outcome === 'last-administrator') {
      return show(request, reply, id, {
        status: 422,
        errors: [{ field, message: lastAdministrator }],
        role,
      })
    }
    // Who one is or may do has changed: the menu around the panel has to follow.
    if (id === request.user.id && outcome === 'changed') {
      if (isPanelRequest(request)) return reply.header('hx-redirect', paths.home).send('')
      return reply.redirect(paths.home, 303)
    }
    const said = outcome === 'unchanged' ? 'unchanged' : code
    if (!isPanelRequest(request)) {
      reply.flash(said)
      return reply.redirect(pathOf(id), 303)
    }
    reply.header('hx-push-url', pathOf(id))
    return show(request, reply, id, await saidOf(said, id))
  }

  scope.get(`${paths.users}/:id`, { config }, async (request, reply) => {
    const id = rowNumberOf(request)
    return show(request, reply, id, await saidOf(reply.takeFlash(), id))
  })

  leadBack(scope, config, [`${paths.users}/:id/:act`])

  scope.post(`${paths.users}/:id/role`, { config }, async (request, reply) => {
    const id = rowNumberOf(request)
    const form = readRoleForm(request.body)
    if (!form.ok) return show(request, reply, id, { status: 422, errors: form.errors })
    const { role } = form.value
    const outcome = await changeRole(deps, id, role, actorOf(request))
    return answer(request, reply, id, { outcome, code: 'role', field: 'role', role })
  })

  scope.post(`${paths.users}/:id/access`, { config }, async (request, reply) => {
    const id = rowNumberOf(request)
    const form = readAccessForm(request.body)
    if (!form.ok) return show(request, reply, id, { status: 422, errors: form.errors })
    const { access } = form.value
    const act = access === 'enabled' ? enableUser : disableUser
    const outcome = await act(deps, id, actorOf(request))
    return answer(request, reply, id, { outcome, code: access, field: 'access' })
  })

  scope.post(`${paths.users}/:id/sessions`, { config }, async (request, reply) => {
    const id = rowNumberOf(request)
    if (id === request.user.id) throw onMyAccount()
    const outcome = await endSessionsOf(deps, id, actorOf(request))
    return answer(request, reply, id, { outcome, code: 'sessions', field: 'sessions' })
  })

  scope.post(`${paths.users}/:id/tries`, { config }, async (request, reply) => {
    const id = rowNumberOf(request)
    const outcome = (await unlockUser(deps, id, actorOf(request))) ? 'changed' : 'unchanged'
    return answer(request, reply, id, { outcome, code: 'unlocked', field: 'tries' })
  })

  scope.post(`${paths.users}/:id/two-step`, { config }, async (request, reply) => {
    const id = rowNumberOf(request)
    if (id === request.user.id) throw onMyAccount()
    const outcome = (await removeTwoStep(deps, id, actorOf(request))) ? 'changed' : 'unchanged'
    return answer(request, reply, id, { outcome, code: 'two-step-off', field: 'two-step' })
  })

  scope.post(`${paths.users}/:id/password`, { config }, async (request, reply) => {
    const id = rowNumberOf(request)
    if (id === request.user.id) throw onMyAccount()
    const made = await resetPassword(deps, id, actorOf(request))
    if (!made) throw httpProblems.notFound()
    const { timeZone } = (await deps.settings.at(request.user.revision)).organization
    return oneTimePasswordPage(request, reply, {
      id,
      name: made.user.name,
      password: made.password,
      until: momentIn(timeZone, made.expiresAt.toISOString()),
      message: `The old password of ${made.user.name} no longer works, and all sessions have ended.`,
    })
  })
}

function onMyAccount() {
  return new HttpProblem(
    409,
    'This is your own account',
    'Nothing was changed. Use My account: your name at the top of the page.',
    { link: { path: paths.myAccount, label: 'My account' } },
  )
}

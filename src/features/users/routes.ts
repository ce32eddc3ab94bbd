import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, takeDraft } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { momentIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { roles, rolesInWords } from '../../lib/permissions.ts'
import { newOneTimePassword } from '../../people/one-time-password.ts'
import { listUsers } from '../../people/user-store.ts'
import { roleLabel, stateInWords } from '../../people/user-view.ts'
import { addUser } from './add-user.ts'
import { userEvents } from './events.ts'
import { oneTimePasswordPage } from './one-user-page.ts'
import { keptFields, readNewUserForm } from './user-form.ts'

type View = { submitted?: Submitted; errors?: FieldError[]; note?: string; status?: number }

const draftIsBack =
  'You are signed in again and what you typed is back. The user is not added yet: press Add.'

function addPage(request: FastifyRequest, reply: FastifyReply, view: View) {
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'users/add',
    title: 'Add a user - Users',
    data: { ...view, values: view.submitted ?? { role: 'viewer' }, roles, rolesInWords },
  })
}

/** The list of users, and adding one. */
export function userListRoutes(scope: FastifyInstance, deps: Deps) {
  const config = { permission: 'users.change' } as const

  async function usersInWords(request: FastifyRequest) {
    const { timeZone } = (await deps.settings.at(request.user.revision)).organization
    const moment = (at: string) => momentIn(timeZone, at)
    return (await listUsers(deps.db)).map((user) => ({
      name: user.name,
      path: `${paths.users}/${user.id}`,
      role: roleLabel(user.role),
      access: stateInWords(user, deps.now(), moment),
      twoStep: user.twoStepAt ? 'On' : 'Off',
    }))
  }

  scope.get(paths.users, { config }, async (request, reply) =>
    renderPage(request, reply, {
      template: 'users/list',
      title: 'Users',
      data: { users: await usersInWords(request) },
      paper: {},
    }),
  )

  scope.get(paths.usersCsv, { config }, async (request, reply) => {
    const users = await usersInWords(request)
    await appendEvent(deps, deps.db, actorOf(request), userEvents.exported(''))
    const rows = users.map(({ name, role, access, twoStep }) => [name, role, access, twoStep])
    return sendCsv(reply, 'users.csv', ['Name', 'Role', 'Access', 'Two-step sign-in'], [rows])
  })

  scope.get(paths.addUser, { config }, (request, reply) => {
    const draft = takeDraft(request, paths.addUser)
    if (!draft) return addPage(request, reply, {})
    return addPage(request, reply, { submitted: draft.submitted, note: draftIsBack })
  })

  scope.post(paths.addUser, { config: { ...config, keptFields } }, async (request, reply) => {
    const form = refuseStale(request, readNewUserForm(request.body), 'Add')
    const { submitted } = form
    if (!form.ok) return addPage(request, reply, { submitted, errors: form.errors, status: form.status })
    const { password, expiresAt } = newOneTimePassword(deps.now())
    const id = await addUser(
      deps,
      { ...form.value, password, passwordExpiresAt: expiresAt },
      actorOf(request),
    )
    if (id === 'taken') {
      const message = 'Another user has this name. Names are never used again, so that History stays correct.'
      return addPage(request, reply, { submitted, errors: [{ field: 'name', message }], status: 422 })
    }
    const { timeZone } = (await deps.settings.at(request.user.revision)).organization
    return oneTimePasswordPage(request, reply, {
      id,
      name: form.value.name,
      password,
      until: momentIn(timeZone, expiresAt.toISOString()),
      message: `${form.value.name} was added as ${roleLabel(form.value.role)}.`,
    })
  })
}

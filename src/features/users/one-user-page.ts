import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import type { Messages } from '../../http/flash.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { momentIn } from '../../lib/dates.ts'
import type { FieldError } from '../../lib/form.ts'
import { roles, rolesInWords } from '../../lib/permissions.ts'
import { listSessions } from '../../people/sessions-store.ts'
import type { User } from '../../people/user-store.ts'
import { roleLabel, stateInWords } from '../../people/user-view.ts'

export type UserView = Messages & { status?: number; errors?: FieldError[]; role?: string }

/** An act on a user: a form with one button, and what it brings about. */
type Act = { path: string; button: string; what: string; access?: string }

/** Draws one user: the role, and what an administrator can do about the account. */
export async function oneUserPage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  user: User,
  view: UserView,
) {
  const { timeZone } = (await deps.settings.at(request.user.revision)).organization
  const isSelf = user.id === request.user.id
  const path = `${paths.users}/${user.id}`
  const sessions = isSelf ? 0 : (await listSessions(deps, user.id)).length
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'users/one',
    title: `${user.name} - Users`,
    data: {
      ...view,
      id: user.id,
      name: user.name,
      path,
      values: { role: view.role ?? user.role },
      roleNow: roleLabel(user.role),
      roles,
      rolesInWords,
      state: stateInWords(user, deps.now(), (at) => momentIn(timeZone, at)),
      isSelf,
      acts: actsOn(user, path, sessions, isSelf),
    },
  })
}

function actsOn({ disabledAt, twoStepAt }: User, path: string, sessions: number, isSelf: boolean): Act[] {
  const access = disabledAt
    ? { button: 'Enable', access: 'enabled', what: 'Allows signing in again, with the password as it was.' }
    : { button: 'Disable', access: 'disabled', what: 'Signs out at once and allows no sign-in.' }
  const acts: Act[] = [{ path: `${path}/access`, ...access }]
  if (isSelf) return acts
  if (twoStepAt) {
    acts.push({
      path: `${path}/two-step`,
      button: 'Turn off two-step sign-in',
      what: 'For a lost phone: the password alone signs in until it is set up again.',
    })
  }
  return [
    ...acts,
    {
      path: `${path}/tries`,
      button: 'Unlock',
      what: 'After too many wrong tries: allows trying again at once.',
    },
    {
      path: `${path}/sessions`,
      button: 'End sessions',
      what: `Signs out everywhere; the password stays. Sessions now: ${sessions}.`,
    },
    {
      path: `${path}/password`,
      button: 'New one-time password',
      what: 'Ends the password and all sessions. The next page shows the new password.',
    },
  ]
}

type Shown = { id: number; name: string; password: string; until: string; message: string }

/** The one answer that holds the password: no address, cookie or stored text leads to it again. */
export function oneTimePasswordPage(request: FastifyRequest, reply: FastifyReply, shown: Shown) {
  return renderPage(request, reply, {
    template: 'users/one-time-password',
    title: `One-time password - ${shown.name} - Users`,
    data: { ...shown, path: `${paths.users}/${shown.id}` },
  })
}

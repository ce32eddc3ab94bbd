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
    ? { button: 'Enable', access: 'enabled', what: 'Lets them sign in again with the password they had.' }
    : {
        button: 'Disable',
        access: 'disabled',
        what: 'Signs them out now. They cannot sign in until enabled.',
      }
  const enabling: Act = { path: `${path}/access`, ...access }
  if (isSelf) return [enabling]
  return [
    {
      path: `${path}/password`,
      button: 'New one-time password',
      what: 'Forgot the password? It stops working and all sessions end. The next page shows a new one.',
    },
    {
      path: `${path}/tries`,
      button: 'Unlock',
      what: 'Locked after too many wrong tries? Lets them try again now.',
    },
    ...(twoStepAt
      ? [
          {
            path: `${path}/two-step`,
            button: 'Turn off two-step sign-in',
            what: 'Lost phone? The password alone is enough until they set it up again.',
          },
        ]
      : []),
    {
      path: `${path}/sessions`,
      button: 'End sessions',
      what: `Signs them out everywhere. The password stays. Sessions now: ${sessions}.`,
    },
    enabling,
  ]
}

type Shown = { id: number; name: string; password: string; until: string; message: string }

/** The one answer that holds the password: no address, cookie or stored text leads to it again. */
export function oneTimePasswordPage(request: FastifyRequest, reply: FastifyReply, shown: Shown) {
  return renderPage(request, reply, {
    template: 'users/one-time-password',
    title: `One-time password - ${shown.name} - Users`,
    trail: [[shown.name, `${paths.users}/${shown.id}`]],
    data: { ...shown, path: `${paths.users}/${shown.id}` },
  })
}

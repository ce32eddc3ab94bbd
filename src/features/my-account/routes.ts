import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { sessionIdHash } from '../../http/session-store.ts'
import { browserInWords } from '../../lib/browser-in-words.ts'
import { formatDateIn, momentIn } from '../../lib/dates.ts'
import { listSessions } from '../../people/sessions-store.ts'
import { passwordChangedAt } from '../../people/user-store.ts'
import { roleLabel } from '../../people/user-view.ts'
import { endOwnOtherSessions, endOwnSession } from './end-own-sessions.ts'
import { passwordRoutes } from './password-routes.ts'

const messages: Record<string, string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  password: 'Your password is changed, and your other sessions have ended.',
  ended: 'The session has ended.',
  others: 'All your other sessions have ended.',
}

/** What is one's own: the password and the sessions. */
export function myAccountRoutes(scope: FastifyInstance, deps: Deps) {
  const config = { permission: 'account.own' } as const

  async function sessionsInWords({ user, session: { sessionId } }: FastifyRequest, timeZone: string) {
    return (await listSessions(deps, user.id, sessionIdHash(sessionId))).map((session) => ({
      id: session.id,
      isThisOne: session.isThisOne,
      browser: browserInWords(session.agent),
      address: session.address,
      started: momentIn(timeZone, session.startedAt),
      seen: momentIn(timeZone, session.seenAt),
    }))
  }

  async function show(request: FastifyRequest, reply: FastifyReply, code: string | undefined) {
    const { user } = request
    const { timeZone } = (await deps.settings.at(user.revision)).organization
    return renderPage(request, reply, {
      template: 'my-account/account',
      title: 'My account',
      data: {
        message: messages[code ?? ''],
        note: code === 'gone' ? 'That session had ended already.' : undefined,
        role: roleLabel(user.role),
        passwordSince: formatDateIn(timeZone, await passwordChangedAt(deps.db, user.id)),
        sessions: await sessionsInWords(request, timeZone),
      },
    })
  }

  scope.get(paths.myAccount, { config }, (request, reply) => show(request, reply, reply.takeFlash()))

  scope.get(paths.ownSessionsCsv, { config }, async (request, reply) => {
    const { timeZone } = (await deps.settings.at(request.user.revision)).organization
    const sessions = await sessionsInWords(request, timeZone)
    const rows = sessions.map(({ browser, address, started, seen }) => [browser, address, started, seen])
    return sendCsv(reply, 'sessions.csv', ['Browser', 'Network address', 'Signed in', 'Last used'], [rows])
  })

  leadBack(scope, config, [paths.ownSessions])
  scope.post(paths.ownSessions, { config }, async (request, reply) => {
    const { session } = (request.body ?? {}) as { session?: unknown }
    const code = await end(actorOf(request), session, sessionIdHash(request.session.sessionId))
    if (isPanelRequest(request)) {
      reply.header('hx-push-url', paths.myAccount)
      return show(request, reply, code)
    }
    reply.flash(code)
    return reply.redirect(paths.myAccount, 303)
  })

  async function end(actor: ReturnType<typeof actorOf>, session: unknown, thisOne: string) {
    if (session === 'others') {
      await endOwnOtherSessions(deps, actor, thisOne)
      return 'others'
    }
    const ended = typeof session === 'string' && (await endOwnSession(deps, actor, session))
    return ended ? 'ended' : 'gone'
  }

  const moved = (request: FastifyRequest, reply: FastifyReply) =>
    reply.redirect(request.url.replace(paths.formerMyAccount, paths.myAccount), 301)
  scope.get(paths.formerMyAccount, { config }, moved)
  scope.get(`${paths.formerMyAccount}/*`, { config }, moved)

  passwordRoutes(scope, deps)
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refusals } from '../../http/errors.ts'
import { ownPath, paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { beginSession } from '../../http/session.ts'
import { removeEndedSessions } from '../../http/session-store.ts'
import type { Problem, Typed } from '../../lib/form.ts'
import { addFirstAdministrator } from './add-user.ts'
import { readSetUpForm, readSignInForm } from './form.ts'
import { sameCode } from './set-up-code.ts'
import { recordSignOut, signIn } from './sign-in.ts'
import { hasUsers, type User } from './store.ts'

type View = { problems?: Problem[]; typed?: Typed; to?: string; draft?: string }

function signInPage(request: FastifyRequest, reply: FastifyReply, view: View, status = 200) {
  const title = view.problems ? 'Error: Sign in' : 'Sign in'
  return renderPage(request, reply.status(status), { template: 'users/sign-in', title, data: view })
}

function setUpPage(request: FastifyRequest, reply: FastifyReply, view: View, status = 200) {
  const title = view.problems ? 'Error: Set up' : 'Set up'
  return renderPage(request, reply.status(status), { template: 'users/set-up', title, data: view })
}

/** A new session id at each sign-in: whoever knew the old one knows nothing. */
async function startSession(deps: Deps, request: FastifyRequest, user: User, draft: unknown) {
  await removeEndedSessions(deps)
  const startedAt = deps.now().toISOString()
  await beginSession(request, { userId: user.id, startedAt, round: user.sessionRound })
  const kept = readDraft(draft)
  if (kept) request.session.draft = { path: ownPath((request.body as { to?: unknown }).to), typed: kept }
}

function readDraft(draft: unknown): Typed | undefined {
  if (typeof draft !== 'string' || draft === '') return undefined
  try {
    const fields = Object.entries(JSON.parse(draft)).filter(([, value]) => typeof value === 'string')
    return fields.length > 0 ? (Object.fromEntries(fields) as Typed) : undefined
  } catch {
    return undefined
  }
}

/** The pages for those who are not signed in. `setUpCode` opens the first one while there is no user. */
export function signInRoutes(app: FastifyInstance, deps: Deps, setUpCode: string) {
  const open = { config: { open: true } }

  app.get(paths.signIn, open, async (request, reply) => {
    if (request.session.userId) return reply.redirect(ownPath((request.query as { to?: unknown }).to), 303)
    if (!(await hasUsers(deps.db))) return reply.redirect(paths.setUp, 303)
    return signInPage(request, reply, { to: ownPath((request.query as { to?: unknown }).to) })
  })

  app.post(paths.signIn, open, async (request, reply) => {
    const form = readSignInForm(request.body)
    const { to, draft } = request.body as { to?: unknown; draft?: unknown }
    const view = { to: ownPath(to), draft: typeof draft === 'string' ? draft : undefined, typed: form.typed }
    if (!form.ok) return signInPage(request, reply, { ...view, problems: form.problems }, 422)
    const user = await signIn(deps, { ...form.value, address: request.ip })
    if (!user) {
      const message = 'This name and password do not fit together. Check both and try again.'
      return signInPage(request, reply, { ...view, problems: [{ field: 'name', message }] }, 422)
    }
    await startSession(deps, request, user, draft)
    return reply.redirect(view.to, 303)
  })

  app.get(paths.setUp, open, async (request, reply) => {
    if (await hasUsers(deps.db)) throw refusals.notFound()
    return setUpPage(request, reply, {
      typed: { code: String((request.query as { code?: unknown }).code ?? '') },
    })
  })

  app.post(paths.setUp, open, async (request, reply) => {
    if (await hasUsers(deps.db)) throw refusals.notFound()
    const form = readSetUpForm(request.body)
    if (!form.ok) return setUpPage(request, reply, { typed: form.typed, problems: form.problems }, 422)
    const { code, name, password } = form.value
    if (!sameCode(code, setUpCode)) {
      const message = 'This is not the set-up code. The terminal shows it where the product was started.'
      return setUpPage(request, reply, { typed: form.typed, problems: [{ field: 'code', message }] }, 422)
    }
    const outcome = await addFirstAdministrator(deps, { name, password, address: request.ip })
    if (outcome === 'closed') throw refusals.notFound()
    const user = await signIn(deps, { name, password, address: request.ip })
    if (user) await startSession(deps, request, user, undefined)
    return reply.redirect(paths.home, 303)
  })
}

export function signOutRoutes(scope: FastifyInstance, deps: Deps) {
  scope.post(
    paths.signOut,
    { config: { permission: 'account.own', beforePasswordChange: true } },
    async (request, reply) => {
      await request.session.destroy()
      await recordSignOut(deps, { ...request.user, address: request.ip })
      return reply.redirect(paths.signIn, 303)
    },
  )
}

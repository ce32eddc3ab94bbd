import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import type { Messages } from '../../http/flash.ts'
import { leadBack } from '../../http/lead-back.ts'
import { ownPath, paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { wrongNameOrPassword } from '../../login-throttling/lockout-limits.ts'
import { judgeGuess } from '../../login-throttling/login-throttle.ts'
import { sameCode } from '../../people/set-up-code.ts'
import { hasUsers } from '../../people/user-store.ts'
import { addFirstAdministrator } from '../users/add-user.ts'
import { sessionEvents } from './events.ts'
import { readSetUpForm, readSignInForm } from './form.ts'
import { signIn } from './sign-in.ts'
import { askForCode, keepDraft, startSession, welcome, withReturn } from './start-session.ts'

type View = Messages & { errors?: FieldError[]; values?: Submitted; to?: string; draft?: string }

function signInPage(request: FastifyRequest, reply: FastifyReply, view: View, status = 200) {
  return renderPage(request, reply.status(status), {
    template: 'sign-in/sign-in',
    title: 'Sign in',
    data: view,
  })
}

function setUpPage(request: FastifyRequest, reply: FastifyReply, view: View, status = 200) {
  return renderPage(request, reply.status(status), {
    template: 'sign-in/set-up',
    title: 'Set up',
    data: view,
  })
}

const messages: Record<string, Messages | undefined> = {
  late: { warning: 'The code came too late. Sign in again.' },
  'started-over': { message: 'The sample town is new. Sign in again.' },
}

type Options = { setUpCode: string | undefined; asksForTwoStep: boolean }

/** The pages for those who are not signed in. `setUpCode` opens the first one while there is no user. */
export function signInRoutes(app: FastifyInstance, deps: Deps, { setUpCode, asksForTwoStep }: Options) {
  const open = { config: { open: true } }

  app.get(paths.signIn, open, async (request, reply) => {
    if (request.session.userId) return reply.redirect(ownPath((request.query as { to?: unknown }).to), 303)
    if (!(await hasUsers(deps.db))) return reply.redirect(paths.setUp, 303)
    const said = messages[reply.takeFlash() ?? '']
    return signInPage(request, reply, { ...said, to: ownPath((request.query as { to?: unknown }).to) })
  })

  app.post(paths.signIn, open, async (request, reply) => {
    const form = readSignInForm(request.body)
    const { to, draft } = request.body as { to?: unknown; draft?: unknown }
    const view = {
      to: ownPath(to),
      draft: typeof draft === 'string' ? draft : undefined,
      values: form.submitted,
    }
    if (!form.ok) return signInPage(request, reply, { ...view, errors: form.errors }, 422)
    const user = await signIn(deps, { ...form.value, address: request.ip })
    if (user === 'wrong') {
      request.isWrongGuess = true
      const errors = [{ field: 'name', message: wrongNameOrPassword }]
      return signInPage(request, reply, { ...view, errors }, 422)
    }
    if ('waitSeconds' in user) throw httpProblems.tooManyTries(user.waitSeconds)
    keepDraft(request, view.to, draft)
    if (user.twoStepAt) {
      await askForCode(deps, request, user)
      return reply.redirect(withReturn(paths.signInCode, view.to), 303)
    }
    await startSession(deps, request, user)
    if (!asksForTwoStep) return reply.redirect(view.to, 303)
    return welcome(deps, request, reply, user, view.to)
  })

  app.get(paths.setUp, open, async (request, reply) => {
    if (await hasUsers(deps.db)) throw httpProblems.notFound()
    return setUpPage(request, reply, {
      values: { code: String((request.query as { code?: unknown }).code ?? '') },
    })
  })

  app.post(paths.setUp, open, async (request, reply) => {
    if (setUpCode === undefined || (await hasUsers(deps.db))) throw httpProblems.notFound()
    const form = readSetUpForm(request.body)
    if (!form.ok) return setUpPage(request, reply, { values: form.submitted, errors: form.errors }, 422)
    const { code, name, password } = form.value
    const verdict = await judgeGuess(deps, request.ip, sameCode(code, setUpCode))
    if (typeof verdict === 'object') throw httpProblems.tooManyTries(verdict.waitSeconds)
    if (verdict === 'wrong') {
      request.isWrongGuess = true
      const message = 'This is not the set-up code. The terminal shows it where the product was started.'
      return setUpPage(request, reply, { values: form.submitted, errors: [{ field: 'code', message }] }, 422)
    }
    const outcome = await addFirstAdministrator(deps, { name, password, address: request.ip })
    if (outcome === 'closed') throw httpProblems.notFound()
    const user = await signIn(deps, { name, password, address: request.ip })
    if (typeof user === 'object' && 'id' in user) await startSession(deps, request, user)
    return reply.redirect(paths.home, 303)
  })
}

export function signOutRoutes(scope: FastifyInstance, deps: Deps) {
  const config = { permission: 'account.own', beforePasswordChange: true, beforeTwoStep: true } as const
  leadBack(scope, config, [paths.signOut])
  scope.post(paths.signOut, { config }, async (request, reply) => {
    await request.session.destroy()
    await appendEvent(deps, deps.db, actorOf(request), sessionEvents.ended(request.user))
    return reply.redirect(paths.signIn, 303)
  })
}

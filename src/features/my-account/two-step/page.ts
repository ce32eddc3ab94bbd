import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import { ownPath, paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf } from '../../../http/request.ts'
import type { FieldError } from '../../../lib/form.ts'
import { checkOwnPassword } from '../../../people/check-own-password.ts'
import { readPasswordForm } from './form.ts'

/** One's own account; reachable also while two-step sign-in must be turned on first. */
export const own = { config: { permission: 'account.own', beforeTwoStep: true } } as const

export const twoStepHeading = 'Two-step sign-in'

type View = { template: string; heading: string; errors?: FieldError[]; [more: string]: unknown }

export function page(request: FastifyRequest, reply: FastifyReply, { template, ...view }: View) {
  const { to } = (request.query ?? {}) as { to?: unknown }
  return renderPage(request, reply.status(view.errors ? 422 : 200), {
    template: `my-account/two-step/${template}`,
    title: `${view.heading} - My account`,
    trail: view.heading === twoStepHeading ? [] : [[twoStepHeading, paths.twoStep]],
    data: { ...view, to: ownPath(to) },
  })
}

export function codesPage(request: FastifyRequest, reply: FastifyReply, codes: string[]) {
  return page(request, reply, { template: 'recovery-codes', heading: 'Your recovery codes', codes })
}

/** Another page of these, which leads back to the same place in the end. */
export function onward(request: FastifyRequest, reply: FastifyReply, path: string) {
  const { to } = (request.query ?? {}) as { to?: unknown }
  return reply.redirect(`${path}?to=${encodeURIComponent(ownPath(to))}`, 303)
}

/** What is wrong with the password typed, or undefined when it fits. */
export async function passwordProblems(
  deps: Deps,
  request: FastifyRequest,
): Promise<FieldError[] | undefined> {
  const form = readPasswordForm(request.body)
  if (!form.ok) return form.errors
  const verdict = await checkOwnPassword(deps, actorOf(request), form.value.password)
  if (typeof verdict === 'object') throw httpProblems.tooManyTries(verdict.waitSeconds)
  if (verdict === 'right') return undefined
  return [{ field: 'password', message: 'This is not your password. Check it and try again.' }]
}

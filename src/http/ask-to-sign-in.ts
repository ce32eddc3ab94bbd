import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/db.ts'
import type { Submitted } from '../lib/form.ts'
import { withoutSecrets } from '../lib/without-secrets.ts'
import { hasUsers } from '../people/user-store.ts'
import { ownPath, paths } from './paths.ts'
import { renderPage } from './render.ts'

/**
 * Answers anyone who is not signed in, at the very address that was asked for: signing in leads back to it, with what
 * was typed there. A request that htmx made comes again as a whole page first, which has the style of these pages.
 */
export async function askToSignIn(db: Db, request: FastifyRequest, reply: FastifyReply) {
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  if (isReading && !(await hasUsers(db))) return reply.redirect(paths.setUp, 303)
  reply.status(401)
  if (isReading && request.headers['hx-request']) return reply.header('hx-redirect', pageOf(request)).send('')
  if (request.method === 'HEAD') return reply.send()
  const template = 'sign-in/sign-in'
  const to = pageWith(request.url)
  if (isReading) return renderPage(request, reply, { template, title: 'Sign in', data: { to } })
  const kept = keptOf(request.body, request.routeOptions.config.keptFields ?? [])
  const draft = JSON.stringify(kept)
  const warning = `Your session has ended and nothing was saved. Sign in${Object.keys(kept).length > 0 ? ' and what you typed is back, except passwords' : ', then do it again'}.`
  return renderPage(request, reply, {
    template,
    title: 'Sign in again',
    data: { to, draft, ended: true, warning },
  })
}

/** The page that a file is on: the browser would save the file and go on showing the page that asks to sign in. */
export function pageWith(url: string) {
  return url.replace(/\/[^/?]*\.csv(?=\?|$)/, '')
}

/** What a link leads to is a page; what a box or a clock of a page asks for is a part of it. */
function pageOf({ headers, url }: FastifyRequest) {
  const page = headers['hx-boosted'] ? null : URL.parse(String(headers['hx-current-url']))
  return page ? ownPath(page.pathname + page.search) : url
}

/** What a person typed into the fields that a form keeps; what was selected under one name is parted by spaces. */
export function keptOf(body: unknown, keptFields: readonly string[]): Submitted {
  const fields = (body ?? {}) as Record<string, unknown>
  const isKept = (name: string) =>
    keptFields.some((kept) => (kept.endsWith('*') ? name.startsWith(kept.slice(0, -1)) : name === kept))
  const isList = (name: string) => keptFields.includes(`${name}[]`)
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (isList(name)) return [[name, [value].flat().join(' ')]]
      return typeof value === 'string' && isKept(name) ? [[name, withoutSecrets(value)]] : []
    }),
  )
}

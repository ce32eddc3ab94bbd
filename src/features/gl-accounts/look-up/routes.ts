import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { activeOf, kindFor, lookUp, mostFound } from './find.ts'

/** Answers while someone types: what was found for one field, nothing around it. */
export function lookUpRoutes(scope: FastifyInstance, deps: Deps) {
  scope.get(paths.accountLookUp, { config: { permission: 'settings.read' } }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const field = query.field
    // The field's name becomes part of ids on the page.
    if (typeof field !== 'string' || !/^[a-z]{1,30}$/i.test(field)) throw httpProblems.notFound()
    const submitted = typeof query[field] === 'string' ? query[field].trim().slice(0, 100) : ''
    const { formats } = (await deps.settings.at(request.user.revision)).chartFormats
    const kind = kindFor(field)
    const inactiveToo = query.inactive === 'too'
    const { found, only } = await lookUp(deps.db, submitted, formats, { kind, inactiveToo })
    const html = await reply.viewAsync('gl-accounts/account-options', {
      field,
      submitted,
      what: activeOf(kind),
      found,
      only,
      isFull: found.length === mostFound,
    })
    return reply.type('text/html; charset=utf-8').send(html)
  })
}

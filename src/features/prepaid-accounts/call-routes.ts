import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { HttpProblem } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { readRowNumber } from '../../lib/cursor.ts'
import type { Permission } from '../../lib/permissions.ts'
import { accountPath } from './account-path.ts'
import { type AskedCall, cancelCall, decideCall, decisions, goOnNow } from './decide-call.ts'
import type { WhenEnrolled } from './settle-call.ts'

/** What a person decides about what was asked of the vendor. */
export function callRoutes(scope: FastifyInstance, deps: Deps, whenEnrolled: WhenEnrolled) {
  const path = (what: string) => `${paths.prepaidAccounts}/:id/${what}`
  leadBack(scope, { permission: 'prepaid.read' }, ['going-on', 'cancellation', 'decision'].map(path))

  type Decide = (request: FastifyRequest, asked: AskedCall) => Promise<string | false>
  function decision(what: string, permission: Permission, decide: Decide) {
    scope.post(path(what), { config: { permission } }, async (request, reply) => {
      const accountId = rowNumberOf(request)
      const callId = readRowNumber((request.body as { call?: unknown }).call)
      const flash = callId && (await decide(request, { accountId, callId }))
      if (!flash) throw otherwiseByNow(accountId)
      reply.flash(flash)
      return reply.redirect(accountPath(accountId), 303)
    })
  }
  decision('going-on', 'prepaid.change', async (request, asked) =>
    (await goOnNow(deps, asked, actorOf(request))) ? 'going-on' : false,
  )
  decision('cancellation', 'prepaid.change', async (request, asked) =>
    (await cancelCall(deps, asked, actorOf(request))) ? 'canceled' : false,
  )
  decision('decision', 'connections.change', async (request, asked) => {
    const said = (request.body as { decision?: unknown }).decision
    const decision = decisions.find(({ value }) => value === said)?.value
    if (!decision || !(await decideCall(deps, { ...asked, decision }, actorOf(request), whenEnrolled)))
      return false
    return decision === 'again' ? 'again' : 'decided'
  })
}

const otherwiseByNow = (id: number) =>
  new HttpProblem(
    409,
    'What was asked for this account has got on meanwhile',
    'Nothing was changed. Look at how it is now.',
    { link: { path: accountPath(id), label: 'Look at the account' } },
  )

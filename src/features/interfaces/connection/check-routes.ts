import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { startCheck } from '../../../connections/check-connection.ts'
import { type Check, findCheck } from '../../../connections/checks-store.ts'
import type { Connection } from '../../../connections/connection.ts'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { httpProblems } from '../../../http/errors.ts'
import { leadBack } from '../../../http/lead-back.ts'
import { actorOf, rowNumberOf } from '../../../http/request.ts'
import { isPanelRequest } from '../../../http/security.ts'
import { formPage, type SettingsForm } from '../../../http/settings-form.ts'
import { may } from '../../../lib/permissions.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import type { VendorInterface } from '../registry.ts'
import { type CheckView, checkView } from './check-view.ts'
import type { ToCheck } from './what-to-check.ts'

type CheckOf<Value> = {
  form: SettingsForm<Value>
  /** What is typed into the form, as something to try; or why it cannot be tried. */
  toCheck(value: Value, all: Settings): Promise<ToCheck>
}

const oneAtATime =
  'Your last check is still going on. Wait until it has ended, 20 seconds at most, and check again.'

/** The button Check connection of a form: it tries what is typed, saved or not, and the form stays as it is. */
export function checkRoutes<Value>(
  scope: FastifyInstance,
  deps: Deps,
  vendor: VendorInterface,
  connection: Connection,
  { form, toCheck }: CheckOf<Value>,
) {
  const { permission, keptFields } = form
  const address = `${form.path}/check`
  const tab = form.path.replace(/\/connection$/, '')
  const viewOf = (request: FastifyRequest, check: Check, all: Settings) =>
    checkView(check, all, connection, {
      tab,
      accepts: form.path !== tab && may(request.user.role, 'connections.change'),
    })
  const fragment = async (reply: FastifyReply, check: CheckView) =>
    reply.send(await reply.viewAsync('interfaces/check', { check, askWhom: vendor.askWhom }))

  /** With script only the place for it is filled; without, the page comes back with what was typed. */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    read: { submitted: Record<string, string>; lost: unknown[] },
    check: CheckView,
  ) {
    if (isPanelRequest(request)) return fragment(reply, check)
    const { submitted, lost } = read
    const again = 'Type the Password again before you save: a page never shows one that was typed.'
    const sentences = lost.length > 0 ? [...check.sentences, again] : check.sentences
    const all = await deps.settings.at(request.user.revision)
    return formPage(request, reply, form, all, { submitted, check: { ...check, sentences } })
  }

  scope.post(address, { config: { permission, keptFields } }, async (request, reply) => {
    const all = await deps.settings.at(request.user.revision)
    const read = refuseStale(request, form.read(request.body, all), 'Check connection')
    if (!read.ok) {
      const { status, errors, submitted } = read
      reply.status(status)
      if (isPanelRequest(request)) return fragment(reply, { errors, stages: [], sentences: [] })
      return formPage(request, reply, form, all, {
        status,
        submitted,
        errors,
        errorHeading: 'Not checked yet',
      })
    }
    const what = await toCheck(read.value, all)
    if ('missing' in what) {
      const { missing, leadsToConnection } = what
      const link = leadsToConnection ? `${tab}/connection` : ''
      return answer(request, reply, read, { stages: [], sentences: [missing], link })
    }
    const started = await startCheck(deps, { connection: connection.name, actor: actorOf(request), ...what })
    if (!started) {
      reply.status(409)
      return answer(request, reply, read, { stages: [], sentences: [oneAtATime] })
    }
    if (!isPanelRequest(request)) await started.ended
    const check = await findCheck(deps.db, started.id, request.user.id)
    if (!check) throw httpProblems.notFound()
    return answer(request, reply, read, viewOf(request, check, all))
  })
  leadBack(scope, { permission: 'settings.read' }, [address])

  /** What htmx asks for each second. */
  scope.get(`${address}/:id`, { config: { permission } }, async (request, reply) => {
    if (!isPanelRequest(request)) return reply.redirect(form.path, 303)
    const check = await findCheck(deps.db, rowNumberOf(request), request.user.id)
    if (!check) throw httpProblems.notFound()
    const { seen } = request.query as { seen?: string }
    if (check.isUnderWay && String(check.stages.length) === seen) return reply.status(204).send()
    return fragment(reply, viewOf(request, check, await deps.settings.at(request.user.revision)))
  })
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { rowNumberOf } from '../../../http/request.ts'
import { answerPage, answerSave, formPage } from '../../../http/settings-form.ts'
import { readRowNumber } from '../../../lib/cursor.ts'
import { identifierProblem, longestServiceCode } from '../../../lib/identifier.ts'
import { withChosen } from '../look-up/find.ts'
import {
  namedCode,
  otherCapitals,
  readServiceForm,
  serviceAccounts,
  serviceKeeps,
  takenCode,
} from './form.ts'
import { chartForSent } from './sent-accounts.ts'
import { serviceForm } from './service-page.ts'
import { type Service, serviceFields } from './settings.ts'
import { codeInOtherCapitals, findService, isNamedByTransactions } from './store.ts'

function codeOf(sent: unknown) {
  const { code } = sent as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

/** The import whose preview a service is added from, to come back to. */
function importOf({ query }: FastifyRequest) {
  return readRowNumber((query as { import?: unknown }).import)
}

export function serviceRoutes(scope: FastifyInstance, deps: Deps) {
  async function serviceAt(request: FastifyRequest) {
    const service = await findService(deps.db, { id: rowNumberOf(request) })
    if (!service) throw httpProblems.notFound()
    return service
  }

  async function problemWithCode(code: string, service: Service | undefined, isRight: () => boolean) {
    if (code === service?.code) return undefined
    const wrong = identifierProblem(code, longestServiceCode)
    // What the register has from before this rule must have its accounts all the same.
    if (wrong && !(await isNamedByTransactions(deps.db, code))) return `${serviceFields.code.label} ${wrong}.`
    // A new service with the code of another may be this very form, sent twice: the act tells them apart.
    if ((await findService(deps.db, { code })) && (service || !isRight())) return takenCode(code)
    if (service && (await isNamedByTransactions(deps.db, service.code))) return namedCode(service.code)
    const written = await codeInOtherCapitals(deps.db, code)
    return written && otherCapitals(written)
  }

  async function answerSent(request: FastifyRequest, reply: FastifyReply, service?: Service) {
    const now = await deps.settings.at(request.user.revision)
    const body = (request.body ?? {}) as Record<string, unknown>
    const { chart, pressed } = await chartForSent(deps.db, now, body, serviceAccounts)
    const code = codeOf(body).trim()
    // A form older than the service is for the save to judge: somebody else may have changed the code.
    const isOlder = service && body.version !== String(service.version)
    const isRight = () => readServiceForm(body, chart).ok
    const codeProblem = isOlder ? undefined : await problemWithCode(code, service, isRight)
    const form = serviceForm(deps, service, {
      sent: { chart, codeProblem, pressed, addsAnother: body.another === 'yes' },
      importId: importOf(request),
    })
    if (!pressed) return answerSave(request, reply, deps, form)
    return formPage(request, reply, form, now, {
      submitted: withChosen(form.read(body, now).submitted, pressed),
    })
  }

  const read = { config: { permission: 'settings.read' } } as const
  const change = { config: { permission: 'accounts.change', keptFields: serviceKeeps } } as const
  scope.get(paths.newService, { config: { permission: 'accounts.change' } }, (request, reply) =>
    answerPage(
      request,
      reply,
      deps,
      serviceForm(deps, undefined, { code: codeOf(request.query), importId: importOf(request) }),
    ),
  )
  scope.post(paths.newService, change, (request, reply) => answerSent(request, reply))
  scope.get(`${paths.services}/:id`, read, async (request, reply) =>
    answerPage(request, reply, deps, serviceForm(deps, await serviceAt(request))),
  )
  scope.post(`${paths.services}/:id`, change, async (request, reply) =>
    answerSent(request, reply, await serviceAt(request)),
  )
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { rowNumberOf } from '../../../http/request.ts'
import {
  answerPage,
  answerSave,
  differences,
  formPage,
  type SettingsForm,
} from '../../../http/settings-form.ts'
import { readRowNumber } from '../../../lib/cursor.ts'
import { identifierProblem, longestServiceCode } from '../../../lib/identifier.ts'
import { neverSaved } from '../../../settings/section.ts'
import { type Pressed, pressedLookUp, withChosen } from '../look-up/find.ts'
import { type Chart, chartFor, formatAccounts, titleOf } from './chart.ts'
import {
  namedCode,
  otherCapitals,
  readServiceForm,
  type ServiceForm,
  serviceAccounts,
  serviceKeeps,
  takenCode,
} from './form.ts'
import { addService, saveService } from './save.ts'
import { type Service, serviceFields } from './settings.ts'
import { codeInOtherCapitals, codesWithoutService, findService, isNamedByTransactions } from './store.ts'

const newService = { code: '', name: '', receivable: '', revenue: '', ...neverSaved }

function codeOf(sent: unknown) {
  const { code } = sent as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

/** The import whose preview a service is added from, to come back to. */
function importOf({ query }: FastifyRequest) {
  return readRowNumber((query as { import?: unknown }).import)
}

type Sent = { chart: Chart; codeProblem?: string; pressed?: Pressed }

/** The form of one service; `service` is undefined until a new one is added, `sent` until the form is. */
function serviceForm(
  deps: Deps,
  service?: Service,
  { sent, code = '', importId }: { sent?: Sent; code?: string; importId?: number | undefined } = {},
): SettingsForm<ServiceForm> {
  const heading = () => (service ? `Service ${service.code}` : 'Add a service')
  const form: SettingsForm<ServiceForm> = {
    path: service
      ? `${paths.services}/${service.id}`
      : importId
        ? `${paths.newService}?import=${importId}`
        : paths.newService,
    leadsTo: importId ? `${paths.transactionImports}/${importId}` : undefined,
    permission: 'accounts.change',
    keptFields: serviceKeeps,
    template: 'gl-accounts/service',
    title: () => `${heading()} - Posting Accounts`,
    values: (settings) => formatAccounts(service ?? { ...newService, code }, settings),
    async data(settings, view) {
      const current = service ?? newService
      const known = await chartFor(deps.db, settings, [current.receivable, current.revenue])
      return {
        pageHeading: heading(),
        service,
        pressed: sent?.pressed,
        codes: service ? [] : await codesWithoutService(deps.db),
        fields: serviceAccounts.map((name) => ({
          name,
          label: serviceFields[name].label,
          hint: view.submitted ? undefined : titleOf(known, current[name]),
        })),
        ledger: known.ledger,
      }
    },
    read: (body) => readServiceForm(body, sent?.chart as Chart, sent?.codeProblem),
    async save(value, _settings, actor) {
      if (!service) {
        const result = await addService(deps, value, actor)
        if (Array.isArray(result)) return result
        service = await findService(deps.db, result)
        form.path = `${paths.services}/${result.id}`
        return 'saved'
      }
      const outcome = await saveService(deps, value, service, actor)
      service = await findService(deps.db, { id: service.id })
      return outcome
    },
    current: () => service ?? newService,
    savedMessage: () => (service ? `Service ${service.code} is saved.` : ''),
    compare: (settings, value) =>
      differences(
        serviceFields,
        formatAccounts(service ?? newService, settings),
        formatAccounts(value, settings),
      ),
  }
  return form
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
    const chart = await chartFor(deps.db, now, [body.receivable, body.revenue])
    const code = codeOf(body).trim()
    const pressed = await pressedLookUp(deps.db, body, serviceAccounts, chart.masks)
    // A form older than the service is for the save to judge: somebody else may have changed the code.
    const isOlder = service && body.version !== String(service.version)
    const isRight = () => readServiceForm(body, chart).ok
    const codeProblem = isOlder ? undefined : await problemWithCode(code, service, isRight)
    const form = serviceForm(deps, service, {
      sent: { chart, codeProblem, pressed },
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

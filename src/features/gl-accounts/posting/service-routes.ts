import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { rowNumberOf } from '../../../http/request.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../../http/settings-form.ts'
import { formatNumber } from '../../../lib/account-number.ts'
import { momentIn } from '../../../lib/dates.ts'
import { identifierProblem, longestServiceCode } from '../../../lib/identifier.ts'
import { may } from '../../../lib/permissions.ts'
import type { Settings, SettingsReader } from '../../../settings/snapshot.ts'
import { type Pressed, pressedLookUp } from '../look-up/button-actions.ts'
import { type Chart, chartFor, titleOf } from './chart.ts'
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
import { type Service, type ServiceInput, serviceLabels } from './settings.ts'
import { codeInOtherCapitals, codesWithoutService, findService, isNamedByTransactions } from './store.ts'

const newService = {
  code: '',
  name: '',
  receivable: '',
  revenue: '',
  version: 0,
  savedWith: null,
  changedAt: null,
  changedBy: null,
}

function formatValues(
  { code, name, receivable, revenue }: ServiceInput,
  { accountMasks: { masks } }: Settings,
) {
  return {
    code,
    name,
    receivable: formatNumber(receivable, masks['balance-sheet']),
    revenue: formatNumber(revenue, masks.revenue),
  }
}

function codeOf(sent: unknown) {
  const { code } = sent as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

type Sent = { chart: Chart; codeProblem?: string; pressed?: Pressed }

/** The form of one service; `service` is undefined until a new one is added, `sent` until the form is. */
function serviceForm(deps: Deps, service?: Service, sent?: Sent, code = ''): SettingsForm<ServiceForm> {
  const isNew = service === undefined
  const form: SettingsForm<ServiceForm> = {
    path: service ? `${paths.services}/${service.id}` : paths.newService,
    async page(request, reply, settings, view) {
      const current = service ?? newService
      const refused = view.errors || view.conflict
      const known = await chartFor(deps.db, settings, [current.receivable, current.revenue])
      // A new service has an address of its own once it is added.
      if (isNew && service) reply.header('hx-push-url', form.path)
      const pageHeading = service ? `Service ${service.code}` : 'Add a service'
      return renderPage(request, reply.status(view.status ?? 200), {
        template: 'gl-accounts/service',
        title: `${refused ? 'Error: ' : ''}${pageHeading} - Posting Accounts`,
        data: {
          ...view,
          pageHeading,
          service,
          pressed: sent?.pressed,
          path: form.path,
          form: view.submitted ?? formatValues(service ?? { ...newService, code }, settings),
          codes: service ? [] : await codesWithoutService(deps.db),
          current,
          fields: serviceAccounts.map((name) => ({
            name,
            label: serviceLabels[name],
            hint: view.submitted ? undefined : titleOf(known, current[name]),
          })),
          ledger: known.ledger,
          mayChange: may(request.user.role, 'accounts.change'),
          moment: (at: string) => momentIn(settings.organization.timeZone, at),
        },
      })
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
    saved: () => (service ? `Service ${service.code} is saved.` : ''),
    compare: (settings, value) =>
      differences(
        serviceLabels,
        formatValues(service ?? newService, settings),
        formatValues(value, settings),
      ),
  }
  return form
}

export function serviceRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  async function serviceAt(request: FastifyRequest) {
    const service = await findService(deps.db, { id: rowNumberOf(request) })
    if (!service) throw httpProblems.notFound()
    return service
  }

  async function problemWithCode(code: string, service: Service | undefined, isRight: () => boolean) {
    if (code === service?.code) return undefined
    const wrong = identifierProblem(code, longestServiceCode)
    // What the register has from before this rule must have its accounts all the same.
    if (wrong && !(await isNamedByTransactions(deps.db, code))) return `${serviceLabels.code} ${wrong}.`
    // A new service with the code of another may be this very form, sent twice: the act tells them apart.
    if ((await findService(deps.db, { code })) && (service || !isRight())) return takenCode(code)
    if (service && (await isNamedByTransactions(deps.db, service.code))) return namedCode(service.code)
    const written = await codeInOtherCapitals(deps.db, code)
    return written && otherCapitals(written)
  }

  async function answerSent(request: FastifyRequest, reply: FastifyReply, service?: Service) {
    const now = await settings(request.user.revision)
    const body = (request.body ?? {}) as Record<string, unknown>
    const chart = await chartFor(deps.db, now, [body.receivable, body.revenue])
    const code = codeOf(body).trim()
    const pressed = await pressedLookUp(deps.db, body, serviceAccounts, chart.masks)
    // A form older than the service is for the save to judge: somebody else may have changed the code.
    const isOlder = service && body.version !== String(service.version)
    const isRight = () => readServiceForm(body, chart).ok
    const codeProblem = isOlder ? undefined : await problemWithCode(code, service, isRight)
    const form = serviceForm(deps, service, { chart, codeProblem, pressed })
    if (!pressed) return answerSave(request, reply, deps, settings, form)
    const { submitted } = form.read(body, now)
    return form.page(request, reply, now, {
      submitted: pressed.chosen === undefined ? submitted : { ...submitted, [pressed.field]: pressed.chosen },
    })
  }

  const read = { config: { permission: 'settings.read' } } as const
  const change = { config: { permission: 'accounts.change', keptFields: serviceKeeps } } as const
  scope.get(paths.newService, { config: { permission: 'accounts.change' } }, (request, reply) =>
    answerPage(request, reply, settings, serviceForm(deps, undefined, undefined, codeOf(request.query))),
  )
  scope.post(paths.newService, change, (request, reply) => answerSent(request, reply))
  scope.get(`${paths.services}/:id`, read, async (request, reply) =>
    answerPage(request, reply, settings, serviceForm(deps, await serviceAt(request))),
  )
  scope.post(`${paths.services}/:id`, change, async (request, reply) =>
    answerSent(request, reply, await serviceAt(request)),
  )
}

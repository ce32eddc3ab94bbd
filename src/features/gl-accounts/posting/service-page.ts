import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { differences, type SettingsForm } from '../../../http/settings-form.ts'
import { readRowNumber } from '../../../lib/cursor.ts'
import { neverSaved } from '../../../settings/section.ts'
import type { Pressed } from '../look-up/find.ts'
import { type Chart, chartFor, formatAccounts, titleOf } from './chart.ts'
import { readServiceForm, type ServiceForm, serviceAccounts, serviceKeeps } from './form.ts'
import { addService, saveService } from './save.ts'
import { takenInWords } from './sent-accounts.ts'
import { type Service, serviceFields } from './settings.ts'
import { codesWithoutService, findService } from './store.ts'

const newService = { code: '', name: '', receivable: '', revenue: '', ...neverSaved }

type Sent = {
  chart: Chart
  codeProblem: string | undefined
  pressed: Pressed | undefined
  /** After this one is added the form is there again, empty. */
  addsAnother: boolean
}

/** `WATER` → `Water`: a name to begin with. */
const nameFrom = (code: string) => code.charAt(0) + code.slice(1).toLowerCase()

/** The form of one service; `service` is undefined until a new one is added, `sent` until the form is. */
export function serviceForm(
  deps: Deps,
  service?: Service,
  { sent, code = '', importId }: { sent?: Sent; code?: string; importId?: number | undefined } = {},
): SettingsForm<ServiceForm> {
  const importPath = importId ? `${paths.transactionImports}/${importId}` : undefined
  let saved = service
  const heading = () => (service ? `Service ${service.code}` : 'Add a service')
  const form: SettingsForm<ServiceForm> = {
    path: service
      ? `${paths.services}/${service.id}`
      : importId
        ? `${paths.newService}?import=${importId}`
        : paths.newService,
    leadsTo: sent?.addsAnother ? undefined : importPath,
    permission: 'accounts.change',
    keptFields: serviceKeeps,
    template: 'gl-accounts/service',
    title: () => `${heading()} - Posting Accounts`,
    trail: [['Posting Accounts', paths.postingAccounts]],
    values: (settings) => formatAccounts(service ?? { ...newService, code, name: nameFrom(code) }, settings),
    async data(settings, view) {
      const shown: Record<string, string> = { ...(service ?? newService), ...view.submitted } as never
      const known = await chartFor(
        deps.db,
        settings,
        serviceAccounts.map((name) => shown[name]),
      )
      return {
        pageHeading: heading(),
        service,
        importPath,
        beginsAnew: !service && view.message !== undefined,
        pressed: sent?.pressed,
        codes: await codesWithoutService(deps.db),
        fields: serviceAccounts.map((name) => ({
          name,
          label: serviceFields[name].label,
          accountTitle: titleOf(known, shown[name] ?? ''),
        })),
        ledger: known.ledger,
      }
    },
    read: (body) => readServiceForm(body, sent?.chart as Chart, sent?.codeProblem),
    async save(value, settings, actor) {
      if (!service) {
        const result = await addService(deps, value, settings, actor)
        if (Array.isArray(result)) return result
        saved = await findService(deps.db, result)
        if (sent?.addsAnother) return 'saved'
        service = saved
        form.path = `${paths.services}/${result.id}`
        return 'saved'
      }
      const outcome = await saveService(deps, value, service, settings, actor)
      service = await findService(deps.db, { id: service.id })
      saved = service
      return outcome
    },
    current: () => service ?? newService,
    hintOf: () => [saved?.id, ...Object.keys(sent?.chart.taken ?? {})].join('-'),
    async savedMessage(settings, hint = '') {
      const [id, ...taken] = hint.split('-')
      const told = await findService(deps.db, { id: readRowNumber(id ?? '') ?? 0 })
      if (!told) return ''
      return `Service ${told.code} is saved.${takenInWords(taken, serviceFields, formatAccounts(told, settings))}`
    },
    compare: (settings, value) =>
      differences(
        serviceFields,
        formatAccounts(service ?? newService, settings),
        formatAccounts(value, settings),
      ),
  }
  return form
}

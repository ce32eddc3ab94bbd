import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import {
  answerPage,
  answerSave,
  differences,
  formPage,
  type SettingsForm,
} from '../../../http/settings-form.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { changesBetween, saveSection } from '../../../versioned-form/save-version.ts'
import { type Pressed, withChosen } from '../look-up/find.ts'
import { type Chart, chartFor, formatAccounts, titleOf } from './chart.ts'
import { postingExportRoutes } from './export-routes.ts'
import { organizationKeeps, type PostingAccountsForm, readPostingAccountsForm } from './form.ts'
import { chartForSent, takenInWords } from './sent-accounts.ts'
import { serviceRoutes } from './service-routes.ts'
import { postingAccounts as section } from './settings.ts'
import { codesWithoutService, listServices } from './store.ts'

async function servicesOf(deps: Deps, settings: Settings) {
  const services = await listServices(deps.db)
  const withoutService = await codesWithoutService(deps.db)
  return [
    ...services.map((service) => ({
      ...formatAccounts(service, settings),
      path: `${paths.services}/${service.id}`,
    })),
    ...withoutService.map((code) => ({
      code,
      name: 'In transactions, not set up yet',
      isNew: true,
      path: `${paths.newService}?${new URLSearchParams({ code })}`,
      receivable: '',
      revenue: '',
    })),
  ]
}

/** `chart` and `pressed` are known for a form that was sent. */
function postingForm(deps: Deps, chart?: Chart, pressed?: Pressed): SettingsForm<PostingAccountsForm> {
  return {
    path: paths.postingAccounts,
    permission: 'accounts.change',
    keptFields: organizationKeeps,
    template: 'gl-accounts/posting',
    title: () => 'Posting Accounts - GL Accounts',
    values: (settings) => formatAccounts(settings.postingAccounts, settings),
    async data(settings, view) {
      const shown: Record<string, string> = { ...settings.postingAccounts, ...view.submitted } as never
      const known = await chartFor(
        deps.db,
        settings,
        organizationKeeps.map((name) => shown[name]),
      )
      return {
        pressed,
        subject: section.subject,
        fields: organizationKeeps.map((name) => ({
          name,
          label: section.fields[name].label,
          accountTitle: titleOf(known, shown[name] ?? ''),
        })),
        ledger: known.ledger,
        services: await servicesOf(deps, settings),
      }
    },
    read: (body) => readPostingAccountsForm(body, chart as Chart),
    save(value, settings, actor) {
      const { version: _, ...numbers } = value
      const { cashClearing, customerDeposits } = settings.postingAccounts
      const shown = formatAccounts({ cashClearing, customerDeposits }, settings)
      const changes = changesBetween(shown, formatAccounts(numbers, settings))
      const event = section.saved(section.subject, changes)
      return saveSection(deps, section, value, settings.postingAccounts, { actor, event })
    },
    current: ({ postingAccounts }) => postingAccounts,
    hintOf: () => Object.keys(chart?.taken ?? {}).join('-') || undefined,
    savedMessage: (settings, hint = '') =>
      `The posting accounts of the organization are saved.${takenInWords(
        hint.split('-'),
        section.fields,
        formatAccounts(settings.postingAccounts, settings),
      )}`,
    compare: (settings, value) =>
      differences(
        section.fields,
        formatAccounts(settings.postingAccounts, settings),
        formatAccounts(value, settings),
      ),
  }
}

export function postingRoutes(scope: FastifyInstance, deps: Deps) {
  scope.get(paths.postingAccounts, { config: { permission: 'settings.read' } }, (request, reply) =>
    answerPage(request, reply, deps, postingForm(deps)),
  )
  const change = { permission: 'accounts.change', keptFields: organizationKeeps } as const
  scope.post(paths.postingAccounts, { config: change }, async (request, reply) => {
    const now = await deps.settings.at(request.user.revision)
    const { chart, pressed } = await chartForSent(deps.db, now, request.body, organizationKeeps)
    const form = postingForm(deps, chart, pressed)
    if (!pressed) return answerSave(request, reply, deps, form)
    return formPage(request, reply, form, now, {
      submitted: withChosen(form.read(request.body, now).submitted, pressed),
    })
  })
  serviceRoutes(scope, deps)
  postingExportRoutes(scope, deps)
}

import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../../http/settings-form.ts'
import { formatNumber } from '../../../lib/account-number.ts'
import { momentIn } from '../../../lib/dates.ts'
import { may } from '../../../lib/permissions.ts'
import type { Settings, SettingsReader } from '../../../settings/snapshot.ts'
import { type Pressed, pressedLookUp } from '../look-up/button-actions.ts'
import { type Chart, chartFor, titleOf } from './chart.ts'
import { organizationKeeps, type PostingAccountsForm, readPostingAccountsForm } from './form.ts'
import { savePostingAccounts } from './save.ts'
import { serviceRoutes } from './service-routes.ts'
import { organizationLabels, type PostingAccountsInput } from './settings.ts'
import { codesWithoutService, listServices } from './store.ts'

function inWords({ cashClearing, customerDeposits }: PostingAccountsInput, { accountMasks }: Settings) {
  const mask = accountMasks.masks['balance-sheet']
  return {
    cashClearing: formatNumber(cashClearing, mask),
    customerDeposits: formatNumber(customerDeposits, mask),
  }
}

async function servicesOf(deps: Deps, { accountMasks: { masks } }: Settings) {
  const services = await listServices(deps.db)
  const withoutService = await codesWithoutService(deps.db)
  return [
    ...services.map((service) => ({
      ...service,
      path: `${paths.services}/${service.id}`,
      receivable: service.receivable && formatNumber(service.receivable, masks['balance-sheet']),
      revenue: service.revenue && formatNumber(service.revenue, masks.revenue),
    })),
    ...withoutService.map((code) => ({
      code,
      name: 'Named by transactions, not set up yet',
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
    async page(request, reply, settings, view) {
      const { postingAccounts: current, organization } = settings
      const refused = view.errors || view.conflict
      const known = await chartFor(deps.db, settings, [current.cashClearing, current.customerDeposits])
      return renderPage(request, reply.status(view.status ?? 200), {
        template: 'gl-accounts/posting',
        title: `${refused ? 'Error: ' : ''}Posting Accounts - GL Accounts`,
        data: {
          ...view,
          pressed,
          path: paths.postingAccounts,
          form: view.submitted ?? inWords(current, settings),
          current,
          fields: organizationKeeps.map((name) => ({
            name,
            label: organizationLabels[name],
            hint: view.submitted ? undefined : titleOf(known, current[name]),
          })),
          ledger: known.ledger,
          services: await servicesOf(deps, settings),
          mayChange: may(request.user.role, 'accounts.change'),
          moment: (at: string) => momentIn(organization.timeZone, at),
        },
      })
    },
    read: (body) => readPostingAccountsForm(body, chart as Chart),
    save: (value, { postingAccounts }, actor) => savePostingAccounts(deps, value, postingAccounts, actor),
    current: ({ postingAccounts }) => postingAccounts,
    saved: () => 'The posting accounts of the organization are saved.',
    compare: (settings, value) =>
      differences(organizationLabels, inWords(settings.postingAccounts, settings), inWords(value, settings)),
  }
}

export function postingRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  scope.get(paths.postingAccounts, { config: { permission: 'settings.read' } }, (request, reply) =>
    answerPage(request, reply, settings, postingForm(deps)),
  )
  const change = { permission: 'accounts.change', keptFields: organizationKeeps } as const
  scope.post(paths.postingAccounts, { config: change }, async (request, reply) => {
    const now = await settings(request.user.revision)
    const body = (request.body ?? {}) as Record<string, unknown>
    const chart = await chartFor(deps.db, now, [body.cashClearing, body.customerDeposits])
    const pressed = await pressedLookUp(deps.db, body, organizationKeeps, chart.masks)
    const form = postingForm(deps, chart, pressed)
    if (!pressed) return answerSave(request, reply, deps, settings, form)
    const { submitted } = form.read(body, now)
    return form.page(request, reply, now, {
      submitted: pressed.chosen === undefined ? submitted : { ...submitted, [pressed.field]: pressed.chosen },
    })
  })
  serviceRoutes(scope, deps, settings)
}

import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../http/settings-form.ts'
import { momentIn } from '../../lib/dates.ts'
import { monthChoices } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { SettingsReader } from '../../settings/snapshot.ts'
import { keptFields, type OrganizationForm, readOrganizationForm } from './form.ts'
import { saveOrganization } from './save.ts'
import { labels, type OrganizationInput, timeZones } from './settings.ts'

function inWords({ name, timeZone, fiscalYearFirstMonth }: OrganizationInput) {
  return {
    name,
    timeZone: timeZones.find(({ value }) => value === timeZone)?.label ?? timeZone,
    fiscalYearFirstMonth: monthChoices[fiscalYearFirstMonth - 1]?.label ?? '',
  }
}

export function organizationRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  const form: SettingsForm<OrganizationForm> = {
    path: paths.general,
    page(request, reply, { organization }, view) {
      const refused = view.errors || view.conflict
      return renderPage(request, reply.status(view.status ?? 200), {
        template: 'organization/general',
        title: `${refused ? 'Error: ' : ''}General - Organization`,
        data: {
          ...view,
          path: paths.general,
          form: view.submitted ?? {
            ...organization,
            fiscalYearFirstMonth: String(organization.fiscalYearFirstMonth),
          },
          months: monthChoices,
          current: organization,
          timeZones,
          mayChange: may(request.user.role, 'organization.change'),
          moment: (at: string) => momentIn(organization.timeZone, at),
        },
      })
    },
    read: readOrganizationForm,
    save: (value, { organization }, actor) => saveOrganization(deps, value, organization, actor),
    current: ({ organization }) => organization,
    saved: () => 'The organization is saved.',
    compare: ({ organization }, value) => differences(labels, inWords(organization), inWords(value)),
  }
  scope.get(form.path, { config: { permission: 'settings.read' } }, (request, reply) =>
    answerPage(request, reply, settings, form),
  )
  scope.post(form.path, { config: { permission: 'organization.change', keptFields } }, (request, reply) =>
    answerSave(request, reply, deps, settings, form),
  )
}

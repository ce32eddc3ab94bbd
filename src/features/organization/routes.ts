import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { differences, settingsRoutes } from '../../http/settings-form.ts'
import { monthChoices } from '../../lib/periods.ts'
import { asSubmitted } from '../../settings/section.ts'
import { saveSection } from '../../versioned-form/save-version.ts'
import { keptFields, type OrganizationForm, readOrganizationForm } from './form.ts'
import { organization as section, timeZones } from './settings.ts'

export function organizationRoutes(scope: FastifyInstance, deps: Deps) {
  settingsRoutes<OrganizationForm>(scope, deps, {
    path: paths.general,
    permission: 'organization.change',
    keptFields,
    template: 'organization/general',
    title: () => 'General - Organization',
    values: ({ organization }) => asSubmitted(section, organization),
    data: ({ organization }, { message }) => ({
      subject: section.subject,
      months: monthChoices,
      timeZones,
      newTownName: message && organization.name,
    }),
    read: readOrganizationForm,
    save: (value, { organization }, actor) => saveSection(deps, section, value, organization, { actor }),
    current: ({ organization }) => organization,
    savedMessage: () => 'The organization is saved.',
    compare: ({ organization }, value) => differences(section.fields, organization, value),
  })
}

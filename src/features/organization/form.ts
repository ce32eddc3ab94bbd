import { FormReader, type FormResult } from '../../lib/form.ts'
import { monthChoices } from '../../lib/periods.ts'
import { type OrganizationInput, organization, timeZones } from './settings.ts'

const { fields } = organization
export const keptFields = Object.keys(fields)

export type OrganizationForm = OrganizationInput & { version: number }

export function readOrganizationForm(body: unknown): FormResult<OrganizationForm> {
  const form = new FormReader(body)
  return form.result({
    name: form.text('name', fields.name.label, { limit: 100, missing: 'Type the name of the organization.' }),
    timeZone: form.choice('timeZone', fields.timeZone.label, timeZones),
    fiscalYearFirstMonth: Number(
      form.choice('fiscalYearFirstMonth', fields.fiscalYearFirstMonth.label, monthChoices),
    ),
    version: form.version(),
  })
}

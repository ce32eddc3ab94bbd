import { FormReader, type FormResult } from '../../lib/form.ts'
import { monthChoices } from '../../lib/periods.ts'
import { labels, type OrganizationInput, timeZones } from './settings.ts'

export const keptFields = ['name', 'timeZone', 'fiscalYearFirstMonth']

export type OrganizationForm = OrganizationInput & { version: number }

export function readOrganizationForm(body: unknown): FormResult<OrganizationForm> {
  const form = new FormReader(body)
  return form.result({
    name: form.text('name', labels.name, { limit: 100, missing: 'Type the name of the organization.' }),
    timeZone: form.choice('timeZone', labels.timeZone, timeZones),
    fiscalYearFirstMonth: Number(
      form.choice('fiscalYearFirstMonth', labels.fiscalYearFirstMonth, monthChoices),
    ),
    version: form.version(),
  })
}

import type { Actor } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { changesBetween, type SaveOutcome, saveVersion } from '../../versioned-form/save-version.ts'
import type { OrganizationForm } from './form.ts'
import type { Organization } from './settings.ts'

export async function saveOrganization(
  deps: Deps,
  { version, ...input }: OrganizationForm,
  current: Organization,
  actor: Actor,
): Promise<SaveOutcome> {
  return saveVersion(deps, {
    table: 'organization',
    subject: 'organization',
    kind: 'organization.saved',
    current,
    version,
    sent: input,
    changes: changesBetween(current, input),
    actor,
    columns: {
      name: input.name,
      time_zone: input.timeZone,
      fiscal_year_first_month: input.fiscalYearFirstMonth,
    },
  })
}

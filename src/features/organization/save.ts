import type { Deps } from '../../deps.ts'
import type { Actor } from '../history/record.ts'
import { changesBetween, fingerprint, type SaveOutcome, saveVersion } from '../settings/save-version.ts'
import type { OrganizationForm } from './form.ts'
import type { Organization } from './settings.ts'

export async function saveOrganization(
  deps: Deps,
  { version, ...input }: OrganizationForm,
  current: Organization,
  actor: Actor,
): Promise<SaveOutcome> {
  const savedWith = fingerprint(deps, ['organization', actor.id, version, input])
  if (savedWith === current.savedWith) return 'saved'
  const changes = changesBetween(current, input)
  if (changes.length === 0) return 'unchanged'
  if (version !== current.version) return 'stale'
  return saveVersion(deps, {
    table: 'organization',
    subject: 'organization',
    kind: 'organization.saved',
    version,
    savedWith,
    changes,
    actor,
    columns: {
      name: input.name,
      time_zone: input.timeZone,
      fiscal_year_first_month: input.fiscalYearFirstMonth,
    },
  })
}

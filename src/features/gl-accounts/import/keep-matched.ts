import type { Actor } from '../../../audit/append.ts'
import type { Deps } from '../../../deps.ts'
import type { Profile } from '../../../import-profiles/profile.ts'
import { findProfile } from '../../../import-profiles/profiles-store.ts'
import { addProfile, saveProfile } from '../../../import-profiles/save.ts'
import type { FieldError } from '../../../lib/form.ts'
import type { Matching, ProfileName } from './matching.ts'
import { chartPurpose } from './purpose.ts'

const changedMeanwhile =
  'This profile was changed or removed meanwhile. Type another name, or choose the file again to read it by the profile as it is now.'

/** Keeps what was said about a file for the next one, as a new profile or as a version of the one that it was read by. */
export async function keepMatched(
  deps: Deps,
  { saved }: Matching,
  { name, profile }: { name: string; profile: Profile },
  actor: Actor,
): Promise<ProfileName | FieldError[]> {
  if (!saved || saved.name !== name) {
    const added = await addProfile(deps, chartPurpose, { name, profile }, actor)
    return Array.isArray(added) ? added : { ...added, name }
  }
  const current = await findProfile(deps.db, saved.id)
  if (!current || current.removedAt !== null) return [{ field: 'name', message: changedMeanwhile }]
  const outcome = await saveProfile(
    deps,
    chartPurpose,
    current,
    { version: saved.version, name, profile },
    actor,
  )
  if (Array.isArray(outcome)) return outcome
  if (outcome === 'stale') return [{ field: 'name', message: changedMeanwhile }]
  const { version } = (await findProfile(deps.db, saved.id)) ?? saved
  return { ...saved, version }
}

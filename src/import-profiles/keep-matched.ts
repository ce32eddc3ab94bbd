import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import type { FieldError } from '../lib/form.ts'
import type { Profile, ProfileName } from './profile.ts'
import { findProfile } from './profiles-store.ts'
import type { Purpose } from './purpose.ts'
import { addProfile, saveProfile } from './save.ts'

const changedMeanwhile =
  'This profile was changed or removed meanwhile. Type another name, or choose the file again to read it by the profile as it is now.'

/** Keeps what was said about a file for the next one, as a new profile or as a version of the one that it was read by. */
export async function keepMatched(
  deps: Deps,
  purpose: Purpose,
  saved: ProfileName | undefined,
  { name, profile }: { name: string; profile: Profile },
  actor: Actor,
): Promise<ProfileName | FieldError[]> {
  if (!saved || saved.name !== name) {
    const added = await addProfile(deps, purpose, { name, profile }, actor)
    return Array.isArray(added) ? added : { ...added, name }
  }
  const current = await findProfile(deps.db, saved.id)
  if (!current || current.removedAt !== null) return [{ field: 'name', message: changedMeanwhile }]
  const outcome = await saveProfile(deps, purpose, current, { version: saved.version, name, profile }, actor)
  if (Array.isArray(outcome)) return outcome
  if (outcome === 'stale') return [{ field: 'name', message: changedMeanwhile }]
  const { version } = (await findProfile(deps.db, saved.id)) ?? saved
  return { ...saved, version }
}

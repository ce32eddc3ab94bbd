import type { Actor } from '../../../../audit/append.ts'
import type { Deps } from '../../../../deps.ts'
import type { Profile } from '../../../../import-profiles/profile.ts'
import { findProfile } from '../../../../import-profiles/profiles-store.ts'
import { addProfile, saveProfile } from '../../../../import-profiles/save.ts'
import type { FieldError } from '../../../../lib/form.ts'
import { transactionsPurpose } from '../purpose.ts'
import type { Matching } from './matching.ts'

type Kept = { id: number; version: number }

/** Keeps how a file was matched: as a version of the profile that it began with, or under another name as a new one. */
export async function keepProfile(
  deps: Deps,
  base: Matching['base'],
  { name, profile }: { name: string; profile: Profile },
  actor: Actor,
): Promise<Kept | FieldError[]> {
  const current = base?.name === name ? await findProfile(deps.db, base.id) : undefined
  if (!base || !current || current.removedAt !== null)
    return addProfile(deps, transactionsPurpose, { name, profile }, actor)
  const next = { version: base.version, name, profile }
  const outcome = await saveProfile(deps, transactionsPurpose, current, next, actor)
  if (Array.isArray(outcome)) return outcome
  const message = 'Somebody saved this profile meanwhile, so yours was not saved. Give yours another name.'
  if (outcome === 'stale') return [{ field: 'name', message }]
  const { version } = (await findProfile(deps.db, base.id)) ?? current
  return { id: base.id, version }
}
